import type { AnswerSink, AttemptObserver, AttemptRequest, AttemptResult, Provider } from '../provider.ts';
import { AnswerHandler } from './answer-handler.ts';
import { failureOfConnection } from './error-table.ts';
import { accountBoundBlobs, withoutForeignContent } from './foreign-content.ts';
import { withoutPreviousResponse } from './full-history.ts';
import { upstreamHeaders } from './request-headers.ts';
import { transcribeHeaders, transcribePath } from './transcribe-headers.ts';
import type { UpstreamPool } from './upstream-pool.ts';
import type { TurnStates } from './turn-states.ts';
import { UpstreamSeat } from './websocket/upstream-seat.ts';
import type { Seats } from './websocket/seats.ts';

export interface ChatgptProviderOptions {
  readonly upstream: UpstreamPool;
  readonly seats: Seats;
  readonly turnStates: TurnStates;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly nowMs: () => number;
}

/** The ChatGPT/Codex backend. */
export function createChatgptProvider(options: ChatgptProviderOptions): Provider {
  const { upstream, seats, turnStates, ownName, nowMs } = options;

  function headersFor(request: AttemptRequest): string[] {
    const headers = upstreamHeaders(turnStates.withoutForeign(request.rawHeaders, request.way), {
      ...request,
      ownName,
    });
    return request.upstreamPath === transcribePath ? transcribeHeaders(headers) : headers;
  }

  function attempt(
    request: AttemptRequest,
    sink: AnswerSink,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    const { onSeat } = request;
    if (onSeat?.seat instanceof UpstreamSeat) return onSeat.seat.attempt(request, onSeat, sink, observer, signal);
    return new Promise((resolve) => {
      const { idleTimeoutMs, firstEventTimeoutMs } = request;
      const handler = new AnswerHandler({
        sink: {
          commit(statusCode, rawHeaders) {
            turnStates.note(rawHeaders, request.way);
            sink.commit(statusCode, rawHeaders);
          },
          write: (chunk) => sink.write(chunk),
          onDrain: (listener) => sink.onDrain(listener),
        },
        observer,
        signal,
        nowMs,
        idleTimeoutMs,
        firstEventTimeoutMs,
        done: resolve,
      });
      try {
        upstream.poolOf(request.way).dispatch(
          {
            path: `${upstream.basePath}${request.upstreamPath}`,
            method: request.method,
            headers: headersFor(request),
            body: request.body,
            // The handler watches for progress itself: any byte would put off what a library watches.
            headersTimeout: 0,
            bodyTimeout: 0,
          },
          handler,
        );
      } catch (error) {
        resolve({
          kind: 'refused',
          failure: failureOfConnection(error instanceof Error ? error : new Error(String(error)), false),
        });
      }
    });
  }

  const openSeat: Provider['openSeat'] = (occupant) => seats.open(occupant);
  return {
    attempt,
    openSeat,
    accountBoundBlobs,
    withoutForeignContent,
    withoutPreviousResponse,
    accountBoundHeaders: ['x-codex-turn-state'],
  };
}
