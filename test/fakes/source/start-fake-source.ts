import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answers, chatPieces, responsePieces, type SourceStep } from './source-steps.ts';

export interface SourceRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** How many bytes of the answer were taken off our hands by now. */
  sentBytes: number;
  /** Resolves when the other side has closed before the answer was whole. */
  readonly closedEarly: Promise<void>;
}

/** A stand-in for an OpenAI-compatible server on loopback: `/v1/responses`, `/v1/chat/completions`, `/v1/embeddings`. */
export interface FakeSource extends AsyncDisposable {
  readonly baseUrl: string;
  readonly requests: readonly SourceRequest[];
  /** What becomes of the next requests, in order; those after them are answered. */
  script(steps: readonly SourceStep[]): void;
  /** The so-many-eth request, past or future. */
  waitForRequest(count: number): Promise<SourceRequest>;
}

export async function startFakeSource(): Promise<FakeSource> {
  const requests: SourceRequest[] = [];
  const waiting: { count: number; resolve: (request: SourceRequest) => void }[] = [];
  let steps: SourceStep[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(599).end(String(error));
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
    const early = Promise.withResolvers<void>();
    response.once('close', () => {
      if (!response.writableFinished) early.resolve();
    });
    const recorded: SourceRequest = {
      path: request.url ?? '',
      headers: request.headers,
      body,
      json: body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {},
      sentBytes: 0,
      closedEarly: early.promise,
    };
    requests.push(recorded);
    for (const waiter of waiting) if (waiter.count === requests.length) waiter.resolve(recorded);
    await perform(steps.shift() ?? answers('From the source'), recorded, response);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script(next) {
      steps = [...next];
    },
    waitForRequest: (count) =>
      new Promise((resolve) => {
        const known = requests[count - 1];
        if (known === undefined) waiting.push({ count, resolve });
        else resolve(known);
      }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function perform(step: SourceStep, request: SourceRequest, response: ServerResponse): Promise<void> {
  if (step.kind === 'status') {
    const isText = typeof step.body === 'string';
    response.writeHead(step.status, { 'content-type': isText ? 'text/plain' : 'application/json', ...step.headers });
    response.end(isText ? step.body : JSON.stringify(step.body));
    return;
  }
  if (request.path === '/v1/embeddings') return sendEmbeddings(request, response);
  if (step.kind === 'silent' && step.after === 'nothing') await step.latch.opened;
  if (step.kind === 'cut' && step.after === 'nothing') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (step.kind === 'raw') {
    response.end(step.bytes);
    return;
  }
  await sendAnswer(step, request, response);
}

async function sendAnswer(
  step: Exclude<SourceStep, { kind: 'status' | 'raw' }>,
  request: SourceRequest,
  response: ServerResponse,
): Promise<void> {
  const { model } = request.json;
  const make = request.path === '/v1/responses' ? responsePieces : chatPieces;
  const isWhole = step.kind === 'answer';
  const pieces = make(isWhole ? step.text : 'Half of', String(model), isWhole && step.usage !== false);
  const half = Math.ceil(pieces.length / 2);
  const closed = once(response, 'close');
  for (const [index, piece] of pieces.entries()) {
    if (index === half) {
      if (step.kind === 'end-early') break;
      if (step.kind === 'cut') {
        // What was written goes out first; the last piece of the body, which would end it, never comes.
        response.socket?.destroySoon();
        return;
      }
      if (step.kind === 'silent') await step.latch.opened;
      if (isWhole && step.hold !== undefined) await step.hold.opened;
    }
    if (!response.write(piece)) await drainedOr(closed, response);
    if (response.destroyed) return;
    request.sentBytes += piece.length;
  }
  response.end();
}

async function drainedOr(closed: Promise<unknown>, response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve);
  await Promise.race([promise, closed]);
  response.off('drain', resolve);
}

function sendEmbeddings({ json }: SourceRequest, response: ServerResponse): void {
  const inputs = Array.isArray(json['input']) ? json['input'] : [json['input']];
  const vector =
    json['encoding_format'] === 'base64'
      ? Buffer.from(new Float32Array([0.5, 0.25]).buffer).toString('base64')
      : [0.5, 0.25];
  const data = inputs.map((_input, index) => ({ object: 'embedding', index, embedding: vector }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ object: 'list', data, model: json['model'], usage: { prompt_tokens: 8, total_tokens: 8 } }),
  );
}
