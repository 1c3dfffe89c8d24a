import { Agent, type Dispatcher } from 'undici';

import type { AnswerSink } from '../provider.ts';
import type { SourceCall } from '../source-provider.ts';
import { sourceLookup } from '../../sources/source-address.ts';
import type { IdleLimit } from './idle-limit.ts';
import { failureOfStatus } from './source-failures.ts';
import { sourceHeaders, type OwnHeaders } from './source-headers.ts';

/** An error body is kept for the log; nobody sends a larger one on purpose. */
const maxErrorBytes = 64 * 1024;

export interface SourcePost extends OwnHeaders {
  readonly path: string;
  readonly body: Buffer;
}

/** The connections to all sources. No library default may cut a silent stream: each call watches its own. */
export class SourceClient {
  /** By protocol: what a name may lead to depends on whether anybody could listen on the way. */
  readonly #agents: Readonly<Record<string, Agent>>;

  constructor(connectTimeoutMs: number) {
    const agentFor = (protocol: string): Agent =>
      new Agent({
        allowH2: false,
        pipelining: 1,
        connect: { timeout: connectTimeoutMs, lookup: sourceLookup(protocol) },
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    this.#agents = { 'http:': agentFor('http:'), 'https:': agentFor('https:') };
  }

  /** SECURITY: a redirect is not followed: the key would go wherever it points. */
  async post(
    call: SourceCall,
    { path, body, ...own }: SourcePost,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { origin, pathname, protocol } = new URL(`${call.baseUrl}${path}`);
    const agent = this.#agents[protocol];
    if (agent === undefined) throw new Error(`no way to ${protocol}`);
    return await agent.request({
      origin,
      path: pathname,
      method: 'POST',
      headers: sourceHeaders(call, own),
      body,
      signal,
    });
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#agents).map((agent) => agent.destroy()));
  }
}

/** Reads what a source refuses with. */
export async function failureOfAnswer(call: SourceCall, { statusCode, headers, body }: Dispatcher.ResponseData) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxErrorBytes) break;
    chunks.push(chunk);
  }
  const { 'retry-after': retryAfter } = headers;
  return failureOfStatus(call, {
    statusCode,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    body: Buffer.concat(chunks).toString('utf8'),
  });
}

/** In spite of the `accept-encoding` that it was asked with: nobody here unpacks it. */
export function isPacked({ headers }: Pick<Dispatcher.ResponseData, 'headers'>): boolean {
  const { 'content-encoding': encoding } = headers;
  return encoding !== undefined && !['', 'identity'].includes(String(encoding).trim().toLowerCase());
}

/** Resolves when the client has taken what it was sent, or has left. Its slowness is not the source's. */
export async function drained(sink: AnswerSink, idle: IdleLimit, signal: AbortSignal): Promise<void> {
  idle.pause();
  await new Promise<void>((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
    else sink.onDrain(done);
  });
  idle.begin();
}
