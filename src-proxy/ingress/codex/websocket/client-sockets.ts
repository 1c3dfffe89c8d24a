import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { Refusal } from '../../../contract/refusal.ts';
import type { Provider, Seat, SeatOccupant } from '../../../providers/provider.ts';
import { headInPoolVoice } from '../../pool-voice.ts';
import { ClientConnection, type ClientConnectionPorts } from './client-connection.ts';
import { connectRequest, createHandshakeAnswer, readHandshake, type HandshakeOutcome } from './handshake.ts';

export interface ClientSocketsPorts extends ClientConnectionPorts {
  readonly provider: Pick<Provider, 'openSeat'>;
}

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
  readonly requestId: string;
  /** Path and query below the upstream's base URL. */
  readonly upstreamPath: string;
}

const mib = 1024 * 1024;
/** Each holds a connection of the upstream's too; far more than the sessions of one person. */
const mostConnections = 256;
const handshakeKey = /^[+/0-9A-Za-z]{22}==$/;

/** Every WebSocket of a Codex client. The guard has seen each before it comes here. */
export class ClientSockets {
  readonly #ports: ClientSocketsPorts;
  readonly #connections = new Set<ClientConnection>();
  /** Upgrades that are not answered yet. */
  #opening = 0;
  #draining = false;

  constructor(ports: ClientSocketsPorts) {
    this.#ports = ports;
  }

  /** Connections that stand. */
  get open(): number {
    return this.#connections.size;
  }

  /** Connections without a request end now, the others with theirs. */
  drain(): void {
    this.#draining = true;
    for (const connection of this.#connections) connection.drain();
  }

  /** Answers an upgrade. Returns why it is refused, or `null` once the client has its WebSocket or has left. */
  async upgrade(upgrade: Upgrade): Promise<Refusal | null> {
    if (this.#draining) return new Refusal('draining', 'Evenkeel is stopping. Try again once it runs again.');
    if (this.#connections.size + this.#opening >= mostConnections) return tooMany();
    this.#opening += 1;
    try {
      return await this.#open(upgrade);
    } finally {
      this.#opening -= 1;
    }
  }

  async #open(upgrade: Upgrade): Promise<Refusal | null> {
    const { relay, provider, clock } = this.#ports;
    const { request, stream } = upgrade;
    // `ws` checks the same, but after the upstream was asked; nobody's connection is spent on what is no handshake.
    if (
      request.headers['sec-websocket-version'] !== '13' ||
      !handshakeKey.test(request.headers['sec-websocket-key'] ?? '')
    )
      return new Refusal('request_malformed', 'This is not a WebSocket handshake of version 13.');
    const handshake = readHandshake(request, upgrade.upstreamPath);
    // Nobody is there to hear of it before the client's own connection stands.
    let connection: ClientConnection | null = null;
    const seat = provider.openSeat({
      onClose: (code, reason) => connection?.onClose(code, reason),
      onFrame: (frame) => connection?.onFrame(frame),
    } satisfies SeatOccupant);
    const left = new AbortController();
    const leave = (): void => {
      left.abort(new Error('the client left'));
      seat.close(1001, '');
    };
    stream.once('close', leave);

    const outcome = await new Promise<HandshakeOutcome>((resolve, reject) => {
      const answer = createHandshakeAnswer(left.signal, () => left.abort(new Error('Evenkeel is stopping')), resolve);
      relay.run(connectRequest(handshake, seat, upgrade.requestId, clock.nowMs()), answer).catch(reject);
    }).catch((error: unknown) => {
      seat.close(1011, '');
      throw error;
    });
    if (outcome.kind === 'refused') {
      seat.close(1001, '');
      return left.signal.aborted && stream.destroyed ? null : outcome.refusal;
    }
    const socket = this.#accept(upgrade, headInPoolVoice(outcome.headers, this.#ports.voice, handshake.key));
    if (socket === null) {
      seat.close(1001, '');
      return null;
    }
    stream.off('close', leave);
    connection = this.#seatClient(handshake, socket, stream, seat);
    return null;
  }

  #seatClient(
    handshake: ReturnType<typeof readHandshake>,
    socket: WebSocket,
    stream: Duplex,
    seat: Seat,
  ): ClientConnection {
    const connection = new ClientConnection(this.#ports, handshake, socket, stream, seat);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
    if (this.#draining) connection.drain();
    return connection;
  }

  /** The 101, with headers of the upstream's. `null` where the client's handshake was none, or the client has left. */
  #accept({ request, stream, head }: Upgrade, headers: readonly string[]): WebSocket | null {
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#ports.settings().maxRequestBody * mib,
    });
    server.once('headers', (lines) => {
      for (let index = 0; index + 1 < headers.length; index += 2)
        lines.push(`${headers[index]}: ${headers[index + 1]}`);
    });
    let accepted: WebSocket | null = null;
    // Calls back before it returns, or never.
    server.handleUpgrade(request, stream, head, (socket) => {
      accepted = socket;
    });
    return accepted;
  }
}

function tooMany(): Refusal {
  return new Refusal(
    'rate_limit_exceeded',
    `${mostConnections} WebSockets are open already, which is as many as Evenkeel holds. Close some sessions, or set upstreamTransport to http.`,
  );
}
