import type { KeptRequestLogEntry } from '../../contract/kept-decision.ts';
import { sourceIdAt, sourcePlace } from '../../contract/source-place.ts';
import { BoundedNames } from './bounded-names.ts';
import { Histogram } from './histogram.ts';

/** The accounts' upstream, as programs that look it up have always called it. */
export const accountsProvider = 'codex';
/** Of a request that nobody was to serve: its key was wrong, or nothing could be made of it. */
export const noProvider = 'none';

/** Names of models come from clients, and codes of errors from upstreams. */
const mostModels = 50;
const mostCodes = 60;

export interface TokenFigures {
  requests: number;
  inputTokens: number;
  /** Part of the input. */
  cachedInputTokens: number;
  /** Reasoning is part of it. */
  outputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
  costMicroUsd: number;
  /** Requests that took tokens of a price that nobody knows. */
  unpricedRequests: number;
}

/** One account, or one model source, or all that no account was found for. */
export interface PlaceFigures extends TokenFigures {
  successes: number;
  errors: number;
  cancelled: number;
  /** What of the cost is known to be the input's, and the tokens that it is the cost of. */
  inputCostMicroUsd: number;
  outputCostMicroUsd: number;
  pricedInputTokens: number;
  pricedOutputTokens: number;
  /** Of answers that came to their end. */
  readonly latency: Histogram;
  readonly firstEvent: Histogram;
}

/** How requests ended: a combination of labels, and how often it came. */
export interface Outcome {
  readonly kind: string;
  readonly transport: string;
  readonly status: string;
  /** The HTTP status that the client saw; `none` where it left before any. */
  readonly code: string;
  readonly provider: string;
  count: number;
}

export interface Durations {
  readonly latency: Histogram;
  readonly firstEvent: Histogram;
  readonly queue: Histogram;
}

/** What the input of a request cost, in micro-dollars; `null` where its price is unknown or its cost is a source's own. */
export type InputCost = (entry: KeptRequestLogEntry) => number | null;

/**
 * Everything that is counted of finished requests, since this process began. It is told of each request with the row that
 * goes into the log, and of no other, so that the two add up to the same.
 */
export class RequestMetrics {
  readonly #inputCost: InputCost;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #places = new Map<string, PlaceFigures>();
  readonly #models = new Map<string, TokenFigures>();
  readonly #durations = new Map<string, Durations>();
  readonly #attempts = new Map<string, number>();
  readonly #failovers = new Map<string, number>();
  readonly #modelNames = new BoundedNames(mostModels);
  readonly #codes = new BoundedNames(mostCodes);
  #unwritten = 0;

  constructor(inputCost: InputCost) {
    this.#inputCost = inputCost;
  }

  /** A request that ended, with its row. */
  note(entry: KeptRequestLogEntry): void {
    const place = placeOf(entry);
    this.#noteOutcome(entry, providerOf(place));
    this.#noteAttempts(entry);
    if (place !== null) this.#notePlace(place, entry);
    if (entry.model !== null) this.#noteModel(entry.model, entry);
    if (entry.attempts.length > 0) this.#noteDurations(entry);
  }

  /** A request that ended, and whose row could not be written. */
  noteUnwritten(): void {
    this.#unwritten += 1;
  }

  get unwritten(): number {
    return this.#unwritten;
  }

  outcomes(): Iterable<Readonly<Outcome>> {
    return this.#outcomes.values();
  }

  /** By account id, by `sourcePlace`, and by the provider where it was none of either. */
  get places(): ReadonlyMap<string, Readonly<PlaceFigures>> {
    return this.#places;
  }

  /** By model, the rarest of all as `other`. */
  get models(): ReadonlyMap<string, Readonly<TokenFigures>> {
    return this.#models;
  }

  /** By kind of request: of those that were sent to somebody. */
  get durations(): ReadonlyMap<string, Durations> {
    return this.#durations;
  }

  /** By why the attempt failed, or by how it ended. */
  get attempts(): ReadonlyMap<string, number> {
    return this.#attempts;
  }

  /** By why the attempt failed that another one followed. */
  get failovers(): ReadonlyMap<string, number> {
    return this.#failovers;
  }

  #noteOutcome({ requestKind, transport, status, statusCode }: KeptRequestLogEntry, provider: string): void {
    const code = statusCode === null ? 'none' : String(statusCode);
    const key = `${requestKind} ${transport} ${status} ${code} ${provider}`;
    const known = this.#outcomes.get(key);
    if (known !== undefined) known.count += 1;
    else this.#outcomes.set(key, { kind: requestKind, transport, status, code, provider, count: 1 });
  }

  #noteAttempts({ attempts }: KeptRequestLogEntry): void {
    attempts.forEach(({ outcome, errorCode }, index) => {
      const why = errorCode === null ? outcome : this.#codes.labelOf(errorCode);
      this.#attempts.set(why, (this.#attempts.get(why) ?? 0) + 1);
      if (index + 1 < attempts.length) this.#failovers.set(why, (this.#failovers.get(why) ?? 0) + 1);
    });
  }

  #notePlace(place: string, entry: KeptRequestLogEntry): void {
    let figures = this.#places.get(place);
    if (figures === undefined) this.#places.set(place, (figures = newPlace()));
    addTokens(figures, entry);
    if (entry.status === 'success') figures.successes += 1;
    else if (entry.status === 'error') figures.errors += 1;
    else figures.cancelled += 1;
    this.#addPrices(figures, entry);
    // Opening a connection is no answer, and what somebody broke off says nothing of how long answers take.
    if (entry.status !== 'success' || entry.requestKind === 'connect') return;
    figures.latency.observe(entry.latencyMs);
    if (entry.latencyFirstEventMs !== null) figures.firstEvent.observe(entry.latencyFirstEventMs);
  }

  #addPrices(figures: PlaceFigures, entry: KeptRequestLogEntry): void {
    const { costMicroUsd, inputTokens, outputTokens } = entry;
    const inputCost = costMicroUsd === null ? null : this.#inputCost(entry);
    if (inputCost === null || costMicroUsd === null) return;
    figures.inputCostMicroUsd += inputCost;
    figures.outputCostMicroUsd += Math.max(0, costMicroUsd - inputCost);
    figures.pricedInputTokens += inputTokens ?? 0;
    figures.pricedOutputTokens += outputTokens ?? 0;
  }

  #noteModel(model: string, entry: KeptRequestLogEntry): void {
    // Only what was answered once is a model; anything else may be any word.
    const name = this.#modelNames.labelOf(model, entry.status === 'success');
    let figures = this.#models.get(name);
    if (figures === undefined) this.#models.set(name, (figures = newTokens()));
    addTokens(figures, entry);
  }

  #noteDurations({ requestKind, latencyMs, latencyFirstEventMs, latencyQueueMs }: KeptRequestLogEntry): void {
    let durations = this.#durations.get(requestKind);
    if (durations === undefined)
      this.#durations.set(
        requestKind,
        (durations = { latency: new Histogram(), firstEvent: new Histogram(), queue: new Histogram() }),
      );
    durations.latency.observe(latencyMs);
    durations.queue.observe(latencyQueueMs);
    if (latencyFirstEventMs !== null) durations.firstEvent.observe(latencyFirstEventMs);
  }
}

/** Who was to serve it: an account, a source, the accounts without one of them being found; `null` for nobody. */
function placeOf({ accountId, sourceId, refusedDecision }: KeptRequestLogEntry): string | null {
  if (sourceId !== null) return sourcePlace(sourceId);
  return accountId ?? (refusedDecision === null ? null : accountsProvider);
}

/** Whose a place is. */
export function providerOf(place: string | null): string {
  if (place === null) return noProvider;
  return sourceIdAt(place) === null ? accountsProvider : place;
}

function addTokens(figures: TokenFigures, entry: KeptRequestLogEntry): void {
  figures.requests += 1;
  figures.inputTokens += entry.inputTokens ?? 0;
  figures.cachedInputTokens += entry.cachedInputTokens ?? 0;
  figures.outputTokens += entry.outputTokens ?? 0;
  figures.reasoningTokens += entry.reasoningTokens ?? 0;
  figures.totalTokens += entry.tokens ?? 0;
  figures.costMicroUsd += entry.costMicroUsd ?? 0;
  if (entry.costMicroUsd === null && entry.tokens !== null) figures.unpricedRequests += 1;
}

function newTokens(): TokenFigures {
  return {
    requests: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
    costMicroUsd: 0,
    unpricedRequests: 0,
  };
}

/** What nobody has asked yet has figures too. */
export function newPlace(): PlaceFigures {
  return {
    ...newTokens(),
    successes: 0,
    errors: 0,
    cancelled: 0,
    inputCostMicroUsd: 0,
    outputCostMicroUsd: 0,
    pricedInputTokens: 0,
    pricedOutputTokens: 0,
    latency: new Histogram(),
    firstEvent: new Histogram(),
  };
}
