import type { KeptCandidate } from '../contract/kept-decision.ts';
import type { Field } from './field.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { Entrant } from './strategy.ts';
import { effectiveUsed, longWindow, resetOf } from './used-percent.ts';

/**
 * Pure. Requests that yield take only what the others can spare (balancing 4.5, opportunistic keys). All figures are
 * percent LEFT of a window, as the reference has them.
 *
 * - An account that its owner preserves gives what it has above a floor. The weekly floor is low for one that will have
 *   something left over at its reset, and high while somebody else uses it.
 * - Any other may be emptied as long as another can go on in its place; else it keeps a reserve.
 */

const reserve = 5;
const longFloor = { leftOver: 5, onPace: 15, inUse: 25 };
const shortFloor = { resetsSoon: 10, usual: 20, onlyOne: 25, inUse: 30 };
/** So much less than its time has passed must be used of a window that will have something left over. */
const behindPacePercent = 5;
const soonMs = 3_600_000;
/** So long after it served somebody who does not yield, an account counts as in use. */
const inUseMs = 30 * 60_000;

export type KeptCode = 'kept_for_foreground' | 'kept_as_unknown';

export function isKept(code: string): boolean {
  return code === 'kept_for_foreground' || code === 'kept_as_unknown';
}

type Looked<Account extends RoutableAccount> = Pick<Entrant<Account>, 'account' | 'short' | 'long'>;

/** How much is to stay in an account; no figure where nobody knows enough of it to take anything. */
interface Kept {
  readonly code: KeptCode;
  readonly figure: number | null;
}
const unknown: Kept = { code: 'kept_as_unknown', figure: null };
const floor = (figure: number): Kept => ({ code: 'kept_for_foreground', figure });

/** The field without the accounts that have nothing to spare; each of those with the floor that it is to keep. */
export function withoutKept<Account extends RoutableAccount>(field: Field<Account>, nowMs: number): Field<Account> {
  const { entrants, resting, home } = field;
  const kept = new Map<string, Kept>();
  const keptOf = (looked: Looked<Account>): Kept | null => {
    const found = keptIn(looked, entrants, nowMs);
    if (found !== null) kept.set(looked.account.id, found);
    return found;
  };
  const spared = entrants.filter((entrant) => keptOf(entrant) === null);
  const stillResting = resting.filter(({ account }) => keptOf(lookedAt(account, nowMs)) === null);
  const atHome = home === null ? undefined : kept.get(home.account.id);
  return {
    entrants: spared,
    resting: stillResting,
    ineligible: [
      ...entrants.flatMap(({ account: { id: accountId }, short, long }): KeptCandidate[] => {
        const why = kept.get(accountId);
        return why === undefined ? [] : [{ accountId, verdict: 'ineligible', short, long, ...why }];
      }),
      ...field.ineligible.map((candidate) => ({ ...candidate, ...kept.get(candidate.accountId) })),
    ],
    home: home === null || atHome === undefined ? home : { ...home, standing: { kind: 'out', ...atHome } },
  };
}

/** When one of them may have something to spare again; `null` where nobody knows. */
export function sparesAtMs(accounts: readonly RoutableAccount[], nowMs: number): number | null {
  const times = accounts.flatMap(({ usage, lastForegroundAtMs, routingPolicy }) => [
    resetOf(usage?.primary, nowMs),
    resetOf(longWindow(usage), nowMs),
    routingPolicy === 'preserve' && lastForegroundAtMs != null ? lastForegroundAtMs + inUseMs : null,
  ]);
  const soonest = Math.min(...times.map((time) => (time !== null && time > nowMs ? time : Infinity)));
  return soonest === Infinity ? null : soonest;
}

function lookedAt<Account extends RoutableAccount>(account: Account, nowMs: number): Looked<Account> {
  const { usage, inFlight } = account;
  return {
    account,
    short: effectiveUsed(usage?.primary, inFlight, nowMs),
    long: effectiveUsed(longWindow(usage), inFlight, nowMs),
  };
}

function keptIn<Account extends RoutableAccount>(
  looked: Looked<Account>,
  ready: readonly Looked<Account>[],
  nowMs: number,
): Kept | null {
  if (looked.account.routingPolicy === 'preserve') return floorOfPreserved(looked, ready, nowMs);
  if (hasReserve(looked)) return null;
  const goesOn = ready.some(
    (other) =>
      other.account.id !== looked.account.id &&
      (other.account.routingPolicy === 'preserve' ? floorOfPreserved(other, ready, nowMs) === null : hasReserve(other)),
  );
  if (goesOn) return null;
  return isTold(looked) ? floor(reserve) : unknown;
}

/** A plan without one of the windows is not held to it. */
function hasReserve(looked: Looked<RoutableAccount>): boolean {
  const { short, long } = looked;
  return isTold(looked) && leftOf(short) > reserve && leftOf(long) > reserve;
}

function floorOfPreserved<Account extends RoutableAccount>(
  looked: Looked<Account>,
  ready: readonly Looked<Account>[],
  nowMs: number,
): Kept | null {
  const { account, short, long } = looked;
  const { usage, lastForegroundAtMs } = account;
  const resets = { short: resetOf(usage?.primary, nowMs), long: resetOf(longWindow(usage), nowMs) };
  // What was told of a window that is over since says nothing of the one that runs now.
  const isStale = (short !== null && resets.short === null) || (long !== null && resets.long === null);
  if (!isTold(looked) || isStale) return unknown;
  const isInUse = lastForegroundAtMs != null && nowMs - lastForegroundAtMs <= inUseMs;
  const isOnlyOne = !ready.some((other) => other.account !== account && other.account.routingPolicy === 'preserve');
  const longKept = isInUse
    ? longFloor.inUse
    : isBehindPace(account, long, nowMs)
      ? longFloor.leftOver
      : longFloor.onPace;
  if (leftOf(long) <= longKept) return floor(longKept);
  const shortKept = Math.max(
    resets.short !== null && resets.short - nowMs > soonMs ? shortFloor.usual : shortFloor.resetsSoon,
    isOnlyOne ? shortFloor.onlyOne : 0,
    isInUse ? shortFloor.inUse : 0,
  );
  return leftOf(short) <= shortKept ? floor(shortKept) : null;
}

/** As things go, something of the long window will be left over when it starts anew. */
function isBehindPace({ usage }: RoutableAccount, long: number | null, nowMs: number): boolean {
  const window = longWindow(usage);
  const resetAtMs = resetOf(window, nowMs);
  if (window === null || resetAtMs === null || long === null) return false;
  const passed = 1 - (resetAtMs - nowMs) / (window.windowMinutes * 60_000);
  return long + behindPacePercent < passed * 100;
}

function isTold({ short, long }: Looked<RoutableAccount>): boolean {
  return short !== null || long !== null;
}

/** A window that there is not keeps nobody back. */
function leftOf(used: number | null): number {
  return used === null ? 100 : 100 - used;
}
