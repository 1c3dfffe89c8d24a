import type { Refusal } from '../../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../../providers/provider.ts';
import type { ClientAnswer } from '../../../relay/client-answer.ts';
import { brokenFrame, refusalFrame, upstreamRefusalFrame, waitingFrame, type HeadAs } from './server-frames.ts';

/** A client's WebSocket as one answer sees it. */
export interface FrameWriter {
  /** One text frame. False when the client is slow and `onDrain` is worth waiting for. */
  send(frame: Buffer | string): boolean;
  onDrain(listener: () => void): void;
  /** Ends the connection without a word. */
  cut(): void;
}

/** The client's side of one `response.create`. */
export interface SocketAnswer extends ClientAnswer {
  /** The client is gone. */
  abort(): void;
  /** Set when the connection is of no use after this answer: the code to close it with. */
  readonly closeCode: number | null;
}

/** Serve again later, elsewhere (RFC 6455's registry): what clients reconnect after without a fuss. */
export const serviceRestart = 1012;
const internalError = 1011;

/** @param headAs what the client is told of a head in place of it: an upstream's refusal has one inside its frame */
export function createSocketAnswer(writer: FrameWriter, requestId: string, headAs: HeadAs): SocketAnswer {
  const gone = new AbortController();
  let closeCode: number | null = null;
  return {
    signal: gone.signal,
    abort: () => gone.abort(new Error('the client left')),
    stop: () => gone.abort(new Error('Evenkeel is stopping')),
    cut(reason) {
      gone.abort(reason);
      writer.cut();
    },
    get closeCode() {
      return closeCode;
    },
    // A WebSocket has said all that a head says in its handshake.
    commit: () => undefined,
    write: (frame: Buffer) => writer.send(frame),
    onDrain: (listener) => writer.onDrain(listener),
    stillWaits: (notice) => void writer.send(waitingFrame(notice, requestId)),
    refuse(refusal: Refusal): void {
      writer.send(refusalFrame(refusal, requestId));
      if (refusal.code === 'websocket_connection_limit_reached' || refusal.code === 'draining')
        closeCode = serviceRestart;
    },
    refuseAsUpstream(response: UpstreamResponse): void {
      writer.send(upstreamRefusalFrame(response, headAs));
    },
    break(failure: UpstreamFailure): void {
      writer.send(brokenFrame(failure, requestId));
      // What the next request would go on from went with the upstream's connection.
      closeCode = failure.code === 'draining' ? serviceRestart : internalError;
    },
    // Closed after the answer: the client then sends its next request whole, which anybody can serve.
    answeredElsewhere: () => void (closeCode = serviceRestart),
    end: () => undefined,
  };
}
