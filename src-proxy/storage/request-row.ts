import type { RequestAffinity } from '../contract/affinity.ts';
import type { KeptAttempt, RoutingDecision } from '../contract/kept-decision.ts';
import { readableAttempts, readableDecision } from '../contract/readable-decision.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
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
  'affinity_kind',
  'affinity_key_hash',
  'affinity_bound',
  'moved_from',
  'cold_tokens',
  'refused_decision_json',
  'api_key_id',
  'api_key_name',
  'charged_at_ms',
  'cost_microusd',
  'service_tier',
  'reasoning_effort',
  'source_id',
  'client',
  'usage_estimated',
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
    entry.affinity?.kind ?? null,
    entry.affinity?.keyHash ?? null,
    entry.affinity?.bound ?? null,
    entry.movedFrom,
    entry.coldTokens,
    entry.refusedDecision === null ? null : JSON.stringify(entry.refusedDecision),
    entry.apiKeyId,
    entry.apiKeyName,
    entry.chargedAt === null ? null : Date.parse(entry.chargedAt),
    entry.costMicroUsd,
    entry.serviceTier,
    entry.reasoningEffort,
    entry.sourceId,
    entry.client,
    entry.usageEstimated ? 1 : 0,
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
  readonly affinity_kind: RequestAffinity['kind'] | null;
  readonly affinity_key_hash: string | null;
  readonly affinity_bound: RequestAffinity['bound'] | null;
  readonly moved_from: string | null;
  readonly cold_tokens: number | null;
  readonly refused_decision_json: string | null;
  readonly api_key_id: string | null;
  readonly api_key_name: string | null;
  readonly charged_at_ms: number | null;
  readonly cost_microusd: number | null;
  readonly service_tier: string | null;
  readonly reasoning_effort: string | null;
  readonly source_id: string | null;
  readonly client: string | null;
  /** `null` in rows of before it was noted. */
  readonly usage_estimated: number | null;
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
    usageEstimated: row.usage_estimated === 1,
    latencyMs: row.latency_ms,
    latencyFirstEventMs: row.latency_first_event_ms,
    latencyQueueMs: row.latency_queue_ms,
    attempts: readableAttempts(JSON.parse(row.attempts_json) as KeptAttempt[]),
    useragent: row.user_agent,
    clientIp: row.client_ip,
    affinity: affinityOf(row),
    movedFrom: row.moved_from,
    coldTokens: row.cold_tokens,
    refusedDecision:
      row.refused_decision_json === null
        ? null
        : readableDecision(JSON.parse(row.refused_decision_json) as RoutingDecision),
    apiKeyId: row.api_key_id,
    apiKeyName: row.api_key_name,
    chargedAt: row.charged_at_ms === null ? null : new Date(row.charged_at_ms).toISOString(),
    costMicroUsd: row.cost_microusd,
    serviceTier: row.service_tier,
    reasoningEffort: row.reasoning_effort,
    sourceId: row.source_id,
    client: row.client,
  };
}

function affinityOf(row: RequestRow): RequestAffinity | null {
  const { affinity_kind: kind, affinity_key_hash: keyHash, affinity_bound: bound } = row;
  return kind === null || keyHash === null || bound === null ? null : { kind, keyHash, bound };
}
