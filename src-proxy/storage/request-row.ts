import type { AttemptRecord, RequestLogEntry } from '../contract/request-log.ts';
import type { SqlValue } from './sql-value.ts';
import type { NewRequestLogEntry } from './store.ts';

/** All but the id. A column that is added goes to the end: a journal may hold lines of the version before. */
export const requestColumns = [
  'request_id',
  'requested_at_ms',
  'request_kind',
  'method',
  'path',
  'transport',
  'conversation_id',
  'account_id',
  'model',
  'status',
  'status_code',
  'error_code',
  'error_message',
  'upstream_error',
  'upstream_status_code',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
  'latency_ms',
  'latency_first_event_ms',
  'latency_queue_ms',
  'attempts_json',
  'user_agent',
  'client_ip',
] as const;

/** In the order of `requestColumns`. */
export function encodeRequest(entry: NewRequestLogEntry): SqlValue[] {
  return [
    entry.requestId,
    Date.parse(entry.requestedAt),
    entry.requestKind,
    entry.method,
    entry.path,
    entry.transport,
    entry.conversationId,
    entry.accountId,
    entry.model,
    entry.status,
    entry.statusCode,
    entry.errorCode,
    entry.errorMessage,
    entry.upstreamError,
    entry.upstreamStatusCode,
    entry.inputTokens,
    entry.cachedInputTokens,
    entry.outputTokens,
    entry.reasoningTokens,
    entry.tokens,
    entry.latencyMs,
    entry.latencyFirstEventMs,
    entry.latencyQueueMs,
    JSON.stringify(entry.attempts),
    entry.useragent,
    entry.clientIp,
  ];
}

/** A row as SQLite hands it out. The table is STRICT and `encodeRequest` is its only writer. */
export interface RequestRow {
  readonly id: number;
  readonly request_id: string;
  readonly requested_at_ms: number;
  readonly request_kind: string;
  readonly method: string;
  readonly path: string;
  readonly transport: RequestLogEntry['transport'];
  readonly conversation_id: string | null;
  readonly account_id: string | null;
  readonly model: string | null;
  readonly status: RequestLogEntry['status'];
  readonly status_code: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly upstream_error: string | null;
  readonly upstream_status_code: number | null;
  readonly input_tokens: number | null;
  readonly cached_input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly total_tokens: number | null;
  readonly latency_ms: number;
  readonly latency_first_event_ms: number | null;
  readonly latency_queue_ms: number;
  readonly attempts_json: string;
  readonly user_agent: string | null;
  readonly client_ip: string | null;
}

export function decodeRequest(row: RequestRow): RequestLogEntry {
  return {
    id: row.id,
    requestId: row.request_id,
    requestedAt: new Date(row.requested_at_ms).toISOString(),
    requestKind: row.request_kind,
    method: row.method,
    path: row.path,
    transport: row.transport,
    conversationId: row.conversation_id,
    accountId: row.account_id,
    model: row.model,
    status: row.status,
    statusCode: row.status_code,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    upstreamError: row.upstream_error,
    upstreamStatusCode: row.upstream_status_code,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    tokens: row.total_tokens,
    latencyMs: row.latency_ms,
    latencyFirstEventMs: row.latency_first_event_ms,
    latencyQueueMs: row.latency_queue_ms,
    attempts: JSON.parse(row.attempts_json) as AttemptRecord[],
    useragent: row.user_agent,
    clientIp: row.client_ip,
  };
}
