import type { AnswerSink, AttemptObserver, AttemptRequest, AttemptResult, Provider } from '../provider.ts';
import { AnswerHandler } from './answer-handler.ts';
import { failureOfConnection } from './error-table.ts';
import { accountBoundBlobs, withoutForeignContent } from './foreign-content.ts';
import { upstreamHeaders } from './request-headers.ts';
import type { UpstreamPool } from './upstream-pool.ts';

export interface ChatgptProviderOptions {
  readonly upstream: UpstreamPool;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly nowMs: () => number;
}

/** The ChatGPT/Codex backend. */
export function createChatgptProvider(options: ChatgptProviderOptions): Provider {
  const { upstream, ownName, nowMs } = options;

  function attempt(
    request: AttemptRequest,
    sink: AnswerSink,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    return new Promise((resolve) => {
      const handler = new AnswerHandler({ sink, observer, signal, nowMs, done: resolve });
      try {
        upstream.pool.dispatch(
          {
            path: `${upstream.basePath}${request.upstreamPath}`,
            method: request.method,
            headers: upstreamHeaders(request.rawHeaders, { ...request, ownName }),
            body: request.body,
            headersTimeout: request.idleTimeoutMs,
            bodyTimeout: request.idleTimeoutMs,
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

  return { attempt, accountBoundBlobs, withoutForeignContent, accountBoundHeaders: ['x-codex-turn-state'] };
}
