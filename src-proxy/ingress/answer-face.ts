import type { ServerResponse } from 'node:http';

import type { Refusal } from '../contract/refusal.ts';
import type { UpstreamResponse } from '../providers/provider.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { ChatFailure } from '../translate/upstream-error.ts';
import { openaiErrorBody, upstreamErrorBody } from './openai-error.ts';
import { TurnWriter } from './turn-writer.ts';

/** Said by us: the body is another than the upstream's. */
const ownHeaders = [
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'x-request-id',
  'etag',
  'last-modified',
  'x-accel-buffering',
];

/** The client's side of an answer that is written anew: one head, JSON or an event stream, errors as OpenAI clients read them. */
export class AnswerFace {
  readonly #response: ServerResponse;
  readonly #requestId: string;
  readonly #writer: TurnWriter;
  #upstreamHeaders: readonly string[] = [];

  constructor(response: ServerResponse, requestId: string) {
    this.#response = response;
    this.#writer = new TurnWriter(response);
    this.#requestId = requestId;
  }

  /** True once a status has gone out; a failure can then no longer be one. */
  get isShown(): boolean {
    return this.#response.headersSent;
  }

  /** The upstream answers: what it says in its head goes along with ours. */
  accept(rawHeaders: readonly string[]): void {
    this.#upstreamHeaders = withoutHeaders(rawHeaders, ownHeaders);
  }

  json(statusCode: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): void {
    this.#head(statusCode, { 'content-type': 'application/json', ...headers }, Buffer.byteLength(body));
    this.#response.write(body);
  }

  /** False asks to wait for `onDrain`. */
  event(text: string | Buffer): boolean {
    if (!this.isShown)
      this.#head(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
      });
    return this.#writer.write(text);
  }

  /** A sign of life in a silence. Not where the client does not even take what it has been sent. */
  beat(): void {
    if (!this.#response.writableNeedDrain && !this.#response.destroyed) this.event(': keepalive\n\n');
  }

  onDrain(listener: () => void): void {
    this.#response.once('drain', listener);
  }

  refuse(refusal: Refusal): void {
    this.json(refusal.status, openaiErrorBody(refusal, this.#requestId), refusal.details.headers);
  }

  refuseAsUpstream(upstream: UpstreamResponse): void {
    this.accept(upstream.rawHeaders);
    this.json(upstream.statusCode, upstreamErrorBody(upstream, this.#requestId));
  }

  fail({ status, error }: ChatFailure): void {
    this.json(status, JSON.stringify({ error: { ...error, request_id: this.#requestId } }));
  }

  end(): void {
    this.#writer.end();
  }

  #head(statusCode: number, headers: Readonly<Record<string, string>>, length?: number): void {
    this.#response.writeHead(statusCode, [
      ...this.#upstreamHeaders,
      ...Object.entries(headers).flat(),
      ...(length === undefined ? [] : ['content-length', String(length)]),
      'x-request-id',
      this.#requestId,
    ]);
  }
}
