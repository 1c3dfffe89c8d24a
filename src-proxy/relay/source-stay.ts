import type { RoutingDecision } from '../contract/kept-decision.ts';
import type { Price } from '../contract/prices.ts';
import { toRefusal, type Refusal } from '../contract/refusal.ts';
import { estimateOf } from '../keys/estimate.ts';
import type { AttemptResult, Provider, TokenUsage, UpstreamFailure } from '../providers/provider.ts';
import type { SourceCall, SourceProvider, SourceResult } from '../providers/source-provider.ts';
import type { Clock } from '../ports.ts';
import type { Source, SourcePool } from '../sources/source.ts';
import { costMicroUsd } from '../usage/cost.ts';
import { findMembers } from '../wire/json-scan.ts';
import type { ClientAnswer } from './client-answer.ts';
import { abandon } from './last-words.ts';
import { modelAt, sourceDecision, type PassedOver, type SourceReason } from './source-choice.ts';
import { ReadingWatch } from './reading-watch.ts';
import { refusalOfPassed, refusalOfSource } from './source-refusals.ts';
import type { Trip } from './trip.ts';
import { refused, type TripEnd } from './trip-end.ts';
import type { UsageEstimate } from './usage-estimate.ts';

export interface SourceStayPorts {
  readonly sources: SourcePool;
  readonly sourceProvider: SourceProvider;
  readonly provider: Pick<Provider, 'withoutForeignContent'>;
  readonly clock: Clock;
  readonly settings: () => { readonly replayUnseenFailures: boolean; readonly clientStallTimeout: number };
  readonly isEnding: () => boolean;
  readonly estimate: UsageEstimate;
}

export interface SourceCause {
  readonly reason: SourceReason;
  /** The accounts, and why each could not serve. */
  readonly accounts: RoutingDecision['candidates'];
}

/** `unserved`: nothing was shown, and this is what stood in the way. */
export type SourceOutcome =
  { readonly kind: 'ended'; readonly end: TripEnd } | { readonly kind: 'unserved'; readonly refusal: Refusal };

/** One request's time with the sources: each is asked once, in turn, until one shows the client something. */
export class SourceStay {
  readonly #ports: SourceStayPorts;
  readonly #trip: Trip;
  readonly #answer: ClientAnswer;
  readonly #model: string;
  readonly #passed: PassedOver[] = [];
  #failure: UpstreamFailure | null = null;
  #refusal: Refusal | null = null;

  constructor(ports: SourceStayPorts, trip: Trip, answer: ClientAnswer, model: string) {
    this.#ports = ports;
    this.#trip = trip;
    this.#answer = answer;
    this.#model = model;
  }

  async run(candidates: readonly Source[], cause: SourceCause): Promise<SourceOutcome> {
    for (const source of candidates) {
      const end = await this.#stayAt(source, cause);
      if (end !== null) return { kind: 'ended', end };
      if (this.#failure !== null && !this.#mayAskAnother(this.#failure)) break;
    }
    const refusal = this.#failure === null ? this.#refusal : refusalOfSource(this.#failure);
    return { kind: 'unserved', refusal: refusal ?? refusalOfPassed(this.#passed, this.#model) };
  }

  /** `null` when the next may be asked. */
  async #stayAt(source: Source, cause: SourceCause): Promise<TripEnd | null> {
    const { sources } = this.#ports;
    const objection = sources.objection(source, this.#model);
    if (objection !== null) return this.#pass({ source, code: 'ceiling', detail: objection });
    const lease = sources.take(source, this.#expectedCostOf(source));
    if (lease === null) {
      const room = source.monthlyCeilingMicroUsd === null ? '' : ', or as its monthly ceiling has room for';
      const detail = `The model source "${source.name}" has as many requests as it may have (${source.maxConcurrency}${room}).`;
      return this.#pass({ source, code: 'busy', detail });
    }
    try {
      const key = await sources.keyOf(source).catch((error: unknown) => toRefusal(error));
      if (key !== null && typeof key !== 'string')
        return this.#pass({ source, code: 'key_unreadable', detail: key.message });
      if (this.#answer.signal.aborted) return this.#abandon({ statusCode: null, usage: null });
      return await this.#attempt(source, key, cause);
    } finally {
      lease.release();
    }
  }

  #pass(passed: PassedOver): null {
    this.#passed.push(passed);
    return null;
  }

  async #attempt(source: Source, key: string | null, { reason, accounts }: SourceCause): Promise<TripEnd | null> {
    const { clock } = this.#ports;
    const trip = this.#trip;
    const startedAtMs = clock.nowMs();
    trip.beginAttempt(startedAtMs);
    const reading = new ReadingWatch(this.#answer, this.#ports);
    const ended = await this.#call(source, key, reading);
    reading.stop();
    if (ended.kind === 'unfit') {
      this.#refusal = ended.refusal;
      return this.#pass({ source, code: 'unfit', detail: ended.refusal.message });
    }
    const result = this.#ports.estimate.complete(trip.request, ended);
    const cost = this.#costOf(source, 'usage' in result ? result.usage : null);
    const decision = sourceDecision(reason, source, this.#passed, accounts);
    trip.endSourceAttempt(source.id, decision, { result, costMicroUsd: cost }, clock.nowMs() - startedAtMs);
    this.#note(source, result, cost);
    return result.kind === 'refused' ? this.#refusedWith(result.failure) : this.#conclude(result);
  }

  #call(source: Source, key: string | null, reading: ReadingWatch): Promise<SourceResult> {
    const { sourceProvider, clock } = this.#ports;
    const { request } = this.#trip;
    const answer = this.#answer;
    const observer = { onFirstEvent: () => this.#trip.noteFirstEvent(clock.nowMs()) };
    const call: SourceCall = {
      name: source.name,
      baseUrl: source.baseUrl,
      key,
      idleTimeoutMs: source.timeoutMs,
      requestId: request.id,
      rawHeaders: request.rawHeaders,
      upstreamModel: modelAt(source, this.#model)?.upstreamModel ?? this.#model,
    };
    if (request.forSource !== undefined) {
      const { path, contentType, bodyFor } = request.forSource;
      const pass = { ...call, path, contentType, body: bodyFor(call.upstreamModel) };
      return sourceProvider.pass(pass, reading, observer, answer.signal);
    }
    const body = this.#bodyWithoutSealed();
    const speaks = source.abilities.includes('responses') ? 'responses' : 'chat_completions';
    const form = request.onSeat !== undefined ? 'frames' : isStreamed(body) ? 'events' : 'document';
    const { leftOut } = request;
    if (leftOut !== undefined) answer.annotate?.({ 'x-evenkeel-dropped': leftOut.dropped.join(', ') });
    const turn = { ...call, speaks, form, body, options: leftOut?.members ?? {} } as const;
    return sourceProvider.turn(turn, reading, observer, answer.signal);
  }

  /** SECURITY: reasoning that is sealed for an account is of no use to anybody else, and nobody else's business. */
  #bodyWithoutSealed(): Buffer {
    const body = this.#trip.request.plainBody ?? Buffer.alloc(0);
    return this.#ports.provider.withoutForeignContent(body, () => true)?.body ?? body;
  }

  #costOf(source: Source, usage: TokenUsage | null): number | null {
    const price = priceAt(source, this.#model);
    return usage === null ? null : costMicroUsd(price, null, usage);
  }

  /** A guess, so that many requests at once do not each take what is left of a ceiling. */
  #expectedCostOf(source: Source): number {
    const { plainBody, body } = this.#trip.request;
    const bodyBytes = (plainBody ?? body)?.length ?? 0;
    const price = priceAt(source, this.#model);
    return estimateOf({ bodyBytes, isOpaque: false, price, tier: null }).costMicroUsd;
  }

  #note(source: Source, result: AttemptResult, costMicro: number | null): void {
    const { sources } = this.#ports;
    // What was shown may have to be paid, also where it broke or nobody stayed to see it.
    if (result.kind !== 'refused' && (result.statusCode !== null || result.usage?.isEstimated === true))
      sources.noteSpent(source, costMicro);
    // A client that leaves says nothing about the source.
    if (result.kind === 'abandoned') return;
    const { failure } = result;
    if (failure === null) sources.noteOutcome(source, null);
    else {
      const { statusCode, raw: message, said } = failure;
      sources.noteOutcome(source, { statusCode, message, ...(said && { said }) });
    }
  }

  #refusedWith(failure: UpstreamFailure): TripEnd | null {
    const { response } = failure;
    this.#failure = failure;
    if (response === null) return null;
    this.#answer.refuseAsUpstream(response);
    const { statusCode } = response;
    return { status: 'error', statusCode, errorCode: failure.code, errorMessage: failure.message, usage: null };
  }

  /** A source that broke before it showed anything may have begun, and charged, the work: as with accounts, its owner decides. */
  #mayAskAnother(failure: UpstreamFailure): boolean {
    return failure.class !== 'dropped' || this.#ports.settings().replayUnseenFailures;
  }

  #conclude(result: Exclude<AttemptResult, { kind: 'refused' }>): TripEnd {
    const answer = this.#answer;
    if (result.kind === 'abandoned') return this.#abandon(result);
    if (result.kind === 'broken') answer.break(result.failure);
    else answer.answeredElsewhere?.();
    const { statusCode, usage, failure } = result;
    const objection = failure === null ? (answer.objection?.() ?? null) : null;
    if (objection !== null) {
      answer.refuse(objection);
      return { ...refused(objection), usage };
    }
    return failure === null
      ? { status: 'success', statusCode, errorCode: null, errorMessage: null, usage }
      : { status: 'error', statusCode, errorCode: failure.code, errorMessage: failure.message, usage };
  }

  #abandon(end: Pick<TripEnd, 'statusCode' | 'usage'>): TripEnd {
    return abandon(this.#answer, this.#ports.isEnding(), end);
  }
}

function priceAt(source: Source, name: string): Price | null {
  const model = modelAt(source, name);
  if (model?.inputPer1m == null || model.outputPer1m == null) return null;
  const { inputPer1m: input, cachedInputPer1m: cachedInput, outputPer1m: output } = model;
  return { standard: { input, cachedInput, output }, priority: null, flex: null, longContext: null };
}

function isStreamed(body: Buffer): boolean {
  const { stream } = findMembers(body, ['stream']);
  return stream !== undefined && body.toString('latin1', stream.start, stream.end) === 'true';
}
