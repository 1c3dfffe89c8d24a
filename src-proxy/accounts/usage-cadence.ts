/**
 * When each account is asked for its usage. Pure: facts and the time come in, the next question comes out.
 *
 * An account is due some time after its last sample, wherever that came from: an answer's headers count. Accounts of
 * which news is likely (used a moment ago, nearly used up, blocked, near a reset) are due sooner. Questions keep a
 * distance, so that a pool of any size never comes as a burst, and each account still gets its turn within the interval.
 */

/** What is known of one account. Times are epoch milliseconds. */
export interface AskFacts {
  readonly accountId: string;
  /** Somebody waits for it: a person looks, or the machine woke. */
  readonly wanted: boolean;
  /** When it was last asked; `null` for never in this run. */
  readonly askedAtMs: number | null;
  /** When a usage report last came; headers tell no plan, no resets, no further limits. */
  readonly reportedAtMs: number | null;
  /** Of the newest sample, whoever told it. */
  readonly sampledAtMs: number | null;
  /** When a request last ran on it; `null` for never in this run. */
  readonly usedAtMs: number | null;
  /** The largest share of a window that is used, 0 to 100. */
  readonly usedPercent: number;
  /** A limit is believed to be in force. */
  readonly blocked: boolean;
  /** When windows or a limit reset, also in the past. */
  readonly resetsAtMs: readonly number[];
  readonly failuresInARow: number;
  /** It may not be asked before; 0 where it may. */
  readonly restUntilMs: number;
}

export interface AskedSoFar {
  /** Of any question; `null` for never. */
  readonly lastMs: number | null;
  /** Of a question that nobody waited for. */
  readonly lastRegularMs: number | null;
}

export interface NextAsk {
  readonly accountId: string;
  /** May lie in the past: then it is now. */
  readonly atMs: number;
  readonly urgent: boolean;
}

const idleShare = 0.8;
/** With `idleShare` one interval: a queue of everybody is through before anybody's sample is older than that. */
const queueShare = 0.2;
const hotShare = 0.25;
const hotFloorMs = 15_000;
/** No account is asked twice within this, whatever happens. */
const askFloorMs = 10_000;
const longestUrgentGapMs = 200;
const recentUseMs = 300_000;
const nearResetMs = 120_000;
const hotUsedPercent = 85;
/** The upstream's clock is not ours: a reset is asked about just after its time. */
const afterResetMs = 1000;
const longestWithoutReportMs = 300_000;
const longestBackoffMs = 900_000;

/** The least time between two questions. */
export function gapsMs(accounts: number, intervalMs: number): { readonly regular: number; readonly urgent: number } {
  const regular = (intervalMs * queueShare) / Math.max(1, accounts);
  return { regular, urgent: Math.min(longestUrgentGapMs, regular / 2) };
}

/** The account that is asked next; `null` where there is none. */
export function nextAsk(
  accounts: readonly AskFacts[],
  intervalMs: number,
  soFar: AskedSoFar,
  nowMs: number,
): NextAsk | null {
  const gaps = gapsMs(accounts.length, intervalMs);
  const anyFromMs = after(soFar.lastMs, gaps.urgent, nowMs);
  const regularFromMs = Math.max(anyFromMs, after(soFar.lastRegularMs, gaps.regular, nowMs));
  let next: (NextAsk & { readonly dueMs: number }) | null = null;
  for (const facts of accounts) {
    const { dueMs, urgent } = dueOf(facts, intervalMs, nowMs);
    const atMs = Math.max(dueMs, urgent ? anyFromMs : regularFromMs);
    if (next === null || atMs < next.atMs || (atMs === next.atMs && dueMs < next.dueMs))
      next = { accountId: facts.accountId, atMs, urgent, dueMs };
  }
  return next && { accountId: next.accountId, atMs: next.atMs, urgent: next.urgent };
}

/** A clock that was set back must not make anybody wait for as long. */
function after(timeMs: number | null, waitMs: number, nowMs: number): number {
  return timeMs === null ? 0 : Math.min(timeMs, nowMs) + waitMs;
}

function dueOf(facts: AskFacts, intervalMs: number, nowMs: number): { dueMs: number; urgent: boolean } {
  const { askedAtMs, reportedAtMs, sampledAtMs, failuresInARow } = facts;
  const earliestMs = Math.max(facts.restUntilMs, after(askedAtMs, Math.min(askFloorMs, intervalMs * hotShare), nowMs));
  if (facts.wanted) return { dueMs: earliestMs, urgent: true };
  if (failuresInARow > 0) {
    const backoffMs = Math.min(Math.max(longestBackoffMs, intervalMs), intervalMs * 2 ** (failuresInARow - 1));
    return { dueMs: Math.max(earliestMs, after(askedAtMs, backoffMs, nowMs)), urgent: false };
  }
  if (reportedAtMs === null) return { dueMs: earliestMs, urgent: false };
  const freshMs = Math.min(nowMs, Math.max(reportedAtMs, sampledAtMs ?? 0));
  const resetMs = Math.min(
    ...facts.resetsAtMs.map((timeMs) => timeMs + afterResetMs).filter((timeMs) => timeMs > freshMs),
  );
  const periodMs = isHot(facts, nowMs) ? hotPeriodMs(intervalMs) : intervalMs * idleShare;
  const reportDueMs = after(reportedAtMs, Math.max(intervalMs * idleShare, longestWithoutReportMs), nowMs);
  const regularMs = Math.min(freshMs + periodMs, reportDueMs);
  return resetMs <= regularMs
    ? { dueMs: Math.max(earliestMs, resetMs), urgent: true }
    : { dueMs: Math.max(earliestMs, regularMs), urgent: false };
}

function hotPeriodMs(intervalMs: number): number {
  return Math.min(intervalMs * idleShare, Math.max(hotFloorMs, intervalMs * hotShare));
}

/** News is likely. */
function isHot({ blocked, usedAtMs, usedPercent, resetsAtMs }: AskFacts, nowMs: number): boolean {
  if (blocked || usedPercent >= hotUsedPercent) return true;
  if (usedAtMs !== null && nowMs - usedAtMs < recentUseMs) return true;
  return resetsAtMs.some((timeMs) => Math.abs(timeMs - nowMs) <= nearResetMs);
}
