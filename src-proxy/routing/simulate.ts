import type { AccountStatus } from '../contract/account.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import type { UsageSample, UsageWindow } from '../storage/store.ts';
import { chooseAccount, type Choice } from './choose-account.ts';
import type { RoutableAccount } from './routable-account.ts';
import { longWindow } from './used-percent.ts';

/** What one request is taken to use up, in percent of each window, on any account. */
export interface RequestCost {
  readonly shortPercent: number;
  readonly longPercent: number;
}

export interface Simulation<Account extends RoutableAccount> extends Omit<
  Choice<Account>,
  'boundTo' | 'boundHard' | 'servedBy' | 'tried' | 'lacksModel'
> {
  /** How many new conversations, each of one request that is over before the next begins. */
  readonly requests: number;
  readonly cost: RequestCost;
  /** The owner's order in place of the accounts' own places; who is left out has none. */
  readonly order?: readonly string[];
  /** Time from one request to the next. */
  readonly everyMs: number;
}

export interface SimulatedRequest {
  /** `null` where nobody could serve. */
  readonly accountId: string | null;
  readonly atMs: number;
  readonly decision: RoutingDecision;
}

/**
 * Where the next requests would go if nothing but they happened. A window that a request fills limits its account until
 * that window starts anew, as the upstream would; a window that nobody has told us of stays unknown.
 */
export function simulate<Account extends RoutableAccount>(simulation: Simulation<Account>): SimulatedRequest[] {
  const { accounts, requests, cost, everyMs, order, ...rules } = simulation;
  let pool: readonly RoutableAccount[] = accounts.map((account) => placed(factsOf(account), order));
  let selections = pool.reduce((highest, { lastSelected }) => Math.max(highest, lastSelected), 0);
  return Array.from({ length: requests }, (_, index) => {
    const nowMs = rules.nowMs + index * everyMs;
    pool = pool.map((account) => withTimePassed(account, nowMs));
    const { account, decision } = chooseAccount({
      ...rules,
      accounts: pool,
      boundTo: null,
      tried: new Map(),
      seed: rules.seed + index,
      nowMs,
    });
    if (account !== null) {
      selections += 1;
      pool = pool.map((one) => (one === account ? afterRequest(one, cost, selections, nowMs) : one));
    }
    return { accountId: account?.id ?? null, atMs: nowMs, decision };
  });
}

/** A plain copy: an account of the running engine is an object with getters, which a spread would lose. */
function factsOf(account: RoutableAccount): RoutableAccount {
  const { health, circuit, inFlightCreates, inFlightStreams } = account;
  return {
    id: account.id,
    status: account.status,
    resetAtMs: account.resetAtMs,
    cooldownUntilMs: account.cooldownUntilMs,
    backoffUntilMs: account.backoffUntilMs,
    usage: account.usage,
    inFlight: account.inFlight,
    lastSelected: account.lastSelected,
    planType: account.planType,
    routingPolicy: account.routingPolicy,
    priority: account.priority,
    lastUsedAtMs: account.lastUsedAtMs ?? null,
    lastForegroundAtMs: account.lastForegroundAtMs ?? null,
    ...(health === undefined ? {} : { health }),
    ...(circuit === undefined ? {} : { circuit }),
    ...(inFlightCreates === undefined ? {} : { inFlightCreates }),
    ...(inFlightStreams === undefined ? {} : { inFlightStreams }),
  };
}

function placed(account: RoutableAccount, order: readonly string[] | undefined): RoutableAccount {
  if (order === undefined) return account;
  const place = order.indexOf(account.id);
  return { ...account, priority: place < 0 ? null : place };
}

function withTimePassed(account: RoutableAccount, nowMs: number): RoutableAccount {
  const { status, resetAtMs } = account;
  const isLimited = status === 'rate_limited' || status === 'quota_exceeded';
  if (!isLimited || resetAtMs === null || resetAtMs > nowMs) return account;
  return { ...account, status: 'active', resetAtMs: null };
}

function afterRequest(
  account: RoutableAccount,
  { shortPercent, longPercent }: RequestCost,
  lastSelected: number,
  nowMs: number,
): RoutableAccount {
  const { usage } = account;
  const used: UsageSample | null =
    usage === null
      ? null
      : {
          ...usage,
          primary: spend(usage.primary, shortPercent, nowMs),
          secondary: spend(usage.secondary, longPercent, nowMs),
          monthly: spend(usage.monthly, longPercent, nowMs),
        };
  const full = [longWindow(used), used?.primary ?? null].find((window) => window !== null && window.usedPercent >= 100);
  const status: AccountStatus = full ? 'rate_limited' : account.status;
  return { ...account, usage: used, status, resetAtMs: full?.resetAtMs ?? null, lastSelected, lastUsedAtMs: nowMs };
}

/** A window that is over starts anew with this request. */
function spend(window: UsageWindow | null, percent: number, nowMs: number): UsageWindow | null {
  if (window === null) return null;
  const isOver = window.resetAtMs !== null && window.resetAtMs <= nowMs;
  if (!isOver) return { ...window, usedPercent: Math.min(100, window.usedPercent + percent) };
  return { ...window, usedPercent: Math.min(100, percent), resetAtMs: nowMs + window.windowMinutes * 60_000 };
}
