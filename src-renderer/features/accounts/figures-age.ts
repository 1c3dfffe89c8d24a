import type { AccountSummary } from '#contract/account.ts';

/** Figures are asked for about once a minute; after this long something keeps them from coming. */
const oldAfterMs = 15 * 60_000;

/** Whether what an account has left was told too long ago to go by. False where nobody has told anything yet. */
export function hasOldFigures({ usageRefreshedAt }: Pick<AccountSummary, 'usageRefreshedAt'>, nowMs: number): boolean {
  return usageRefreshedAt !== null && nowMs - Date.parse(usageRefreshedAt) > oldAfterMs;
}
