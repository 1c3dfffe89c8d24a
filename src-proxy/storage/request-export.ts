import type { RequestExportQuery, RequestLogEntry, RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';
import { csvRecord, type CsvValue } from '../wire/csv.ts';

/** A part of an export. `nextCursor` is `null` in the last one. */
export interface ExportChunk {
  readonly text: string;
  readonly entries: number;
  readonly nextCursor: number | null;
}

export interface ExportQuestion {
  readonly query: RequestExportQuery;
  readonly cursor: number | null;
  readonly limit: number;
}

/** Everything but the attempts and the decisions, which are no table. */
const columns: readonly (readonly [name: string, of: (entry: RequestLogEntry) => CsvValue])[] = [
  ['id', ({ id }) => id],
  ['requestedAt', ({ requestedAt }) => requestedAt],
  ['requestId', ({ requestId }) => requestId],
  ['requestKind', ({ requestKind }) => requestKind],
  ['conversationId', ({ conversationId }) => conversationId],
  ['accountId', ({ accountId }) => accountId],
  ['sourceId', ({ sourceId }) => sourceId],
  ['apiKeyId', ({ apiKeyId }) => apiKeyId],
  ['apiKeyName', ({ apiKeyName }) => apiKeyName],
  ['client', ({ client }) => client],
  ['userAgent', ({ useragent }) => useragent],
  ['clientIp', ({ clientIp }) => clientIp],
  ['method', ({ method }) => method],
  ['path', ({ path }) => path],
  ['transport', ({ transport }) => transport],
  ['model', ({ model }) => model],
  ['reasoningEffort', ({ reasoningEffort }) => reasoningEffort],
  ['serviceTier', ({ serviceTier }) => serviceTier],
  ['status', ({ status }) => status],
  ['statusCode', ({ statusCode }) => statusCode],
  ['errorCode', ({ errorCode }) => errorCode],
  ['errorMessage', ({ errorMessage }) => errorMessage],
  ['upstreamStatusCode', ({ upstreamStatusCode }) => upstreamStatusCode],
  ['inputTokens', ({ inputTokens }) => inputTokens],
  ['cachedInputTokens', ({ cachedInputTokens }) => cachedInputTokens],
  ['outputTokens', ({ outputTokens }) => outputTokens],
  ['reasoningTokens', ({ reasoningTokens }) => reasoningTokens],
  ['tokens', ({ tokens }) => tokens],
  ['usageEstimated', ({ usageEstimated }) => (usageEstimated ? 1 : 0)],
  ['costMicroUsd', ({ costMicroUsd }) => costMicroUsd],
  ['latencyMs', ({ latencyMs }) => latencyMs],
  ['latencyFirstEventMs', ({ latencyFirstEventMs }) => latencyFirstEventMs],
  ['latencyQueueMs', ({ latencyQueueMs }) => latencyQueueMs],
  ['attempts', ({ attempts }) => attempts.length],
  ['movedFrom', ({ movedFrom }) => movedFrom],
  ['coldTokens', ({ coldTokens }) => coldTokens],
];

/** Writes entries as text where they are read, so that the event loop has only to pass them on. */
export function createRequestExport(
  list: (query: RequestLogQuery) => RequestLogPage,
): (question: ExportQuestion) => ExportChunk {
  return ({ query: { format, ...filter }, cursor, limit }) => {
    const { requests, nextCursor } = list({ ...filter, limit, ...(cursor === null ? {} : { cursor }) });
    const text =
      format === 'csv'
        ? requests.map((entry) => csvRecord(columns.map(([, of]) => of(entry)))).join('')
        : requests.map((entry) => JSON.stringify(entry)).join(',\n');
    return { text, entries: requests.length, nextCursor };
  };
}

export const exportHead = csvRecord(columns.map(([name]) => name));
