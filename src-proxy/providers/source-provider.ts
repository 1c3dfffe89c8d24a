import type { Refusal } from '../contract/refusal.ts';
import type { AnswerSink, AttemptObserver, AttemptResult } from './provider.ts';

/** Whom a call goes to, and as whom. */
export interface SourceCall {
  /** What its owner calls it; stands in what people are told of its failures. */
  readonly name: string;
  /** Everything before `/chat/completions`, without a slash at its end. */
  readonly baseUrl: string;
  /** The source's own; `null` where it asks for none. */
  readonly key: string | null;
  /** How long it may go without a byte. */
  readonly idleTimeoutMs: number;
  readonly requestId: string;
  /** The client's, of which next to nothing goes on. */
  readonly rawHeaders: readonly string[];
  /** What the source calls the model. */
  readonly upstreamModel: string;
}

/** How an answer is handed on: as server-sent events, as frames of a WebSocket, or as one JSON document. */
export type AnswerForm = 'events' | 'frames' | 'document';

export interface SourceTurn extends SourceCall {
  readonly speaks: 'responses' | 'chat_completions';
  readonly form: AnswerForm;
  /** A Responses request. */
  readonly body: Buffer;
  /** Members to add to it that the accounts' upstream would refuse. */
  readonly options: Readonly<Partial<Record<'temperature' | 'top_p' | 'max_output_tokens', number>>>;
}

/** A request that goes on as it is, but for the model's name. */
export interface SourcePass extends SourceCall {
  /** Below the base URL, such as `/embeddings`. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** `unfit`: the source's protocol has no words for the request; nothing was sent. */
export type SourceResult = AttemptResult | { readonly kind: 'unfit'; readonly refusal: Refusal };

/**
 * Servers that speak an OpenAI protocol. Neither call ever rejects. Aborting the signal ends the call at once. A failure's
 * `message` is a sentence for a person, its `raw` the source's own words without secrets.
 */
export interface SourceProvider {
  /** The answer comes in the form of the Responses API, whatever the source speaks. */
  turn(turn: SourceTurn, sink: AnswerSink, observer: SourceObserver, signal: AbortSignal): Promise<SourceResult>;
  /** The answer is handed on whole, once it is there. */
  pass(pass: SourcePass, sink: AnswerSink, observer: SourceObserver, signal: AbortSignal): Promise<AttemptResult>;
  close(): Promise<void>;
}

export type SourceObserver = Pick<AttemptObserver, 'onFirstEvent'>;
