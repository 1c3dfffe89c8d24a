import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import { foreignEncryptedContent, foreignWorkspace, tokenExpired } from './error-bodies.ts';
import type { FakeAccount } from './fake-account.ts';
import { eventsOf, hasForeignContent, plainEvents, plainStep } from './responses-route.ts';
import type { RawEvent, Step, StreamOptions } from './steps.ts';

/** One frame that a client sent, and what it was answered with. */
export interface RecordedFrame {
  readonly accountId: string;
  readonly socket: FakeSocket;
  readonly raw: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
  /** The payloads that were sent because of it, as text. */
  readonly sent: string[];
}

/** One WebSocket as the fake upstream saw it. */
export interface FakeSocket {
  readonly accountId: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly remotePort: number | null;
  readonly frames: RecordedFrame[];
  pings: number;
  /** `null` while it is open. */
  closeCode: number | null;
  readonly closed: Promise<number>;
  /** Sends a frame that answers nothing. */
  send(text: string): void;
  ping(): Promise<void>;
  close(code: number, reason?: string): void;
  terminate(): void;
}

interface FakeSocketsOptions {
  readonly accountOf: (bearer: string) => FakeAccount | undefined;
  readonly enforceEncryptedContent: boolean;
  readonly isServed: boolean;
}

type Predicate = (frame: RecordedFrame) => boolean;

/** Plays the WebSocket side of `/backend-api/codex/responses`. What an answer leaves behind is known to its own socket only. */
export class FakeSockets {
  readonly opened: FakeSocket[] = [];
  readonly creates: RecordedFrame[] = [];
  readonly refused: number[] = [];
  readonly #options: FakeSocketsOptions;
  readonly #server = new WebSocketServer({ noServer: true, clientTracking: true, maxPayload: 0 });
  #waiting: { predicate: Predicate; resolve: (frame: RecordedFrame) => void }[] = [];

  constructor(options: FakeSocketsOptions) {
    this.#options = options;
  }

  waitForCreate(predicate: Predicate): Promise<RecordedFrame> {
    const past = this.creates.find(predicate);
    if (past) return Promise.resolve(past);
    return new Promise((resolve) => this.#waiting.push({ predicate, resolve }));
  }

  terminate(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const account = this.#options.accountOf(bearer);
    const named = request.headers['chatgpt-account-id'];
    if (!this.#options.isServed || !request.url?.startsWith('/backend-api/codex/responses'))
      this.#refuse(stream, 426, {});
    else if (!account) this.#refuse(stream, 401, tokenExpired);
    else if (named !== undefined && named !== account.id) this.#refuse(stream, 403, foreignWorkspace);
    else {
      const refusal = account.handshakeRefusals.shift();
      if (refusal) this.#refuse(stream, refusal.status, refusal.body, refusal.headers);
      else this.#accept(account, request, stream, head);
    }
  }

  #refuse(stream: Duplex, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.refused.push(status);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    stream.end(
      `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n${lines.join('')}\r\n${text}`,
    );
  }

  #accept(account: FakeAccount, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.once('headers', (lines) => {
      for (const [name, value] of Object.entries(account.handshakeHeaders)) lines.push(`${name}: ${value}`);
    });
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#serve(account, request, socket));
  }

  #serve(account: FakeAccount, request: IncomingMessage, socket: WebSocket): void {
    const closed = Promise.withResolvers<number>();
    const fake: FakeSocket = {
      accountId: account.id,
      path: request.url ?? '',
      headers: request.headers,
      rawHeaders: [...request.rawHeaders],
      remotePort: request.socket.remotePort ?? null,
      frames: [],
      pings: 0,
      closeCode: null,
      closed: closed.promise,
      send: (text) => socket.send(text),
      ping: () =>
        new Promise((resolve) => {
          socket.once('pong', () => resolve());
          socket.ping();
        }),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    };
    this.opened.push(fake);
    const answers = new Set<string>();
    socket.on('ping', () => (fake.pings += 1));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      fake.closeCode = code;
      closed.resolve(code);
    });
    socket.on('message', (data: Buffer) => {
      const raw = Buffer.from(data);
      const json = JSON.parse(raw.toString('utf8')) as Record<string, unknown>;
      const frame: RecordedFrame = { accountId: account.id, socket: fake, raw, json, sent: [] };
      fake.frames.push(frame);
      if (json.type !== 'response.create') return;
      this.#note(frame);
      new Exchange(account, socket, frame, answers, this.#options.enforceEncryptedContent)
        .play()
        .catch((error: unknown) => {
          // A defect of the fake must be seen by the test that meets it.
          socket.send(
            JSON.stringify({
              type: 'error',
              status_code: 599,
              error: { message: `The fake failed: ${String(error)}` },
            }),
          );
        });
    });
  }

  #note(frame: RecordedFrame): void {
    this.creates.push(frame);
    const served = this.#waiting.filter((waiter) => waiter.predicate(frame));
    this.#waiting = this.#waiting.filter((waiter) => !served.includes(waiter));
    for (const waiter of served) waiter.resolve(frame);
  }
}

/** One `response.create` and its answer. */
class Exchange {
  readonly #account: FakeAccount;
  readonly #socket: WebSocket;
  readonly #frame: RecordedFrame;
  /** Ids of the answers that this connection gave. */
  readonly #answers: Set<string>;
  readonly #enforceEncryptedContent: boolean;

  constructor(
    account: FakeAccount,
    socket: WebSocket,
    frame: RecordedFrame,
    answers: Set<string>,
    enforceEncryptedContent: boolean,
  ) {
    this.#account = account;
    this.#socket = socket;
    this.#frame = frame;
    this.#answers = answers;
    this.#enforceEncryptedContent = enforceEncryptedContent;
  }

  async play(): Promise<void> {
    const { json } = this.#frame;
    if (json.generate === false) {
      const ends = plainEvents(this.#exchange).filter(({ event }) => /created|completed/.test(event));
      return await this.#send(
        ends.map((one) => (one.event === 'response.completed' ? withoutOutput(one) : one)),
        {},
      );
    }
    const previous = json.previous_response_id;
    const scripted = this.#account.nextStep();
    if (!scripted && typeof previous === 'string' && !this.#answers.has(previous)) {
      return this.#refuse(400, { error: { code: 'previous_response_not_found', message: 'Not here.', type: null } });
    }
    if (!scripted && this.#enforceEncryptedContent && hasForeignContent(json, this.#account.id)) {
      return this.#refuse(400, foreignEncryptedContent);
    }
    const enforceEncryptedContent = this.#enforceEncryptedContent;
    await this.#step(scripted ?? plainStep({ ...this.#exchange, enforceEncryptedContent }));
  }

  get #exchange() {
    return { account: this.#account, recorded: this.#frame };
  }

  async #step(step: Step): Promise<void> {
    switch (step.kind) {
      case 'answer':
        return await this.#send(eventsOf(step.items, step.options, this.#exchange), step.options);
      case 'events':
        return await this.#send(step.events, step.options);
      case 'status':
        return this.#refuse(step.status, step.body, step.headers);
      case 'drop':
        await this.#send(plainEvents(this.#exchange).slice(0, step.afterEvents ?? 0), {});
        return this.#socket.terminate();
      case 'end-early':
        await this.#send(plainEvents(this.#exchange).slice(0, -1), {});
        return this.#socket.close(1000);
      case 'silent':
        await step.latch.opened;
        return await this.#send(plainEvents(this.#exchange), {});
      case 'close':
        await this.#send(plainEvents(this.#exchange).slice(0, step.afterEvents), {});
        return this.#socket.close(step.code, step.reason);
      case 'frames':
        for (const frame of step.frames) this.#socket.send(frame, { binary: typeof frame !== 'string' });
        for (const frame of step.frames) if (typeof frame === 'string') this.#frame.sent.push(frame);
    }
  }

  /** A refusal of HTTP as the backend puts it into a frame. */
  #refuse(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const error =
      typeof body === 'object' && body !== null && 'error' in body ? body.error : { message: JSON.stringify(body) };
    const frame = { type: 'error', error, status_code: status, headers };
    this.#write(JSON.stringify(frame));
  }

  async #send(events: readonly RawEvent[], { pace = 0, hold, holdAfterEvents }: StreamOptions): Promise<void> {
    const holdBefore = holdAfterEvents ?? Math.floor(events.length / 2);
    for (const [index, { data }] of events.entries()) {
      if (hold && index === holdBefore) await hold.opened;
      if (pace > 0 && index > 0) await wait(pace);
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#learn(data);
      this.#write(JSON.stringify(data));
      if (this.#socket.bufferedAmount > 1024 * 1024) await this.#drained();
    }
  }

  async #drained(): Promise<void> {
    while (this.#socket.bufferedAmount > 0 && this.#socket.readyState === this.#socket.OPEN) await wait(5);
  }

  #learn({ type, response }: Readonly<Record<string, unknown>>): void {
    if (type !== 'response.completed' || typeof response !== 'object' || response === null || !('id' in response))
      return;
    this.#answers.add(String(response.id));
  }

  #write(text: string): void {
    this.#frame.sent.push(text);
    this.#socket.send(text);
  }
}

function withoutOutput({ event, data }: RawEvent): RawEvent {
  return { event, data: { ...data, response: { ...(data.response as object), output: [] } } };
}
