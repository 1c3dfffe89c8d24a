import type { UpstreamFailure } from '../providers/provider.ts';
import type { RefreshMark } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';

/** What is remembered of a refresh that brought no new tokens. */
export interface FailedRefresh {
  readonly untilMs: number;
  readonly failure: UpstreamFailure;
  readonly refreshToken: string;
  /** Answers lost with this token. It may have been spent, so every further use may be one too many. */
  readonly lostInARow: number;
}

/** After a failed refresh that may pass: long enough that a burst of requests asks once. */
const failureRestMs = 5000;
/** After a refresh whose answer was lost; doubled each time it is lost again. */
const lostAnswerRestMs = 60_000;
const longestLostAnswerRestMs = 3_600_000;
/** What the sign-in service says of a refresh token that has been used. */
const spentCodes = new Set(['refresh_token_reused', 'invalid_grant']);

/** A refresh that never left us has spent nothing and may be tried again at once. */
export function restAfter(failure: UpstreamFailure, lostInARow: number): number {
  if (failure.class === 'unreachable') return 0;
  if (failure.class !== 'dropped') return failureRestMs;
  return Math.min(longestLostAnswerRestMs, lostAnswerRestMs * 2 ** (lostInARow - 1));
}

/**
 * The sign-in service has its own way of saying "gone": a refused token there is the sign-in itself. And a token that it
 * calls used, after an answer was lost, was used by ourselves.
 */
export function asRefreshFailure(failure: UpstreamFailure, answerWasLost: boolean): UpstreamFailure {
  if (answerWasLost && spentCodes.has(failure.code))
    return { ...failure, class: 'permanent', code: 'refresh_answer_lost' };
  if (failure.class === 'unauthorized') {
    const code = failure.code.startsWith('http_') ? 'account_auth_invalidated' : failure.code;
    return { ...failure, class: 'permanent', code };
  }
  return failure;
}

/** A refresh that was under way when an earlier run of the program ended: as good as one whose answer was lost. */
export function cutOffRefresh(tokens: TokenSet, mark: RefreshMark | null, nowMs: number): FailedRefresh {
  const message = 'Evenkeel ended in the middle of renewing this sign-in, so the answer may be lost.';
  return {
    // A mark from the future was set under another clock.
    untilMs: Math.min(mark?.startedAtMs ?? nowMs, nowMs) + lostAnswerRestMs,
    failure: ownFailure('dropped', 'refresh_answer_lost', message),
    refreshToken: tokens.refreshToken,
    lostInARow: 1,
  };
}

export function missingTokens(): UpstreamFailure {
  return ownFailure('permanent', 'tokens_missing', 'The tokens of this account are not in the vault.');
}

/** Nobody's fault but this machine's: nothing was sent, and it costs the account nothing. */
export function localFailure(code: string, message: string): UpstreamFailure {
  return ownFailure('unreachable', code, message);
}

function ownFailure(kind: UpstreamFailure['class'], code: string, message: string): UpstreamFailure {
  return {
    class: kind,
    statusCode: null,
    code,
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}
