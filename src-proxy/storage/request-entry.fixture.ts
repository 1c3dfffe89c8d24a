import type { NewRequestLogEntry } from './store.ts';

/** Apart from the other fixtures because it also runs in a plain child process, without the test runner. */
export function requestEntry(more: Partial<NewRequestLogEntry> = {}): NewRequestLogEntry {
  return {
    requestId: 'request-1',
    requestedAt: '2026-01-02T03:04:05.678Z',
    requestKind: 'responses',
    method: 'POST',
    path: '/backend-api/codex/responses',
    transport: 'http',
    conversationId: null,
    accountId: 'a',
    model: 'gpt-5',
    status: 'success',
    statusCode: 200,
    errorCode: null,
    errorMessage: null,
    upstreamError: null,
    upstreamStatusCode: 200,
    inputTokens: 10,
    cachedInputTokens: 5,
    outputTokens: 3,
    reasoningTokens: null,
    tokens: 13,
    latencyMs: 12.5,
    latencyFirstEventMs: 3.25,
    latencyQueueMs: 0,
    attempts: [
      {
        accountId: 'a',
        outcome: 'success',
        statusCode: 200,
        errorCode: null,
        rawError: null,
        latencyMs: 12,
        decision: {
          strategy: 'round_robin',
          accountId: 'a',
          reason: 'Its turn — “ünïcode”',
          candidates: [{ accountId: 'a', verdict: 'chosen', code: 'turn', detail: 'It was next.' }],
        },
      },
    ],
    useragent: 'client/1',
    clientIp: '127.0.0.1',
    ...more,
  };
}
