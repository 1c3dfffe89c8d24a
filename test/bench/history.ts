import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore } from '../../src-proxy/storage/open-store.ts';
import { startEvenkeel, type EvenkeelTarget } from './evenkeel-target.ts';
import { conversationOf, fillHistory, historyAccounts, historyDays, historyKeys } from './history-fill.ts';
import { cpuMicros } from './process-figures.ts';
import { percentile } from './statistics.ts';

/** What every page of the dashboard asks of a large history, through the running engine: the time of the whole answer. */

export const historyRows = 1_000_000;
const rounds = 60;
const warmUpRounds = 3;
const aimMs = 30;
const dayMs = 86_400_000;
/** Nothing listens there, and nothing is asked of it. */
const noUpstream = 'http://127.0.0.1:9';
const silentLogger = { error() {}, warn() {}, info() {}, debug() {} };

export interface HistoryCell {
  readonly name: string;
  readonly kilobytes: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Of the engine with all its threads, per answer: what the machine's other work does not change. */
  readonly cpuMs: number;
}

export interface HistoryResult {
  readonly rows: number;
  readonly fillMs: number;
  readonly databaseMegabytes: number;
  readonly startMs: number;
  readonly cells: readonly HistoryCell[];
  readonly pruned: number;
  readonly pruneMs: number;
}

/** With a folder given, what is in it is measured again, and stays; it is filled where it is not there yet. */
export async function measureHistory(entry: string, rows: number, keptDir?: string): Promise<HistoryResult> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-history-'));
  const dataDir = keptDir ?? join(home, 'data');
  try {
    const nowMs = Date.now();
    const isFilled = existsSync(join(dataDir, 'evenkeel.db'));
    const fillMs = isFilled ? 0 : await fillHistory(dataDir, rows, nowMs);
    const databaseMegabytes = sizeOf(join(dataDir, 'evenkeel.db')) / 2 ** 20;
    const startedAt = performance.now();
    const engine = await startEvenkeel({
      entry,
      upstreamOrigin: noUpstream,
      nodeFlags: [],
      dataDir,
      settings: { EVENKEEL_REQUEST_LOG_RETENTION_DAYS: '0' },
    });
    const startMs = performance.now() - startedAt;
    let cells: HistoryCell[];
    try {
      cells = await measureCells(engine, pathsFor(rows, nowMs));
    } finally {
      await engine.end();
    }
    const pruning = keptDir === undefined ? await prune(dataDir, nowMs) : { pruned: 0, pruneMs: 0 };
    return { rows, fillMs, databaseMegabytes, startMs, cells, ...pruning };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** One page after another, each asked often; the first few answers, which warm up, are not counted. */
async function measureCells(
  { origin, pid }: EvenkeelTarget,
  paths: readonly (readonly [string, string])[],
): Promise<HistoryCell[]> {
  const cells: HistoryCell[] = [];
  for (const [name, path] of paths) {
    for (let round = 0; round < warmUpRounds; round += 1) await ask(origin + path);
    const cpuBefore = cpuMicros(pid);
    const answers: { ms: number; bytes: number }[] = [];
    for (let round = 0; round < rounds; round += 1) answers.push(await ask(origin + path));
    const ms = answers.map((answer) => answer.ms);
    cells.push({
      name,
      kilobytes: (answers[0]?.bytes ?? 0) / 1024,
      p50Ms: percentile(ms, 50),
      p95Ms: percentile(ms, 95),
      cpuMs: (cpuMicros(pid) - cpuBefore) / 1000 / rounds,
    });
  }
  return cells;
}

async function ask(url: string): Promise<{ ms: number; bytes: number }> {
  const startedAt = performance.now();
  const response = await fetch(url);
  const body = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${Buffer.from(body).toString()}`);
  return { ms: performance.now() - startedAt, bytes: body.byteLength };
}

function pathsFor(rows: number, nowMs: number): (readonly [name: string, path: string])[] {
  const date = (daysAgo: number): string => new Date(nowMs - daysAgo * dayMs).toISOString().slice(0, 10);
  const time = (daysAgo: number): string => new Date(nowMs - daysAgo * dayMs).toISOString();
  const report = (days: number, zone: string): string =>
    `/api/reports?start=${date(days - 1)}&end=${date(0)}&timezone=${zone}`;
  const middle = historyDays / 2;
  return [
    ['request log, first page', '/api/request-logs'],
    ['request log, deep cursor', `/api/request-logs?cursor=${Math.round(rows / 100)}`],
    ['request log, one account', `/api/request-logs?accountId=${historyAccounts[2]}`],
    ['request log, failures of a key', `/api/request-logs?status=error&apiKeyId=${historyKeys[1]}`],
    ['request log, model and client', '/api/request-logs?model=gpt-5.5&client=opencode'],
    ['request log, ten days of old', `/api/request-logs?since=${time(middle + 10)}&until=${time(middle)}`],
    ['request log, text, no match', '/api/request-logs?text=nothing-says-this'],
    ['request log, text, no match, deep', `/api/request-logs?text=nothing-says-this&cursor=${Math.round(rows / 2)}`],
    ['request log, options', '/api/request-logs/options'],
    ['overview 1d', '/api/overview?timeframe=1d'],
    ['overview 7d', '/api/overview?timeframe=7d'],
    ['overview 30d', '/api/overview?timeframe=30d'],
    ['report 30 days', report(30, 'Europe/Berlin')],
    ['report 30 days, one account', `${report(30, 'Europe/Berlin')}&accountId=${historyAccounts[2]}`],
    ['report 365 days', report(365, 'Europe/Berlin')],
    ['report 365 days, one model', `${report(365, 'Europe/Berlin')}&model=gpt-5.5`],
    ['report 365 days, Kathmandu', report(365, 'Asia/Kathmandu')],
    ['conversations', '/api/conversations'],
    ['one conversation', `/api/conversations/${conversationOf(rows)}`],
    ['cache hits, 90 days', '/api/cache-hits?days=90'],
    ['API keys', '/api/api-keys/'],
    ['key trends', `/api/api-keys/${historyKeys[1]}/trends`],
    ['key week', `/api/api-keys/${historyKeys[1]}/usage-7d`],
    // Answered from memory: what an answer takes on this machine at all.
    ['accounts', '/api/accounts'],
    ['account trends', `/api/accounts/${historyAccounts[0]}/trends?days=7`],
    ['forecast', '/api/forecast'],
  ];
}

/** A tenth of the rows, oldest first, as retention does it beside the traffic. */
async function prune(dataDir: string, nowMs: number): Promise<Pick<HistoryResult, 'pruned' | 'pruneMs'>> {
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => nowMs });
  try {
    const startedAt = performance.now();
    const pruned = await store.pruneRequests(nowMs - historyDays * 0.9 * dayMs);
    return { pruned, pruneMs: performance.now() - startedAt };
  } finally {
    await store.close();
  }
}

function sizeOf(path: string): number {
  return [path, `${path}-wal`].reduce((total, one) => total + (existsSync(one) ? statSync(one).size : 0), 0);
}

export function historyLines({ rows, cells, ...figures }: HistoryResult): string[] {
  const perRow = (figures.databaseMegabytes * 2 ** 20) / rows;
  return [
    `The dashboard's API over ${rows} requests of ${historyDays} days (${rounds} rounds, one question at a time)`,
    `  ${'page'.padEnd(34)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}${'CPU ms'.padStart(9)}${'KB'.padStart(9)}`,
    ...cells.map(
      ({ name, p50Ms, p95Ms, cpuMs, kilobytes }) =>
        `  ${name.padEnd(34)}${p50Ms.toFixed(1).padStart(9)}${p95Ms.toFixed(1).padStart(9)}${cpuMs.toFixed(1).padStart(9)}${kilobytes.toFixed(0).padStart(9)}`,
    ),
    `  filled in ${(figures.fillMs / 1000).toFixed(0)} s (${((figures.fillMs * 1000) / rows).toFixed(0)} µs a row), ` +
      `database ${figures.databaseMegabytes.toFixed(0)} MB (${perRow.toFixed(0)} bytes a request), ` +
      `start ${(figures.startMs / 1000).toFixed(1)} s`,
    `  pruned ${figures.pruned} requests in ${(figures.pruneMs / 1000).toFixed(1)} s, in chunks between other writes`,
  ];
}

export function historyAims({ cells }: HistoryResult): string[] {
  return cells.map(({ name, p95Ms }) => {
    const verdict = p95Ms < aimMs ? 'PASS ' : 'SHORT';
    return `  ${verdict}  ${name} p95 < ${aimMs} ms: ${p95Ms.toFixed(1)} ms`;
  });
}
