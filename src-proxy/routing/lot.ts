/**
 * One step of mulberry32 (Tommy Ettinger, 2017, public domain): a small generator that is good enough to share out work,
 * and for nothing secret. Returns more than 0 and less than 1.
 */
export function mulberry32(seed: number): number {
  const state = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): spreads ids over all numbers. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/**
 * Draws one of many with chances in proportion to their `weights`, which stand in the same order; `null` where no weight is above 0.
 *
 * Each waits for an exponentially distributed time with its weight as the rate, and the first to be due wins (the case of
 * one in Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006). Each time depends on the seed and on
 * the id alone: the order of the entries does not matter, and no sorting is needed.
 */
export function drawLot<Entry extends { readonly account: { readonly id: string } }>(
  entries: readonly Entry[],
  weights: readonly number[],
  seed: number,
): Entry | null {
  const start = Math.imul(seed, 0x9e3779b1);
  let winner: Entry | null = null;
  let earliest = Infinity;
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index];
    const weight = weights[index] ?? 0;
    if (entry === undefined || weight <= 0) continue;
    const { id } = entry.account;
    const due = -Math.log(mulberry32(Math.imul(start ^ hashOf(id), 0x85ebca6b))) / weight;
    if (winner === null || due < earliest || (due === earliest && id < winner.account.id)) {
      earliest = due;
      winner = entry;
    }
  }
  return winner;
}
