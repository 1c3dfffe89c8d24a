import type { Account } from '../accounts/account.ts';
import { statusSentence } from '../accounts/account-state.ts';
import { Refusal } from '../contract/refusal.ts';

/**
 * Why nobody can serve, as the client must hear it. A pool that is used up is a 429 with the time at which it comes back,
 * which clients show to the person; a pool that nobody can select from is a 503 that says what is wrong with each account.
 */
export function poolRefusal(accounts: readonly Account[], tried: ReadonlyMap<string, string>, nowMs: number): Refusal {
  if (accounts.length === 0) {
    return new Refusal('no_accounts', 'No account has been added to Evenkeel yet. Open its dashboard and add one.');
  }
  const inService = accounts.filter(
    ({ status }) => status === 'active' || status === 'rate_limited' || status === 'quota_exceeded',
  );
  const limited = inService.filter(({ status }) => status !== 'active');
  if (limited.length > 0 && limited.length === inService.length) return usedUp(limited, nowMs);
  const states = accounts.map((account) => `${account.label}: ${stateOf(account, tried)}`).join(' ');
  return new Refusal('no_accounts', `No account can serve this request. ${states}`);
}

function usedUp(limited: readonly Account[], nowMs: number): Refusal {
  const first = limited.toSorted((a, b) => (a.resetAtMs ?? Infinity) - (b.resetAtMs ?? Infinity))[0];
  const resetsAtMs = first?.resetAtMs ?? null;
  const planType = first?.record.planType;
  const when = resetsAtMs === null ? '' : ` The first has room again at ${new Date(resetsAtMs).toISOString()}.`;
  const resetsInSeconds = resetsAtMs === null ? null : Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1000));
  return new Refusal('usage_limit_reached', `The usage limit has been reached on every account.${when}`, {
    fields: {
      ...(planType === undefined || planType === 'unknown' ? {} : { plan_type: planType }),
      ...(resetsAtMs === null ? {} : { resets_at: Math.ceil(resetsAtMs / 1000), resets_in_seconds: resetsInSeconds }),
    },
    headers: resetsInSeconds === null ? {} : { 'retry-after': String(resetsInSeconds) },
  });
}

function stateOf(account: Account, tried: ReadonlyMap<string, string>): string {
  const sentence = statusSentence(account.record);
  if (sentence !== null) return sentence;
  const failed = tried.get(account.id);
  return failed === undefined ? 'Ready.' : `It was tried and failed (${failed}).`;
}
