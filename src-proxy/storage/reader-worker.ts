/** Entry of the worker thread that answers questions about history over a connection that cannot write. */
import { parentPort, workerData } from 'node:worker_threads';

import { createAuditHistory } from './audit-history.ts';
import { openReading } from './connection.ts';
import { createConversationHistory } from './conversation-history.ts';
import { databaseFacts } from './database-facts.ts';
import { createKeyHistory } from './key-history.ts';
import type { FromReader, ReaderWorkerData, ToReader } from './reader-protocol.ts';
import { createOverviewHistory } from './overview-history.ts';
import { createReportHistory } from './report-history.ts';
import { createRequestExport } from './request-export.ts';
import { createRequestHistory } from './request-history.ts';
import { createRequestOptions } from './request-options.ts';
import { createRollupReader } from './rollup-reader.ts';
import { createUsageHistory } from './usage-history.ts';

const port = parentPort;
if (port === null) throw new Error('reader-worker runs as a worker thread');

const db = openReading((workerData as ReaderWorkerData).path);
const listRequests = createRequestHistory(db);
const listUsage = createUsageHistory(db);
const rollups = createRollupReader(db);
const conversations = createConversationHistory(db, rollups);
const overview = createOverviewHistory(db, rollups);
const report = createReportHistory(rollups);
const requestOptions = createRequestOptions(db);
const exportRequests = createRequestExport(listRequests);
const keys = createKeyHistory(db);
const listAudit = createAuditHistory(db);
const readVersion = db.prepare('SELECT version FROM settings_version').pluck();

port.on('message', ({ id, query }: ToReader) => port.postMessage(answer(id, query)));

function answer(id: number, query: ToReader['query']): FromReader {
  try {
    return { id, json: JSON.stringify(answerOf(query)) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

function answerOf(question: ToReader['query']): unknown {
  switch (question.kind) {
    case 'requests':
      return listRequests(question.query);
    case 'audit':
      return listAudit(question.query);
    case 'usage':
      return listUsage(question.query);
    case 'conversations':
      return conversations.list(question.query);
    case 'conversation':
      return conversations.find(question.query.conversationId);
    case 'cacheHits':
      return conversations.cacheHits(question.query.sinceMs);
    case 'keySums':
      return keys.sum(question.queries);
    case 'keyTotals':
      return keys.totals();
    case 'keyBuckets':
      return keys.buckets(question.query);
    case 'overview':
      return overview(question.query);
    case 'report':
      return report(question.query);
    case 'requestOptions':
      return requestOptions();
    case 'export':
      return exportRequests(question.query);
    case 'facts':
      return databaseFacts(db);
    case 'check':
      return readVersion.get();
  }
}
