import type { WebSocket } from 'ws';

import { routeKey, type Route } from '../../ways/route.ts';
import type { Way } from '../../ways/ways-out.ts';
import type {
  AnswerSink,
  AttemptObserver,
  AttemptRequest,
  AttemptResult,
  Seat,
  SeatOccupant,
  SeatUse,
  UpstreamFailure,
} from '../../provider.ts';
import { closeSocket, Heartbeat } from '../../../wire/websocket.ts';
import { usageOfHeaders } from '../usage-headers.ts';
import { FrameAnswer } from './frame-answer.ts';
import { connectionGone } from './frame-failures.ts';
import { maxFrameBytes, type OpenedSocket } from './open-socket.ts';

export interface UpstreamSeatPorts {
  readonly occupant: SeatOccupant;
  readonly open: (request: AttemptRequest, signal: AbortSignal) => Promise<OpenedSocket>;
  readonly routeOf: (way: Way) => Route;
  readonly nowMs: () => number;
  /** The client has left its place. */
  readonly onLeft: () => void;
}

interface Connection {
  readonly socket: WebSocket;
  readonly accountId: string | null;
  readonly route: string;
  readonly accessToken: string;
  readonly openedAtMs: number;
  readonly rawHeaders: readonly string[];
  readonly heartbeat: Heartbeat;
  /** The last frame was larger than any event. */
  overflowed: boolean;
}

/** The upstream ends a connection at an hour of age; we go a little before that, between two requests. */
const maxAgeMs = 55 * 60_000;
/** Far below the patience of any client for its first event. */
const holdMs = 5000;
/** What an account says no with before it looks at the request; a new token, or another account, needs a new handshake. */
const deadForGood: ReadonlySet<UpstreamFailure['class']> = new Set(['unauthorized', 'permanent']);

/** One client's connection to the upstream: at most one, of one account, serving one request at a time. */
export class UpstreamSeat implements Seat {
  readonly #ports: UpstreamSeatPorts;
  #connection: Connection | null = null;
  #running: FrameAnswer | null = null;
  #left = false;

  constructor(ports: UpstreamSeatPorts) {
    this.#ports = ports;
  }

  get accountId(): string | null {
    return this.#connection?.accountId ?? null;
  }

  pass(frame: Buffer): boolean {
    const socket = this.#connection?.socket;
    // An upstream that takes nothing must not make us keep whatever a client sends.
    if (socket === undefined || socket.bufferedAmount > maxFrameBytes) return false;
    socket.send(frame, { binary: false });
    return true;
  }

  /**
   * A way has changed, or is closed since its account was removed. What is idle on an old one is ended now, what serves a
   * request with its answer; the client learns of it with its next request.
   */
  noteWays(): void {
    if (this.#running === null) this.#leaveOldWay();
  }

  close(code: number, reason: string): void {
    this.#left = true;
    this.#ports.onLeft();
    this.#drop(code, reason);
    this.#running?.clientLeft();
  }

  /** Never rejects. */
  async attempt(
    request: AttemptRequest,
    use: SeatUse,
    sink: AnswerSink,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    const abandoned: AttemptResult = { kind: 'abandoned', statusCode: null, usage: null };
    if (signal.aborted || this.#left) return abandoned;
    if (!this.#serves(request, use)) {
      if (use.continues) return { kind: 'refused', failure: connectionGone() };
      this.#drop(1000, '');
      const route = this.#routeOf(request.way);
      const opened = await this.#ports.open(request, signal);
      if (opened.kind === 'abandoned') return abandoned;
      const sample = usageOfHeaders(opened.rawHeaders, this.#ports.nowMs());
      if (sample !== null) observer.onUsageSample(sample);
      if (opened.kind === 'refused') return { kind: 'refused', failure: opened.failure };
      if (this.#left) {
        closeSocket(opened.socket, 1001, '');
        return abandoned;
      }
      this.#connection = this.#settleIn(opened.socket, opened.rawHeaders, request, route);
    }
    const connection = this.#connection;
    if (connection === null) return { kind: 'refused', failure: connectionGone() };
    if (use.purpose === 'send') return await this.#ask(connection, request, sink, observer, signal);
    // What the way was changed to while the connection was made, nobody has told it yet.
    this.#leaveOldWay();
    sink.commit(101, connection.rawHeaders);
    return { kind: 'answered', statusCode: 101, usage: null, failure: null };
  }

  /** Whether the open connection can take the request. What goes on from an answer there cannot be choosy about tokens. */
  #serves(request: AttemptRequest, use: SeatUse): boolean {
    const { nowMs } = this.#ports;
    const connection = this.#connection;
    return (
      connection !== null &&
      connection.socket.readyState === connection.socket.OPEN &&
      connection.accountId === request.way &&
      connection.route === this.#routeOf(request.way) &&
      nowMs() - connection.openedAtMs < maxAgeMs &&
      (use.continues || connection.accessToken === request.accessToken)
    );
  }

  #ask(
    connection: Connection,
    request: AttemptRequest,
    sink: AnswerSink,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    const { socket } = connection;
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#drop(1001, '');
        answer.clientLeft();
      };
      const answer = new FrameAnswer({
        sink,
        observer,
        nowMs: this.#ports.nowMs,
        holdMs,
        idleTimeoutMs: request.idleTimeoutMs,
        firstEventTimeoutMs: request.firstEventTimeoutMs,
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        done: (result) => {
          signal.removeEventListener('abort', leave);
          this.#running = null;
          if (endsConnection(result)) this.#drop(1000, '');
          else this.#leaveOldWay();
          resolve(result);
        },
      });
      this.#running = answer;
      signal.addEventListener('abort', leave, { once: true });
      socket.send(request.body ?? Buffer.alloc(0), { binary: false });
    });
  }

  /** @param route what it was opened on */
  #settleIn(socket: WebSocket, rawHeaders: readonly string[], request: AttemptRequest, route: string): Connection {
    const { occupant, nowMs } = this.#ports;
    const openedAtMs = nowMs();
    const connection: Connection = {
      socket,
      accountId: request.way,
      route,
      accessToken: request.accessToken,
      openedAtMs,
      rawHeaders,
      heartbeat: new Heartbeat(socket, () => {
        // Nobody waits for it, so nobody misses it; the client learns of it with its next request.
        if (this.#running === null && nowMs() - openedAtMs >= maxAgeMs) this.#drop(1000, '');
      }),
      overflowed: false,
    };
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.#connection !== connection) return;
      if (isBinary) this.#running?.tookBinary();
      else if (this.#running === null) occupant.onFrame(data);
      else this.#running.take(data);
    });
    socket.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') connection.overflowed = true;
    });
    socket.on('close', (code, reason) => {
      connection.heartbeat.stop();
      if (this.#connection !== connection) return;
      this.#connection = null;
      if (this.#running === null) occupant.onClose(code, reason.toString());
      else this.#running.closed(code, connection.overflowed);
    });
    socket.resume();
    return connection;
  }

  #routeOf(way: Way): string {
    return routeKey(this.#ports.routeOf(way));
  }

  #leaveOldWay(): void {
    const connection = this.#connection;
    if (connection !== null && connection.route !== this.#routeOf(connection.accountId)) this.#drop(1000, '');
  }

  /** Its end is then of no interest to anybody. */
  #drop(code: number, reason: string): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#connection = null;
    connection.heartbeat.stop();
    closeSocket(connection.socket, code, reason);
  }
}

/** True for an end after which the connection is in the middle of something, or of an account that is refused. */
function endsConnection(result: AttemptResult): boolean {
  if (result.kind === 'broken' || result.kind === 'abandoned') return true;
  const { failure } = result;
  if (failure === null) return false;
  return deadForGood.has(failure.class) || (result.kind === 'refused' && failure.response === null);
}
