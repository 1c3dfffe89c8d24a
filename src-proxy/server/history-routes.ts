import { once } from 'node:events';

import type { Response } from 'express';

import { overviewQuerySchema } from '../contract/overview-stats.ts';
import { reportCsvQuerySchema, reportQuerySchema } from '../contract/reports.ts';
import { requestExportQuerySchema, type RequestExportQuery } from '../contract/request-log.ts';
import { exportLimit } from '../contract/export-limit.ts';
import type { Clock } from '../ports.ts';
import { exportHead } from '../storage/request-export.ts';
import type { Store } from '../storage/store.ts';
import { parsed } from './read-json.ts';
import { reportCsv } from './report-csv.ts';
import type { Route } from './route.ts';

export interface HistoryRoutePorts {
  readonly store: Pick<Store, 'readOverview' | 'readReport' | 'listRequestOptions' | 'exportRequests'>;
  readonly clock: Clock;
}

/** So many entries are read, and in memory, at a time. */
const chunkEntries = 250;

/** What was: the overview's figures, reports, and the request log as a file. */
export function historyRoutes({ store, clock }: HistoryRoutePorts): Route[] {
  const route = (path: string, handle: Route['handle']): Route => ({ method: 'get', path, plane: 'dashboard', handle });
  return [
    route('/api/overview', async (request, response) => {
      const { timeframe } = parsed(overviewQuerySchema, { ...request.query });
      response.json(await store.readOverview({ timeframe, nowMs: clock.nowMs() }));
    }),
    route('/api/reports', async (request, response) => {
      response.json(await store.readReport(parsed(reportQuerySchema, { ...request.query })));
    }),
    route('/api/reports.csv', async (request, response) => {
      const { table, bom, ...query } = parsed(reportCsvQuerySchema, { ...request.query });
      const csv = reportCsv(await store.readReport(query), table);
      asFile(response, `evenkeel-${table}-${query.start}-${query.end}.csv`, 'csv');
      response.end(bom === '1' ? `\u{FEFF}${csv}` : csv);
    }),
    route('/api/request-logs/options', async (_request, response) => {
      response.json(await store.listRequestOptions());
    }),
    route('/api/request-logs/export', async (request, response) => {
      const query = parsed(requestExportQuerySchema, { ...request.query });
      const time = new Date(clock.nowMs()).toISOString().replaceAll(':', '-').slice(0, 19);
      asFile(response, `evenkeel-requests-${time}.${query.format}`, query.format);
      response.set('x-evenkeel-export-limit', String(exportLimit));
      await writeExport(response, store, query);
    }),
  ];
}

function asFile(response: Response, name: string, format: 'csv' | 'json'): void {
  response.set({
    'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
}

/** One chunk is read when the one before has left; a client that stopped reading costs nothing more. */
async function writeExport(response: Response, store: HistoryRoutePorts['store'], query: RequestExportQuery) {
  const isJson = query.format === 'json';
  let cursor: number | null = null;
  let written = 0;
  do {
    const limit: number = Math.min(chunkEntries, exportLimit - written);
    const chunk = await store.exportRequests({ query, cursor, limit });
    // Only now, so that a store that cannot be read is still a refusal.
    const head = cursor === null && !response.headersSent ? (isJson ? '{"requests":[\n' : exportHead) : '';
    const separator = isJson && written > 0 && chunk.entries > 0 ? ',\n' : '';
    written += chunk.entries;
    cursor = written < exportLimit ? chunk.nextCursor : null;
    if (cursor === null && isJson)
      response.write(`${head}${separator}${chunk.text}\n],"truncated":${String(chunk.nextCursor !== null)}}\n`);
    else if (!response.write(`${head}${separator}${chunk.text}`)) await drained(response);
  } while (cursor !== null && !response.destroyed);
  response.end();
}

async function drained(response: Response): Promise<void> {
  if (response.destroyed) return;
  const closed = new AbortController();
  await Promise.race([
    once(response, 'drain', { signal: closed.signal }),
    once(response, 'close', { signal: closed.signal }),
  ]).finally(() => closed.abort());
}
