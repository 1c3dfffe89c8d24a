import type { WebSocket } from 'ws';

/** What both ends of a proxied WebSocket need of one. */

/** How long the other side may take to answer a close before the connection is cut. */
const closePatienceMs = 2000;
const heartbeatMs = 25_000;

/** Whether a close frame may carry the code (RFC 6455, 7.4); the others only ever describe what was seen. */
function isSendable(code: number): boolean {
  return (code >= 3000 && code <= 4999) || (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code));
}

/** Closes with the code that the other side of the proxy closed with; where that was cut off (1006), this is too. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.CLOSED) return;
  if (code === 1006) {
    socket.terminate();
    return;
  }
  // What is left unread must not keep the other side's answer from being seen.
  socket.resume();
  if (isSendable(code)) socket.close(code, cut(reason));
  else socket.close();
  const patience = setTimeout(() => socket.terminate(), closePatienceMs);
  socket.once('close', () => clearTimeout(patience));
}

/** A close frame has room for 123 bytes of reason. */
function cut(reason: string): string {
  return Buffer.byteLength(reason) <= 123 ? reason : reason.slice(0, 30);
}

/** Keeps a quiet connection alive through whatever stands between, and finds out when the other side is gone. */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  #answered = true;

  /** @param onBeat is told of every beat. */
  constructor(socket: WebSocket, onBeat: () => void = () => undefined) {
    socket.on('pong', () => {
      this.#answered = true;
    });
    this.#timer = setInterval(() => {
      // One that we do not read, or that has not taken what we wrote, cannot be blamed for its silence.
      const isBusy = socket.isPaused || socket.bufferedAmount > 0;
      if (!this.#answered && !isBusy) {
        socket.terminate();
        return;
      }
      if (!isBusy) this.#answered = false;
      if (socket.readyState === socket.OPEN) socket.ping();
      onBeat();
    }, heartbeatMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
