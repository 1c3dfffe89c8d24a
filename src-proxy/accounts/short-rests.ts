import type { UpstreamFailure } from '../providers/provider.ts';
import { isUnexplainedRefusal } from './unexplained-refusal.ts';

/** What only this run of the program knows of an account: rests of seconds or minutes. Times are epoch milliseconds. */
export interface ShortRests {
  /** A pause of seconds after a burst. */
  readonly cooldownFromMs: number;
  readonly cooldownUntilMs: number;
  /** Failures in a row that the account had a part in. */
  readonly errorCount: number;
  readonly lastErrorAtMs: number;
  /** Refusals without a reason that we know, since the account last served. */
  readonly refusalsInARow: number;
}

export const rested: ShortRests = {
  cooldownFromMs: 0,
  cooldownUntilMs: 0,
  errorCount: 0,
  lastErrorAtMs: 0,
  refusalsInARow: 0,
};

const burstCooldownMs = 3000;
const longestCooldownMs = 60_000;
const backoffFromErrors = 3;
const firstBackoffMs = 30_000;
const longestBackoffMs = 300_000;

/** After several failures in a row the account rests, longer each time; 0 while there is no need. */
export function backoffUntilMs({ errorCount, lastErrorAtMs }: ShortRests): number {
  if (errorCount < backoffFromErrors) return 0;
  return lastErrorAtMs + Math.min(longestBackoffMs, firstBackoffMs * 2 ** (errorCount - backoffFromErrors));
}

/** When the account has rested enough. */
export function restsUntilMs(rests: ShortRests): number {
  return Math.max(rests.cooldownUntilMs, backoffUntilMs(rests));
}

/** A failure that says nothing about the account leaves its rests as they are. */
export function restsAfterFailure(rests: ShortRests, failure: UpstreamFailure, nowMs: number): ShortRests {
  let next = rests;
  if (isUnexplainedRefusal(failure)) next = { ...next, refusalsInARow: next.refusalsInARow + 1 };
  if (failure.class === 'server' || failure.class === 'account_refused') next = withErrors(next, 1, nowMs);
  if (failure.class === 'burst') {
    const asked = failure.retryAfterMs;
    const restMs = asked !== null && asked >= 0 ? Math.min(asked, longestCooldownMs) : burstCooldownMs;
    next = { ...next, cooldownFromMs: nowMs, cooldownUntilMs: nowMs + restMs };
  }
  return next;
}

/** The account broke so often in one request that it rests at once. */
export function restsAfterExhaustion(rests: ShortRests, nowMs: number): ShortRests {
  return withErrors(rests, backoffFromErrors, nowMs);
}

export function restsAfterServing(rests: ShortRests): ShortRests {
  return rests.errorCount === 0 && rests.refusalsInARow === 0 ? rests : { ...rests, errorCount: 0, refusalsInARow: 0 };
}

/** Once rested after errors, the account begins anew. */
export function restsAfterTime(rests: ShortRests, nowMs: number): ShortRests {
  const untilMs = backoffUntilMs(rests);
  return untilMs !== 0 && untilMs <= nowMs ? { ...rests, errorCount: 0 } : rests;
}

/** Where our clock was set back to before a rest began, the rest begins now: it must not outlast its length. */
export function restsAfterClockSetBack(rests: ShortRests, nowMs: number): ShortRests {
  const { cooldownFromMs, cooldownUntilMs, lastErrorAtMs } = rests;
  if (cooldownFromMs <= nowMs && lastErrorAtMs <= nowMs) return rests;
  const shiftMs = Math.max(0, cooldownFromMs - nowMs);
  return {
    ...rests,
    cooldownFromMs: cooldownFromMs - shiftMs,
    cooldownUntilMs: cooldownUntilMs - shiftMs,
    lastErrorAtMs: Math.min(lastErrorAtMs, nowMs),
  };
}

function withErrors(rests: ShortRests, atLeast: number, nowMs: number): ShortRests {
  return { ...rests, errorCount: Math.max(rests.errorCount + 1, atLeast), lastErrorAtMs: nowMs };
}
