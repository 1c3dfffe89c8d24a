import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

import { WebSocket } from 'ws';

import { hello, type Stage } from './harness.ts';

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  /** Offers to pack messages, as the Codex CLI does. */
  readonly offersDeflate?: boolean;
}

/** A Codex client's WebSocket, reduced to frames. */
export class TestSocket implements AsyncDisposable {
  readonly ws: WebSocket;
  /** The answer to the handshake. */
  readonly head: IncomingMessage;
  /** Every payload that came, as text. */
  readonly received: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #unread: string[] = [];
  #waiting: ((frame: string | null) => void)[] = [];

  private constructor(ws: WebSocket, head: IncomingMessage) {
    this.ws = ws;
    this.head = head;
    ws.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      this.received.push(text);
      const waiter = this.#waiting.shift();
      if (waiter) waiter(text);
      else this.#unread.push(text);
    });
    this.closed = new Promise((resolve) => {
      ws.once('close', (code, reason) => {
        for (const waiter of this.#waiting.splice(0)) waiter(null);
        resolve({ code, reason: reason.toString() });
      });
    });
    ws.on('error', () => undefined);
  }

  /** @throws with the status where the upgrade was refused. */
  static async open(stage: Pick<Stage, 'origin'>, options: SocketOptions = {}): Promise<TestSocket> {
    const { headers = {}, path = '/backend-api/codex/responses', offersDeflate = false } = options;
    const ws = new WebSocket(stage.origin.replace('http', 'ws') + path, {
      headers,
      perMessageDeflate: offersDeflate,
      maxPayload: 0,
    });
    const head = once(ws, 'upgrade') as Promise<[IncomingMessage]>;
    const refused = new Promise<never>((_resolve, reject) => {
      ws.once('unexpected-response', (_request, response: IncomingMessage) => {
        response.resume();
        reject(new Error(`refused with ${response.statusCode}`));
      });
      ws.once('error', reject);
    });
    const [answer] = await Promise.race([head, refused]);
    const socket = new TestSocket(ws, answer);
    refused.catch(() => undefined);
    if (ws.readyState !== ws.OPEN) await once(ws, 'open');
    return socket;
  }

  send(frame: Readonly<Record<string, unknown>> | string | Buffer): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** The next frame; `null` when the connection ended instead. */
  async next(): Promise<string | null> {
    const frame = this.#unread.shift();
    if (frame !== undefined) return frame;
    if (this.ws.readyState === this.ws.CLOSED) return null;
    return await new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends a request and reads its answer to the end. */
  async ask(more: Readonly<Record<string, unknown>> = {}): Promise<SocketAnswer> {
    this.send(create(more));
    return await this.answer();
  }

  /** Reads one answer to its terminal event, or to the end of the connection. */
  async answer(): Promise<SocketAnswer> {
    const frames: string[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame === null) return answerOf(frames, 'closed');
      frames.push(frame);
      const { type } = JSON.parse(frame) as { type: string };
      if (['response.completed', 'response.failed', 'response.incomplete', 'error'].includes(type))
        return answerOf(frames, type);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ws.terminate();
    await this.closed;
  }
}

export interface SocketAnswer {
  readonly frames: readonly string[];
  /** Of the last frame, or `closed`. */
  readonly end: string;
  /** What the last frame says was wrong. */
  readonly error: Readonly<Record<string, unknown>>;
  readonly last: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** By which the next request goes on. */
  readonly responseId: string;
}

interface Event {
  readonly type: string;
  readonly delta?: string;
  readonly error?: Record<string, unknown>;
  readonly response?: { readonly id?: string; readonly error?: Record<string, unknown> | null };
}

function answerOf(frames: readonly string[], end: string): SocketAnswer {
  const events = frames.map((frame) => JSON.parse(frame) as Event);
  const last = events.at(-1);
  return {
    frames,
    end,
    error: last?.error ?? last?.response?.error ?? {},
    last: { ...last },
    text: events.map(({ type, delta }) => (type === 'response.output_text.delta' ? delta : '')).join(''),
    responseId: last?.response?.id ?? '',
  };
}

export function create(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { type: 'response.create', model: 'gpt-5.5', stream: true, store: false, input: [hello], ...more };
}
