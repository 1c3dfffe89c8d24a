import type { Account } from '../accounts/account.ts';
import { sentenceOf, statusSentence } from '../accounts/account-sentences.ts';
import { readableDecision } from '../contract/readable-decision.ts';
import type { AttemptRecord } from '../contract/request-log.ts';
import { Refusal, type RefusalDetails } from '../contract/refusal.ts';
import type { Chosen } from '../routing/choose-account.ts';
import { openUntilMs } from '../routing/circuit.ts';
import { sparesAtMs } from '../routing/yielding.ts';
import { modelUsedUp } from './model-refusal.ts';

export interface PoolFacts {
  readonly accounts: readonly Account[];
  readonly tried: ReadonlyMap<string, string>;
  readonly chosen: Pick<Chosen<Account>, 'decision' | 'refusal'>;
  /** False for a program with an API key: whose accounts these are is none of its holder's business. */
  readonly mayNameAccounts: boolean;
  /** What is asked for; absent where nothing is yet. */
  readonly model?: string | null;
  readonly nowMs: number;
}

const capRetrySeconds = 5;
/** Where nobody knows when there will be something to spare. */
const usualBurnRetrySeconds = 60;
/** As the reference: nobody is told to stay away for longer (balancing 4.7). */
const longestRetrySeconds = 300;

/**
 * Why nobody can serve, as the client must hear it. Accounts that are merely busy are a 429 that asks to come back in a
 * moment; a pool that is used up is one with the time at which it comes back, which clients show to the person; a pool that
 * nobody can select from is a 503 that says what is wrong with each account.
 */
export function poolRefusal(facts: PoolFacts): Refusal {
  const { accounts, tried, chosen, mayNameAccounts, model = null, nowMs } = facts;
  if (accounts.length === 0) {
    return new Refusal('no_accounts', 'No account has been added to Evenkeel yet. Open its dashboard and add one.');
  }
  const { refusal, decision } = chosen;
  if (refusal === 'account_response_create_cap' || refusal === 'account_stream_cap') return busy(refusal);
  if (refusal === 'burn_window_closed') return burnWindowClosed(accounts, nowMs);
  const inService = accounts.filter(
    ({ status }) => status === 'active' || status === 'rate_limited' || status === 'quota_exceeded',
  );
  const ofModel = modelUsedUp({ model, inService, decision, nowMs });
  if (ofModel !== null) return ofModel;
  const limited = inService.filter(({ status }) => status !== 'active');
  if (limited.length > 0 && limited.length === inService.length) return usedUp(limited, nowMs);
  const { candidates } = readableDecision(decision);
  const named = accounts.map((account) => ({ name: account.label, state: stateOf(account, tried, candidates) }));
  const states = mayNameAccounts ? named.map(({ name, state }) => `${name}: ${state}`).join(' ') : counted(named);
  const why = decision.strategy === 'single_account' ? `: ${decision.reason}` : '';
  return new Refusal('no_accounts', `No account can serve this request${why}. ${states}`, {
    headers: retryAfter(accounts, nowMs),
  });
}

function counted(states: readonly { readonly state: string }[]): string {
  const byState = Map.groupBy(states, ({ state }) => state);
  return [...byState].map(([state, { length }]) => `${length} account${length === 1 ? '' : 's'}: ${state}`).join(' ');
}

/** Everybody was asked too often at this moment, and still is after a wait. */
export function burstRefusal(accounts: readonly Account[], nowMs: number): Refusal {
  const headers = retryAfter(accounts, nowMs);
  const seconds = Number(headers['retry-after'] ?? capRetrySeconds);
  return new Refusal(
    'rate_limit_exceeded',
    `The upstream refuses more requests at this moment, on every account. Please try again in ${seconds}s.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}

/** For a key that yields. The accounts could serve; what they have left is not for it. */
function burnWindowClosed(accounts: readonly Account[], nowMs: number): Refusal {
  const sparesAt = sparesAtMs(accounts, nowMs);
  const seconds =
    sparesAt === null ? usualBurnRetrySeconds : Math.min(longestRetrySeconds, Math.ceil((sparesAt - nowMs) / 1000));
  return new Refusal(
    'rate_limit_exceeded',
    `opportunistic burn window closed: this API key takes only what other requests can spare, and the accounts have nothing to spare now. Please try again in ${seconds}s.`,
    { fields: { limiter: 'traffic_class' }, headers: { 'retry-after': String(seconds) } },
  );
}

function busy(code: 'account_response_create_cap' | 'account_stream_cap'): Refusal {
  const what = code === 'account_stream_cap' ? 'streams' : 'requests that wait for their first word';
  const setting = code === 'account_stream_cap' ? 'accountStreamLimit' : 'accountResponseCreateLimit';
  return new Refusal(
    code,
    `Every account that can serve this request has as many ${what} as it may have (${setting}). Please try again in ${capRetrySeconds}s.`,
    { headers: { 'retry-after': String(capRetrySeconds) } },
  );
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

/** When the first of the accounts in service has rested, where that is known. */
function retryAfter(accounts: readonly Account[], nowMs: number): NonNullable<RefusalDetails['headers']> {
  const ends = accounts.flatMap(({ status, cooldownUntilMs, backoffUntilMs, resetAtMs, breaker }) => {
    if (status === 'active') return Math.max(cooldownUntilMs, backoffUntilMs, openUntilMs(breaker) ?? 0);
    return status === 'rate_limited' || status === 'quota_exceeded' ? (resetAtMs ?? 0) : 0;
  });
  const soonestMs = Math.min(...ends.filter((endMs) => endMs > nowMs));
  if (soonestMs === Infinity) return {};
  return { 'retry-after': String(Math.min(longestRetrySeconds, Math.ceil((soonestMs - nowMs) / 1000))) };
}

function stateOf(
  account: Account,
  tried: ReadonlyMap<string, string>,
  candidates: AttemptRecord['decision']['candidates'],
): string {
  const sentence = statusSentence(account.record);
  if (sentence !== null) return sentence;
  const failed = tried.get(account.id);
  if (failed !== undefined) return sentenceOf(failed) ?? `It was tried and failed (${failed}).`;
  const detail = candidates.find(
    ({ accountId, verdict }) => accountId === account.id && verdict === 'ineligible',
  )?.detail;
  return detail === undefined ? 'Ready.' : `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
