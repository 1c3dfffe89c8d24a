import type { AccountSummary } from '#contract/account.ts';

/** An account's status as a person needs it: `active` splits into ready and resting (a short cooldown). */
export type Standing = 'ready' | 'resting' | Exclude<AccountSummary['status'], 'active'>;

export function standingOf(account: Pick<AccountSummary, 'status' | 'cooldownUntil'>, nowMs: number): Standing {
  if (account.status !== 'active') return account.status;
  return account.cooldownUntil !== null && Date.parse(account.cooldownUntil) > nowMs ? 'resting' : 'ready';
}

/** When the account comes back without anybody's help; `null` when nobody knows, or when it needs its owner. */
export function comesBackAtMs(account: AccountSummary, nowMs: number): number | null {
  switch (standingOf(account, nowMs)) {
    case 'resting':
      return timeOf(account.cooldownUntil);
    case 'rate_limited':
      return timeOf(account.blockedUntil ?? account.resetAtPrimary);
    case 'quota_exceeded':
      return timeOf(account.blockedUntil ?? account.resetAtSecondary ?? account.resetAtMonthly);
    default:
      return null;
  }
}

export function needsOwner(account: AccountSummary): boolean {
  return account.status === 'reauth_required' || account.status === 'deactivated';
}

function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
