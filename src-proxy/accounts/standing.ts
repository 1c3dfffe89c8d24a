import type { AccountStatus } from '../contract/account.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';

/** The durable part of where an account stands: whether, and from when, it can serve. Times are epoch milliseconds. */
export interface Standing {
  readonly status: AccountStatus;
  /** Why it is not `active`; for a paused account, why its sign-in was lost meanwhile. */
  readonly deactivationReason: string | null;
  /** When a limit is expected to lift. */
  readonly resetAtMs: number | null;
  /** When the status was learned; a usage sample from before it proves nothing. */
  readonly blockedAtMs: number | null;
}

export const active: Standing = { status: 'active', deactivationReason: null, resetAtMs: null, blockedAtMs: null };

const quotaCooldownMs = 120_000;
const shortestBlockMs = 30_000;
const unknownResetMs = 3_600_000;
/** A time further away than this is somebody's mistake, and the account would be lost to it. */
const longestBlockMs = 366 * 86_400_000;

/** Codes after which the account is gone rather than signed out. */
const deactivatingCodes = new Set([
  'account_deactivated',
  'account_suspended',
  'account_deleted',
  'deactivated_workspace',
  'usage_not_paid',
  'usage_not_found',
]);

/** Held by a limit that lifts by itself. */
export function isLimited({ status }: Pick<Standing, 'status'>): boolean {
  return status === 'rate_limited' || status === 'quota_exceeded';
}

/** True for a paused account whose sign-in was lost meanwhile: its pause holds, but resuming will not be enough. */
export function isLost({ status, deactivationReason }: Standing): boolean {
  return status === 'paused' && deactivationReason !== null;
}

/** When a limit lifts by time alone; `null` for an account that no limit holds. */
export function limitEndMs(standing: Standing): number | null {
  if (!isLimited(standing)) return null;
  return standing.resetAtMs ?? (standing.blockedAtMs ?? 0) + unknownResetMs;
}

/**
 * The account is dead until its owner acts. What is lost already stays lost for its first reason; a pause holds, and
 * remembers the loss beside it.
 */
export function afterLoss(standing: Standing, code: string, nowMs: number): Standing {
  if (standing.status === 'reauth_required' || standing.status === 'deactivated' || isLost(standing)) return standing;
  if (standing.status === 'paused') return changed(standing, { deactivationReason: code });
  const status = deactivatingCodes.has(code) ? 'deactivated' : 'reauth_required';
  return { status, deactivationReason: code, resetAtMs: null, blockedAtMs: nowMs };
}

/** An owner's pause, or a lost sign-in, is not overwritten by a limit. */
export function afterLimit(standing: Standing, failure: UpstreamFailure, nowMs: number): Standing {
  if (standing.status !== 'active' && !isLimited(standing)) return standing;
  const isQuota = failure.class === 'quota';
  const delayMs = isQuota ? unknownResetMs : (plausibleMs(failure.retryAfterMs) ?? shortestBlockMs);
  const untilResetMs = plausibleMs(failure.resetsAtMs === null ? null : failure.resetsAtMs - nowMs);
  return {
    status: isQuota ? 'quota_exceeded' : 'rate_limited',
    deactivationReason: failure.code,
    resetAtMs: nowMs + (untilResetMs ?? delayMs),
    blockedAtMs: nowMs,
  };
}

function plausibleMs(delayMs: number | null): number | null {
  return delayMs !== null && delayMs > 0 && delayMs <= longestBlockMs ? delayMs : null;
}

/** A limit lifts when its time has come. */
export function afterTime(standing: Standing, nowMs: number): Standing {
  const endMs = limitEndMs(standing);
  return endMs !== null && endMs <= nowMs ? active : standing;
}

/** True when no window of the sample is used up. A window whose reset has passed is empty, whatever was stored. */
export function hasRoom(sample: UsageSample, nowMs: number): boolean {
  const windows = [sample.primary, sample.secondary, sample.monthly].filter((window) => window !== null);
  const open = windows.every(
    ({ usedPercent, resetAtMs }) => usedPercent < 100 || (resetAtMs !== null && resetAtMs <= nowMs),
  );
  return windows.length > 0 && open;
}

export function hasCredits({ credits }: UsageSample): boolean {
  return credits !== null && (credits.unlimited || credits.has);
}

/**
 * A sample that is newer than the block and shows room lifts it early. The block is kept for a moment first (two minutes
 * for a quota), because the usage report lags behind the refusal that taught us.
 */
export function afterSample(standing: Standing, sample: UsageSample, nowMs: number): Standing {
  if (!isLimited(standing)) return standing;
  const blockedAtMs = standing.blockedAtMs ?? 0;
  const isNewer = sample.atMs > blockedAtMs;
  const isQuota = standing.status === 'quota_exceeded';
  const isSettled = nowMs >= blockedAtMs + (isQuota ? quotaCooldownMs : shortestBlockMs);
  const serves = hasRoom(sample, nowMs) || (isQuota && hasCredits(sample));
  return isNewer && isSettled && serves ? active : standing;
}

/** The account has just served: whatever limit we believed in is over. */
export function afterServing(standing: Standing): Standing {
  return isLimited(standing) ? active : standing;
}

/** Where our clock was set back to before a block began, the block begins now: no sample could be newer than the future, and no block may outlast its length. */
export function afterClockSetBack(standing: Standing, nowMs: number): Standing {
  const { blockedAtMs, resetAtMs } = standing;
  if (blockedAtMs === null || blockedAtMs <= nowMs) return standing;
  const endMs = resetAtMs === null ? null : nowMs + Math.max(0, resetAtMs - blockedAtMs);
  return changed(standing, { blockedAtMs: nowMs, resetAtMs: endMs });
}

/** What is lost cannot be paused. */
export function afterPause(standing: Standing, nowMs: number): Standing {
  if (standing.status !== 'active' && !isLimited(standing)) return standing;
  return changed(standing, { status: 'paused', deactivationReason: null, blockedAtMs: nowMs });
}

/** Tokens from a file make good whatever was lost, also meanwhile; an owner's pause holds. */
export function afterImport(standing: Standing): Standing {
  return standing.status === 'paused' ? changed(standing, { deactivationReason: null }) : active;
}

/** Back into service by the owner's word; only a new sign-in helps where the sign-in was lost. */
export function afterResume(standing: Standing, nowMs: number): Standing {
  if (isLost(standing)) return afterLoss(active, standing.deactivationReason ?? '', nowMs);
  return standing.status === 'reauth_required' ? standing : active;
}

/** Without whatever else the object at hand may carry. */
function changed(
  { status, deactivationReason, resetAtMs, blockedAtMs }: Standing,
  change: Partial<Standing>,
): Standing {
  return { status, deactivationReason, resetAtMs, blockedAtMs, ...change };
}
