import type { Account } from '../accounts/account.ts';
import type { Refusal } from '../contract/refusal.ts';
import { redact } from '../observe/redact.ts';
import type { AttemptRecord, RequestLogEntry, RoutingDecision } from '../contract/request-log.ts';
import type { AttemptResult, TokenUsage, UpstreamFailure } from '../providers/provider.ts';
import type { NewRequestLogEntry } from '../storage/store.ts';
import type { CanonicalRequest } from './canonical-request.ts';

const noUsage: TokenUsage = {
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  totalTokens: null,
};

/** How a request ended, as the client saw it. */
export interface TripEnd {
  readonly status: RequestLogEntry['status'];
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly usage: TokenUsage | null;
}

export function cancelled(statusCode: number | null, usage: TripEnd['usage']): TripEnd {
  return {
    status: 'cancelled',
    statusCode,
    errorCode: 'client_closed',
    errorMessage: 'The client left before the answer was complete.',
    usage,
  };
}

export function refused(refusal: Refusal): TripEnd {
  const { status, code, message } = refusal;
  return { status: 'error', statusCode: status, errorCode: code, errorMessage: message, usage: null };
}

/** What is noted while one request is under way, so that one row can be written of it at the end. */
export class Trip {
  readonly request: CanonicalRequest;
  readonly tried = new Map<string, string>();
  /** How many accounts broke, as against said no. */
  breakages = 0;
  readonly #attempts: AttemptRecord[] = [];
  #firstAttemptAtMs: number | null = null;
  #firstEventAtMs: number | null = null;
  #lastAccountId: string | null = null;
  #lastFailure: UpstreamFailure | null = null;
  #secondChanceTaken = false;

  constructor(request: CanonicalRequest) {
    this.request = request;
  }

  get lastFailure(): UpstreamFailure | null {
    return this.#lastFailure;
  }

  /**
   * Nobody is left, and the last account only lost its connection, which says nothing against it: it may be tried once
   * more. An idle connection that the other side closes just as it is used looks like this.
   */
  takeSecondChance(): boolean {
    if (
      this.#secondChanceTaken ||
      this.#lastFailure?.class !== 'dropped' ||
      this.#lastAccountId === null ||
      this.breakages > 1
    )
      return false;
    this.#secondChanceTaken = true;
    return this.tried.delete(this.#lastAccountId);
  }

  beginAttempt(nowMs: number): void {
    this.#firstAttemptAtMs ??= nowMs;
    this.#firstEventAtMs = null;
  }

  noteFirstEvent(nowMs: number): void {
    this.#firstEventAtMs ??= nowMs;
  }

  endAttempt(
    account: Account,
    decision: RoutingDecision,
    result: AttemptResult,
    startedAtMs: number,
    nowMs: number,
  ): void {
    const failure = 'failure' in result ? result.failure : null;
    this.#lastAccountId = account.id;
    if (failure) this.#lastFailure = failure;
    this.#attempts.push({
      accountId: account.id,
      outcome: result.kind,
      statusCode: failure?.statusCode ?? ('statusCode' in result ? result.statusCode : null),
      errorCode: failure?.code ?? null,
      rawError: failure ? keepable(failure.raw) : null,
      latencyMs: nowMs - startedAtMs,
      decision,
    });
  }

  entry(end: TripEnd, nowMs: number): NewRequestLogEntry {
    const { request } = this;
    const { totalTokens: tokens, ...usage } = end.usage ?? noUsage;
    return {
      requestId: request.id,
      requestedAt: new Date(request.receivedAtMs).toISOString(),
      requestKind: request.kind,
      method: request.method,
      // A query may hold a secret; a path alone holds none, and redaction is not free.
      path: request.path.includes('?') ? keepable(request.path) : request.path,
      transport: 'http',
      conversationId: request.conversationId,
      accountId: this.#lastAccountId,
      model: request.model,
      status: end.status,
      statusCode: end.statusCode,
      errorCode: end.errorCode,
      errorMessage: end.errorMessage === null ? null : keepable(end.errorMessage),
      upstreamError: this.#lastFailure ? keepable(this.#lastFailure.raw) : null,
      upstreamStatusCode: this.#lastFailure ? this.#lastFailure.statusCode : end.statusCode,
      ...usage,
      tokens,
      latencyMs: nowMs - request.receivedAtMs,
      latencyFirstEventMs: this.#firstEventAtMs === null ? null : this.#firstEventAtMs - request.receivedAtMs,
      latencyQueueMs: (this.#firstAttemptAtMs ?? nowMs) - request.receivedAtMs,
      attempts: this.#attempts,
      useragent: request.userAgent,
      clientIp: request.clientIp,
    };
  }
}

const maxKeptChars = 4096;

/** Somebody else's words as they may be kept and shown. Cut first: redaction need not read a megabyte. */
function keepable(words: string): string {
  return redact(words.length <= maxKeptChars ? words : `${words.slice(0, maxKeptChars)}…`);
}
