/** The names most like the one that was asked for, best first: what somebody who mistyped may have meant. */
export function nearNames(asked: string, names: readonly string[], atMost = 3): string[] {
  const word = asked.toLowerCase().slice(0, 100);
  return names
    .map((name) => ({ name, distance: distanceOf(word, name.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, atMost)
    .map(({ name }) => name);
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_none, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
