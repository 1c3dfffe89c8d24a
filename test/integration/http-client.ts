import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

import { createParser } from 'eventsource-parser';

/** A client with nothing of its own: the bytes of the answer as they came, and no header that a test did not ask for. */

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer | string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  /** `undefined` when the body is not JSON. */
  readonly json: unknown;
  /** The server-sent events in it. */
  readonly events: readonly SentEvent[];
}

export interface SentEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Sends a request and gives the answer's head as soon as it is there; the body is read by whoever wants it. */
export async function open(origin: string, path: string, options: CallOptions = {}): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body, signal } = options;
  const outgoing = request(`${origin}${path}`, {
    method,
    agent: false,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    ),
    ...(signal ? { signal } : {}),
  });
  const answered = once(outgoing, 'response');
  outgoing.end(body);
  const [response] = (await answered) as [IncomingMessage];
  return response;
}

export async function call(origin: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await open(origin, path, options);
  return await readAnswer(response);
}

export async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    bytes,
    text,
    json: jsonOf(text),
    events: eventsOf(text),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function eventsOf(text: string): SentEvent[] {
  const found: SentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => found.push({ event: event ?? '', data: jsonOf(data) }),
  });
  parser.feed(text);
  return found;
}

/** The type of the last event, which is how an answer ended. */
export function lastEvent(answer: Answer): { type: string; code: string | null } {
  const data = answer.events.at(-1)?.data as { type?: string; response?: { error?: { code?: string } } } | undefined;
  return { type: data?.type ?? '', code: data?.response?.error?.code ?? null };
}

/** What the error object of an answer says; empty when it holds none. */
export function errorOf(answer: Answer): Record<string, unknown> {
  return (answer.json as { error?: Record<string, unknown> } | undefined)?.error ?? {};
}

/** Reads events from an open stream one at a time. */
export async function* eventsFrom(response: IncomingMessage): AsyncGenerator<SentEvent> {
  const found: SentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => found.push({ event: event ?? '', data: jsonOf(data) }),
  });
  for await (const chunk of response as AsyncIterable<Buffer>) {
    parser.feed(chunk.toString('utf8'));
    yield* found.splice(0);
  }
}

export interface RawAnswer {
  readonly text: string;
  /** Of the first answer. */
  readonly status: number;
  /** The other side closed, as against us giving up. */
  readonly closed: boolean;
}

/** Bytes as they are, and everything that comes back until the server closes or `untilMs` of silence have passed. */
export async function sendRaw(port: number, bytes: string | Buffer, untilMs = 2000): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let closed = true;
  socket.setTimeout(untilMs, () => {
    closed = false;
    socket.destroy();
  });
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => socket.destroy());
  socket.write(bytes);
  await ended;
  return { text, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), closed };
}
