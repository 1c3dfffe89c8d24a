import type { AccountSummary } from '#contract/account.ts';

const newsForMs = 7 * 86_400_000;

export interface PlanChange {
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
  /** Recent enough to be told without being asked. */
  readonly isNews: boolean;
}

/** The last change of plan that was noticed. */
export function planChangeOf(
  account: Pick<AccountSummary, 'planType' | 'previousPlanType' | 'planChangedAt'>,
  nowMs: number,
): PlanChange | null {
  const { previousPlanType: from, planType: to, planChangedAt } = account;
  if (from === null || planChangedAt === null || from === to) return null;
  const atMs = Date.parse(planChangedAt);
  return { from, to, atMs, isNews: nowMs - atMs < newsForMs };
}
