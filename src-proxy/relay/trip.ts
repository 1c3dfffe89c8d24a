import type { Account } from '../accounts/account.ts';
import { unkeyed, type Admission } from '../keys/key-desk.ts';
import { redact } from '../observe/redact.ts';
import type { KeptAttempt, RoutingDecision } from '../contract/kept-decision.ts';
import { sourcePlace } from '../contract/source-place.ts';
import { networkLost, type AttemptResult, type TokenUsage, type UpstreamFailure } from '../providers/provider.ts';
import type { NewRequestLogEntry } from '../storage/store.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import { bothUsages } from './spent-usage.ts';
import { affinityOf, noPassage, type Passage } from './passage.ts';
import { SilenceBudget } from './silence-budget.ts';
import type { TripEnd } from './trip-end.ts';

const noUsage: TokenUsage = {
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  totalTokens: null,
};

/** How often one account is asked in one request when it says "not now". */
const timesAskedAtMost = 3;
/** Between two looks whether the network is back (balancing 4.3). */
const networkPauseMs = 5000;

interface NotNow {
  readonly times: number;
  readonly notBeforeMs: number;
}

/** What is noted while one request is under way, so that one row can be written of it at the end. */
export class Trip {
  #request: CanonicalRequest;
  #passage: Passage = noPassage;
  #refusedDecision: RoutingDecision | null = null;
  #sentToFirst: string | null = null;
  #isUntied = false;
  readonly tried = new Map<string, string>();
  /** How many accounts broke, as against said no. */
  breakages = 0;
  readonly silence = new SilenceBudget();
  readonly #attempts: KeptAttempt[] = [];
  #firstAttemptAtMs: number | null = null;
  #firstEventAtMs: number | null = null;
  #lastAccountId: string | null = null;
  #lastFailure: UpstreamFailure | null = null;
  /** The model source that was asked last; its failures are kept apart, because they say nothing of the accounts. */
  #lastSourceId: string | null = null;
  #sourceFailure: UpstreamFailure | null = null;
  #sourceCostMicroUsd: number | null = null;
  #secondChanceTaken = false;
  readonly #notNow = new Map<string, NotNow>();
  #waitedMs = 0;
  #waitedAfterAttemptMs = 0;
  /** Nobody is left who is not known to lack the model: those are asked as well. */
  asksInSpiteOfModel = false;

  /** What its key makes of it. */
  readonly admission: Admission<CanonicalRequest>;
  #wasAnswered = false;
  #spent: TokenUsage | null = null;
  /** An answer came to nothing, and was asked for once more. */
  hasStartedOver = false;
  #isSettled = false;

  constructor(request: CanonicalRequest, admission: Admission<CanonicalRequest> = unkeyed(request)) {
    this.#request = request;
    this.admission = admission;
  }

  /** True once the client saw something of an answer, or left while one was made for it. */
  get wasAnswered(): boolean {
    return this.#wasAnswered;
  }

  get request(): CanonicalRequest {
    return this.#request;
  }

  /** True the first time alone: however often a request ends, it counts once and has one row. */
  settleOnce(): boolean {
    const isFirst = !this.#isSettled;
    this.#isSettled = true;
    return isFirst;
  }

  /** What an answer took that is asked for once more. */
  startOver(spent: TokenUsage | null): void {
    this.hasStartedOver = true;
    this.#spent = spent;
  }

  /** The account that the upstream was asked on first; `null` while nothing was sent. */
  get sentToFirst(): string | null {
    return this.#sentToFirst;
  }

  /** True once the request goes without the answer that it continued. */
  get isUntied(): boolean {
    return this.#isUntied;
  }

  /** From now on the request has this body, which does not name an earlier answer any more. */
  untie(body: Buffer): void {
    const { rawHeaders, ownerHints } = this.#request;
    this.#isUntied = true;
    this.#request = {
      ...this.#request,
      body,
      plainBody: body,
      rawHeaders: withoutHeaders(rawHeaders, ['content-encoding']),
      ownerHints: { ...ownerHints, previousResponseId: null },
    };
  }

  /** Nobody could serve it. */
  noteUnserved(decision: RoutingDecision): void {
    this.#refusedDecision = decision;
  }

  notePassage(passage: Passage): void {
    this.#passage = passage;
  }

  noteSentTo(accountId: string): void {
    this.#sentToFirst ??= accountId;
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

  /** The account is done with for now: it said no, or only "not now". */
  leave(accountId: string, failure: UpstreamFailure, nowMs: number): void {
    this.tried.set(accountId, failure.code);
    this.#lastFailure ??= failure;
    const isNetwork = failure.code === networkLost;
    if (!isNetwork && !['burst', 'rate_limit', 'quota'].includes(failure.class)) return;
    const times = (this.#notNow.get(accountId)?.times ?? 0) + 1;
    this.#notNow.set(accountId, { times, notBeforeMs: isNetwork ? nowMs + networkPauseMs : 0 });
  }

  /** Accounts tried in vain that may be asked again, each with the time before which that is of no use. */
  notNow(): ReadonlyMap<string, number> {
    const again = new Map<string, number>();
    for (const [accountId, { times, notBeforeMs }] of this.#notNow)
      if (times < timesAskedAtMost) again.set(accountId, notBeforeMs);
    return again;
  }

  /** Time in which nobody could serve it. */
  noteWaited(ms: number): void {
    this.#waitedMs += ms;
    if (this.#firstAttemptAtMs !== null) this.#waitedAfterAttemptMs += ms;
  }

  get waitedMs(): number {
    return this.#waitedMs;
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
    const failure = failureOf(result);
    this.#lastAccountId = account.id;
    this.#lastFailure = failure ?? this.#lastFailure;
    // A source that was asked before could not serve it: what comes of it now is the account's.
    this.#lastSourceId = null;
    this.#sourceCostMicroUsd = null;
    if (failure !== null) this.#sourceFailure = null;
    this.#keep(account.id, decision, result, nowMs - startedAtMs);
  }

  /** @param costMicroUsd by the source's own prices; `null` where they or the tokens are unknown */
  endSourceAttempt(
    sourceId: string,
    decision: RoutingDecision,
    { result, costMicroUsd }: { readonly result: AttemptResult; readonly costMicroUsd: number | null },
    latencyMs: number,
  ): void {
    this.#lastSourceId = sourceId;
    this.#sourceFailure = failureOf(result) ?? this.#sourceFailure;
    this.#sourceCostMicroUsd = costMicroUsd;
    this.#keep(sourcePlace(sourceId), decision, result, latencyMs);
  }

  #keep(accountId: string, decision: RoutingDecision, result: AttemptResult, latencyMs: number): void {
    const failure = failureOf(result);
    this.#wasAnswered ||=
      result.kind !== 'refused' && (result.statusCode !== null || result.usage?.isEstimated === true);
    this.#attempts.push({
      accountId,
      outcome: result.kind,
      statusCode: failure?.statusCode ?? ('statusCode' in result ? result.statusCode : null),
      errorCode: failure?.code ?? null,
      rawError: failure ? keepable(failure.raw) : null,
      latencyMs,
      decision,
    });
  }

  entry(end: TripEnd, nowMs: number): NewRequestLogEntry {
    const request = this.#request;
    const { bound, movedFrom, coldTokens } = this.#passage;
    const {
      totalTokens: tokens,
      serviceTier = null,
      isEstimated: usageEstimated = false,
      ...usage
    } = bothUsages(this.#spent, end.usage) ?? noUsage;
    const failure = this.#sourceFailure ?? this.#lastFailure;
    return {
      requestId: request.id,
      requestedAt: new Date(request.receivedAtMs).toISOString(),
      requestKind: request.kind,
      method: request.method,
      // A query may hold a secret; a path alone holds none, and redaction is not free.
      path: request.path.includes('?') ? keepable(request.path) : request.path,
      transport: request.onSeat === undefined ? 'http' : 'websocket',
      conversationId: request.conversationId,
      accountId: this.#lastSourceId === null ? this.#lastAccountId : null,
      model: request.model,
      status: end.status,
      statusCode: end.statusCode,
      errorCode: end.errorCode,
      errorMessage: end.errorMessage === null ? null : keepable(end.errorMessage),
      upstreamError: failure ? keepable(failure.raw) : null,
      // Nobody was asked: then the status is our own.
      upstreamStatusCode: failure ? failure.statusCode : this.#attempts.length === 0 ? null : end.statusCode,
      ...usage,
      tokens,
      usageEstimated,
      latencyMs: nowMs - request.receivedAtMs,
      latencyFirstEventMs: this.#firstEventAtMs === null ? null : this.#firstEventAtMs - request.receivedAtMs,
      latencyQueueMs: (this.#firstAttemptAtMs ?? nowMs) - request.receivedAtMs + this.#waitedAfterAttemptMs,
      attempts: this.#attempts,
      useragent: request.userAgent,
      clientIp: request.clientIp,
      apiKeyId: null,
      apiKeyName: null,
      chargedAt: null,
      costMicroUsd: this.#sourceCostMicroUsd,
      serviceTier,
      reasoningEffort: null,
      sourceId: this.#lastSourceId,
      client: clientOf(request.userAgent),
      affinity: affinityOf(request, bound),
      movedFrom,
      coldTokens,
      refusedDecision: this.#refusedDecision,
    };
  }
}

/** The product of a user agent without its version (RFC 9110, 10.1.5): what requests of one program have in common. */
export function clientOf(userAgent: string | null): string | null {
  const product = userAgent?.trimStart().split(/[/\s(]/u, 1)[0] ?? '';
  return product === '' ? null : product.slice(0, 64);
}

function failureOf(result: AttemptResult): UpstreamFailure | null {
  return 'failure' in result ? result.failure : null;
}

const maxKeptChars = 4096;

/** Somebody else's words as they may be kept and shown. Cut first: redaction need not read a megabyte. */
export function keepable(words: string): string {
  return redact(words.length <= maxKeptChars ? words : `${words.slice(0, maxKeptChars)}…`);
}
