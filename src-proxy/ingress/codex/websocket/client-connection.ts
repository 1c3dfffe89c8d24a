import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';

import type { WebSocket } from 'ws';

import { Refusal, toRefusal } from '../../../contract/refusal.ts';
import type { Settings } from '../../../contract/settings.ts';
import { keyRefusals } from '../../../keys/key-refusals.ts';
import type { TakesSockets } from '../../../keys/key-transport.ts';
import type { Clock, Logger } from '../../../ports.ts';
import type { Seat, SeatOccupant } from '../../../providers/provider.ts';
import type { CanonicalRequest } from '../../../relay/canonical-request.ts';
import type { Relay } from '../../../relay/relay.ts';
import { closeSocket, Heartbeat } from '../../../wire/websocket.ts';
import type { BodyBudget, BodyHold } from '../../body-budget.ts';
import { headInPoolVoice, type PoolVoice } from '../../pool-voice.ts';
import { quotaFrameAs } from '../../quota-words.ts';
import { affinityBy, usableKey } from '../codex-request.ts';
import { ownerHintsOf } from '../owner-hints.ts';
import { readClientFrame } from './client-frame.ts';
import type { Handshake } from './handshake.ts';
import { refusalFrame } from './server-frames.ts';
import { createSocketAnswer, serviceRestart, type FrameWriter, type SocketAnswer } from './socket-answer.ts';

export interface ClientConnectionPorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
  /** Whether who sends no key of ours is refused. */
  readonly demandsKey: () => boolean;
  readonly voice: PoolVoice;
  readonly takesSockets: TakesSockets;
  readonly bodies: BodyBudget;
}

const mib = 1024 * 1024;
const policyViolation = 1008;
/** What the upstream takes in one frame. */
const largestCreateMib = 15;
const longestQueue = 8;
/** Who has so many refusals coming does not listen to them. */
const longestQueueWithRefusals = 64;

/** What a client is owed, in the order in which it asked: frames do not say what they answer. */
type Owed =
  | { readonly kind: 'request'; readonly request: CanonicalRequest }
  | { readonly kind: 'refusal'; readonly refusal: Refusal; readonly requestId: string };

/**
 * A client's WebSocket. Each `response.create` is one request through the relay; they run one after another, because the
 * upstream's connection serves one at a time and the next mostly goes on from the answer to the last.
 */
export class ClientConnection implements SeatOccupant {
  readonly #ports: ClientConnectionPorts;
  readonly #handshake: Handshake;
  readonly #socket: WebSocket;
  readonly #seat: Seat;
  readonly #writer: FrameWriter;
  #waiting: Owed[] = [];
  #waitingBytes = 0;
  /** What waits and what runs. */
  readonly #hold: BodyHold;
  #running: SocketAnswer | null = null;
  #draining = false;

  /** @param stream what the WebSocket stands on */
  constructor(ports: ClientConnectionPorts, handshake: Handshake, socket: WebSocket, stream: Duplex, seat: Seat) {
    this.#ports = ports;
    this.#handshake = handshake;
    this.#socket = socket;
    this.#seat = seat;
    this.#hold = ports.bodies.open();
    this.#writer = {
      send(frame) {
        if (socket.readyState !== socket.OPEN) return true;
        const said = quotaFrameAs(frame, () => ports.voice.quotaFor(handshake.key));
        if (said === null) return true;
        socket.send(said, { binary: false });
        return !stream.writableNeedDrain;
      },
      onDrain: (listener) => stream.once('drain', listener),
      cut: () => socket.terminate(),
    };
    const heartbeat = new Heartbeat(socket);
    socket.on('message', (data: Buffer, isBinary) => this.#take(data, isBinary));
    // What follows from it comes with `close`; without a listener it would end the process.
    socket.on('error', (error) => ports.logger.debug('A WebSocket of a client failed', { error }));
    socket.on('close', (code, reason) => {
      heartbeat.stop();
      this.#waiting = [];
      seat.close(code, reason.toString());
      this.#running?.abort();
      this.#hold.release();
    });
  }

  /** The upstream hung up between two requests: so do we. */
  onClose(code: number, reason: string): void {
    this.#close(code, reason);
  }

  onFrame(frame: Buffer): void {
    this.#writer.send(frame);
  }

  /** New requests are refused from now on; it closes as soon as none runs. */
  drain(): void {
    this.#draining = true;
    if (this.#running === null) this.#close(serviceRestart, 'Evenkeel is stopping');
  }

  #close(code: number, reason: string): void {
    closeSocket(this.#socket, code, reason);
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const frame = isBinary ? { kind: 'malformed' as const } : readClientFrame(data);
    if (frame.kind === 'other') {
      this.#seat.pass(data);
      return;
    }
    const id = randomUUID();
    if (frame.kind === 'malformed') {
      const message = 'A frame must be text: one JSON object that says its `type`, and no member twice.';
      this.#owe({ kind: 'refusal', refusal: new Refusal('request_malformed', message), requestId: id });
      return;
    }
    const refusal = this.#refusalOf(data.length) ?? this.#hold.take(data.length);
    if (refusal !== null) {
      this.#owe({ kind: 'refusal', refusal, requestId: id });
      return;
    }
    const { conversationHeader, ...common } = this.#handshake;
    this.#waitingBytes += data.length;
    this.#owe({
      kind: 'request',
      request: {
        ...common,
        ...affinityBy(conversationHeader, usableKey(frame.promptCacheKey)),
        // What an answer is continued by lives on the seat; the rest lives on an account.
        ownerHints: { ...ownerHintsOf(data), previousResponseId: null },
        id,
        kind: frame.isPrewarm ? 'prewarm' : 'responses',
        method: 'GET',
        body: data,
        plainBody: data,
        model: frame.model,
        receivedAtMs: this.#ports.clock.nowMs(),
        onSeat: { seat: this.#seat, purpose: 'send', continues: frame.continues },
      },
    });
  }

  #owe(owed: Owed): void {
    this.#waiting.push(owed);
    if (this.#running === null) this.#next();
    else if (this.#waiting.length > longestQueueWithRefusals) this.#close(policyViolation, 'Too many requests wait');
  }

  #refusalOf(bytes: number): Refusal | null {
    if (this.#draining) return new Refusal('draining', 'Evenkeel is stopping. Try again once it runs again.');
    // SECURITY (A1): the door looked at the connection when it was opened, which may be hours ago.
    if (this.#handshake.key === null && this.#ports.demandsKey()) return keyRefusals.missing();
    // It comes back, is told 426, and goes on over HTTP.
    if (!this.#ports.takesSockets(this.#handshake.key))
      return new Refusal(
        'websocket_connection_limit_reached',
        'This connection is not served any more. Connect again.',
      );
    if (bytes > largestCreateMib * mib) {
      const message = `This request is larger than the ${largestCreateMib} MiB that one WebSocket message may have. Compact the conversation, or set Evenkeel's upstreamTransport to http, where more fits. Evenkeel does not shorten what you said.`;
      return new Refusal('payload_too_large', message, { fields: { param: 'input' } });
    }
    const isFull =
      this.#waiting.length >= longestQueue ||
      (this.#waiting.length > 0 && this.#waitingBytes + bytes > this.#ports.settings().maxRequestBody * mib);
    return isFull
      ? new Refusal(
          'rate_limit_exceeded',
          'Too many requests wait on this connection. Send the next one when one is done.',
        )
      : null;
  }

  #next(): void {
    let owed = this.#waiting.shift();
    while (owed?.kind === 'refusal') {
      this.#writer.send(refusalFrame(owed.refusal, owed.requestId));
      owed = this.#waiting.shift();
    }
    if (owed !== undefined) this.#run(owed.request);
    else if (this.#draining) this.drain();
  }

  #run(request: CanonicalRequest): void {
    this.#waitingBytes -= request.body?.length ?? 0;
    const answer = createSocketAnswer(this.#writer, request.id, (rawHeaders) =>
      headInPoolVoice(rawHeaders, this.#ports.voice, request.key),
    );
    this.#running = answer;
    this.#ports.relay
      .run(request, answer)
      .catch((error: unknown) => {
        this.#ports.logger.error('A request failed', { requestId: request.id, path: request.path, error });
        this.#writer.send(refusalFrame(toRefusal(error), request.id));
      })
      .finally(() => this.#ended(answer, request.body?.length ?? 0))
      .catch((error: unknown) => this.#ports.logger.error('A request could not be ended', { error }));
  }

  #ended(answer: SocketAnswer, bytes: number): void {
    this.#running = null;
    this.#hold.give(bytes);
    if (answer.closeCode !== null) {
      this.#waiting = [];
      this.#close(answer.closeCode, '');
    } else this.#next();
  }
}
