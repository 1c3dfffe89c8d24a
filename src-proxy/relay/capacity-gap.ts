import type { Account } from '../accounts/account.ts';
import { isLimited } from '../accounts/standing.ts';
import type { Chosen } from '../routing/choose-account.ts';
import { openUntilMs } from '../routing/circuit.ts';

/** A limit whose end is further off is not waited for: its client is told the time, and many limits' ends are guesses. */
const nearResetMs = 10_000;

export interface GapFacts {
  readonly chosen: Pick<Chosen<Account>, 'account' | 'decision'>;
  readonly accounts: readonly Account[];
  /** The only account that can serve; `null` when any can. */
  readonly onlyId: string | null;
  /**
   * Accounts that this request has tried in vain and may ask again, each with the time before which that is of no use: those
   * that said "not now" rather than "no".
   */
  readonly notNow: ReadonlyMap<string, number>;
  readonly nowMs: number;
  /** How long the request may still wait. */
  readonly budgetMs: number;
}

/**
 * Until when it is worth waiting for an account, although nobody can serve now; `null` where nobody will be able to in time.
 * Pure. What ends sooner than can be foreseen, such as somebody else's answer, wakes whoever waits before that time.
 */
export function gapEndMs(facts: GapFacts): number | null {
  const { chosen, onlyId, nowMs, budgetMs } = facts;
  if (budgetMs <= 0) return null;
  const deadlineMs = nowMs + budgetMs;
  if (chosen.account !== null) return cooldownOfLastResort(chosen, chosen.account, nowMs, deadlineMs);
  let soonestMs = Infinity;
  for (const { accountId, code } of chosen.decision.candidates) {
    if (onlyId !== null && accountId !== onlyId) continue;
    const endMs = isCap(code) ? deadlineMs : endOfRestMs(facts, accountId, code);
    if (endMs !== null && endMs < soonestMs) soonestMs = endMs;
  }
  return soonestMs <= deadlineMs ? soonestMs : null;
}

export function isCap(code: string): boolean {
  return code === 'account_response_create_cap' || code === 'account_stream_cap';
}

/**
 * When everybody rests, one is asked all the same. That is right after failures of which nobody knows whether they are
 * over; one that asked for a pause of seconds gets it.
 */
function cooldownOfLastResort(
  { decision }: GapFacts['chosen'],
  { id, cooldownUntilMs, backoffUntilMs }: Account,
  nowMs: number,
  deadlineMs: number,
): number | null {
  const isLastResort = decision.candidates.some(({ accountId, code }) => accountId === id && code === 'last_resort');
  const isCooling = cooldownUntilMs > nowMs && cooldownUntilMs >= backoffUntilMs;
  return isLastResort && isCooling && cooldownUntilMs <= deadlineMs ? cooldownUntilMs : null;
}

function endOfRestMs({ accounts, notNow, nowMs }: GapFacts, accountId: string, code: string): number | null {
  const account = accounts.find(({ id }) => id === accountId);
  if (account === undefined) return null;
  switch (code) {
    case 'tried': {
      const notBeforeMs = notNow.get(accountId);
      return notBeforeMs === undefined ? null : askableFromMs(account, notBeforeMs, nowMs);
    }
    case 'circuit_open':
      return openUntilMs(account.breaker);
    case 'rate_limited':
    case 'quota_exceeded':
    case 'cooldown':
      return askableFromMs(account, 0, nowMs);
    default:
      return null;
  }
}

/** From when the account can be asked, if that is soon. */
export function askableFromMs(account: Account, notBeforeMs: number, nowMs: number): number | null {
  const { status, resetAtMs, cooldownUntilMs, backoffUntilMs } = account;
  if (status === 'active') return Math.max(notBeforeMs, cooldownUntilMs, backoffUntilMs);
  const isNear = resetAtMs !== null && resetAtMs - nowMs <= nearResetMs;
  return isNear && isLimited(account) ? Math.max(notBeforeMs, resetAtMs) : null;
}
