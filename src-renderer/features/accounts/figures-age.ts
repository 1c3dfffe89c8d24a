import type { AccountSummary } from '#contract/account.ts';

/** Where accounts are asked only when they are added. */
const oldUnaskedMs = 15 * 60_000;
/** An answer takes its time on the way. */
const graceMs = 30_000;

/** After how long figures are too old to go by: two of them should have come by then. */
export function oldAfterMs(intervalMs: number): number {
  return intervalMs === 0 ? oldUnaskedMs : 2 * intervalMs + graceMs;
}

/** Whether what an account has left was told too long ago to go by. False where nobody has told anything yet. */
export function hasOldFigures(
  { usageRefreshedAt }: Pick<AccountSummary, 'usageRefreshedAt'>,
  nowMs: number,
  intervalMs: number,
): boolean {
  return usageRefreshedAt !== null && nowMs - Date.parse(usageRefreshedAt) > oldAfterMs(intervalMs);
}
