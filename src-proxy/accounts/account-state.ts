import type { AccountStatus } from '../contract/account.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';

/**
 * What moves an account from one status to another. Pure: the clock comes in, the next standing goes out, and whoever
 * calls writes it down.
 */

/** The part of an account that says whether, and from when, it can serve. Times are epoch milliseconds. */
export interface Standing {
  readonly status: AccountStatus;
  readonly deactivationReason: string | null;
  readonly resetAtMs: number | null;
  readonly blockedAtMs: number | null;
}

const active: Standing = { status: 'active', deactivationReason: null, resetAtMs: null, blockedAtMs: null };

const quotaCooldownMs = 120_000;
const shortestBlockMs = 30_000;
const unknownQuotaResetMs = 3_600_000;

/** Codes after which the account is gone rather than signed out. */
const deactivatingCodes = new Set([
  'account_deactivated',
  'account_suspended',
  'account_deleted',
  'deactivated_workspace',
]);

const sentences: Readonly<Record<string, string>> = {
  refresh_token_expired: 'The sign-in has expired. Sign in to this account again.',
  refresh_token_reused:
    'Another program used this sign-in and made ours invalid. Sign in again, and let only one program keep it.',
  refresh_answer_lost:
    'The answer to a renewal of this sign-in was lost on its way to us, and with it the new tokens. Sign in to this account again.',
  refresh_token_invalidated: 'The sign-in was revoked. Sign in to this account again.',
  invalid_refresh_token: 'The sign-in is not accepted any more. Sign in to this account again.',
  invalid_grant: 'The sign-in is not accepted any more. Sign in to this account again.',
  token_invalidated: 'The session was ended. Sign in to this account again.',
  token_revoked: 'The session was revoked. Sign in to this account again.',
  token_expired: 'The access token has expired and could not be renewed. Sign in to this account again.',
  app_session_terminated: 'The ChatGPT session ended. Sign in to this account again.',
  account_session_expired: 'The ChatGPT session ended. Sign in to this account again.',
  repeated_refusals:
    'The upstream refused this account several times in a row without saying why. Sign in to this account again.',
  account_auth_invalidated: 'The upstream refused a fresh token. Sign in to this account again.',
  invalid_workspace_selected: 'The workspace of this sign-in cannot be used. Sign in again and choose another.',
  tokens_missing: 'The tokens of this account are not in the vault. Import its auth.json or sign in again.',
  account_deactivated: 'OpenAI has deactivated this account.',
  account_suspended: 'OpenAI has suspended this account.',
  account_deleted: 'This account was deleted at OpenAI.',
  deactivated_workspace: 'The workspace of this account was deactivated.',
};

/** The sentence that a person reads under the account's name; `null` when there is nothing to say. */
export function statusSentence(standing: Standing): string | null {
  const reason = standing.deactivationReason;
  switch (standing.status) {
    case 'active':
      return null;
    case 'paused':
      return isLost(standing)
        ? `Paused by you. Meanwhile: ${sentenceOf(reason)}`
        : 'Paused by you. Resume it to use it again.';
    case 'rate_limited':
      return 'The usage limit is reached. It comes back by itself when the window resets.';
    case 'quota_exceeded':
      return reason === 'usage_not_included'
        ? 'The plan of this account does not include Codex.'
        : 'The quota is used up. It comes back by itself once the upstream reports room.';
    default:
      return sentenceOf(reason) ?? `The account was refused (${reason ?? 'no reason given'}).`;
  }
}

/** `null` for a reason that we have no words for. Reasons are the upstream's, so `constructor` must find nothing. */
function sentenceOf(reason: string | null): string | null {
  return reason !== null && Object.hasOwn(sentences, reason) ? (sentences[reason] ?? null) : null;
}

/** The account is dead until its owner acts. */
export function afterPermanentFailure(code: string, nowMs: number): Standing {
  const status = deactivatingCodes.has(code) ? 'deactivated' : 'reauth_required';
  return { status, deactivationReason: code, resetAtMs: null, blockedAtMs: nowMs };
}

/** True for a paused account whose sign-in was lost meanwhile: its pause holds, but resuming will not be enough. */
export function isLost(standing: Standing): boolean {
  return standing.status === 'paused' && sentenceOf(standing.deactivationReason) !== null;
}

const refusalsBeforeSignIn = 3;
/** Refusals that come from where the person is rather than from who they are. */
const placeCodes = new Set(['unsupported_country_region_territory']);

/**
 * A refusal of this account that nobody can explain. A page (the edge in front of the upstream answers with those) or a
 * refused country is about the network, and would take every account at once.
 */
export function isUnexplainedRefusal(failure: UpstreamFailure): boolean {
  const { statusCode, code, raw } = failure;
  if (failure.class !== 'account_refused' && failure.class !== 'unauthorized') return false;
  if (statusCode !== 401 && statusCode !== 402 && statusCode !== 403) return false;
  return !placeCodes.has(code) && !raw.trimStart().startsWith('<');
}

/** One refusal may be a mistake of the upstream's; after several without a success between them only a sign-in can help. */
export function afterRefusals(failure: UpstreamFailure, inARow: number): UpstreamFailure {
  return inARow < refusalsBeforeSignIn ? failure : { ...failure, class: 'permanent', code: 'repeated_refusals' };
}

/**
 * What a failure teaches about the account's standing. An owner's pause, or a lost sign-in, is not overwritten by a
 * limit; a sign-in that is lost during a pause is remembered beside it.
 */
export function afterFailure(standing: Standing, failure: UpstreamFailure, nowMs: number): Standing {
  if (failure.class === 'permanent') {
    return standing.status === 'paused'
      ? { ...standing, deactivationReason: failure.code }
      : afterPermanentFailure(failure.code, nowMs);
  }
  if (standing.status !== 'active' && standing.status !== 'rate_limited' && standing.status !== 'quota_exceeded')
    return standing;
  if (failure.class === 'rate_limit') {
    const resetAtMs = failure.resetsAtMs ?? nowMs + (failure.retryAfterMs ?? shortestBlockMs);
    return { status: 'rate_limited', deactivationReason: failure.code, resetAtMs, blockedAtMs: nowMs };
  }
  if (failure.class === 'quota') {
    const resetAtMs = failure.resetsAtMs ?? nowMs + unknownQuotaResetMs;
    return { status: 'quota_exceeded', deactivationReason: failure.code, resetAtMs, blockedAtMs: nowMs };
  }
  return standing;
}

/** A limit lifts when its time has come. */
export function afterTime(standing: Standing, nowMs: number): Standing {
  const limited = standing.status === 'rate_limited' || standing.status === 'quota_exceeded';
  return limited && standing.resetAtMs !== null && standing.resetAtMs <= nowMs ? active : standing;
}

/** True when no window of the sample is used up. A window whose reset has passed is empty, whatever was stored. */
export function hasRoom(sample: UsageSample, nowMs: number): boolean {
  const windows = [sample.primary, sample.secondary, sample.monthly].filter((window) => window !== null);
  const full = windows.some(
    ({ usedPercent, resetAtMs }) => usedPercent >= 100 && (resetAtMs === null || resetAtMs > nowMs),
  );
  return windows.length > 0 && !full;
}

/**
 * A sample that is newer than the block and shows room lifts it early. A quota block is kept for two minutes first,
 * because the usage report lags behind the refusal that taught us.
 */
export function afterUsageSample(standing: Standing, sample: UsageSample, nowMs: number): Standing {
  if (standing.status !== 'rate_limited' && standing.status !== 'quota_exceeded') return standing;
  const blockedAtMs = standing.blockedAtMs ?? 0;
  if (sample.atMs <= blockedAtMs) return standing;
  const credits = sample.credits !== null && (sample.credits.unlimited || sample.credits.has);
  if (standing.status === 'quota_exceeded') {
    if (nowMs < blockedAtMs + quotaCooldownMs) return standing;
    return credits || hasRoom(sample, nowMs) ? active : standing;
  }
  return hasRoom(sample, nowMs) && nowMs >= blockedAtMs + shortestBlockMs ? active : standing;
}

/** The account has just served: whatever limit we believed in is over. */
export function afterServed(standing: Standing): Standing {
  return standing.status === 'rate_limited' || standing.status === 'quota_exceeded' ? active : standing;
}

/** Our clock was set back: a block must not seem to lie in the future, or no sample could ever be newer. */
export function afterClockChange(standing: Standing, nowMs: number): Standing {
  return standing.blockedAtMs !== null && standing.blockedAtMs > nowMs ? { ...standing, blockedAtMs: nowMs } : standing;
}

export function afterPause(standing: Standing, nowMs: number): Standing | null {
  if (standing.status === 'paused') return standing;
  if (standing.status === 'reauth_required' || standing.status === 'deactivated') return null;
  return { ...standing, status: 'paused', deactivationReason: null, blockedAtMs: nowMs };
}

/** Back into service by the owner's word. `null` where only a new sign-in can help. */
export function afterReactivate(standing: Standing, nowMs: number): Standing | null {
  if (isLost(standing)) return afterPermanentFailure(standing.deactivationReason ?? '', nowMs);
  return standing.status === 'reauth_required' ? null : active;
}

export function afterSignIn(): Standing {
  return active;
}
