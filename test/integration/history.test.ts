import { describe, expect, it } from 'vitest';

import { overviewStatsSchema } from '../../src-proxy/contract/overview-stats.ts';
import { reportSchema } from '../../src-proxy/contract/reports.ts';
import {
  requestLogEntrySchema,
  requestLogOptionsSchema,
  requestLogPageSchema,
  type RequestLogEntry,
} from '../../src-proxy/contract/request-log.ts';
import { exportLimit } from '../../src-proxy/contract/export-limit.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';

const today = new Date().toISOString().slice(0, 10);

/** Five requests of two models, of which one failed and one belongs to no conversation. */
async function talk(stage: Stage): Promise<void> {
  const usage = { usage: { inputTokens: 1000, cachedTokens: 400, outputTokens: 50 } };
  stage
    .account('acc-a')
    .script([
      ok('1', usage),
      ok('2', usage),
      ok('3', usage),
      status(400, { detail: 'No such thing.' }),
      ok('5', usage),
    ]);
  await stage.turn({ session: 'walk-1', headers: { 'user-agent': 'codex_exec/1.0', 'x-request-id': 'first-of-all' } });
  await stage.turn({ session: 'walk-1', body: turnBody(undefined, { model: 'gpt-5.4-mini' }) });
  await stage.turn({ session: 'walk-2', headers: { 'user-agent': '=HYPERLINK("http://example.test")/1' } });
  await stage.turn({ session: 'walk-2' });
  await stage.turn();
}

const sum = (rows: readonly RequestLogEntry[], of: (row: RequestLogEntry) => number | null): number =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0);

const figuresOf = (rows: readonly RequestLogEntry[]) => ({
  requests: rows.length,
  errors: rows.filter((row) => row.status === 'error').length,
  inputTokens: sum(rows, (row) => row.inputTokens),
  cachedInputTokens: sum(rows, (row) => row.cachedInputTokens),
  outputTokens: sum(rows, (row) => row.outputTokens),
  tokens: sum(rows, (row) => row.tokens),
  costMicroUsd: sum(rows, (row) => row.costMicroUsd),
});

describe('GET /api/overview (S37: what was asked is what is shown)', () => {
  it('says of every timeframe what the log says, right after the request', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const rows = await stage.requestLog();
    for (const [timeframe, buckets, seconds] of [
      ['1d', 24, 3600],
      ['7d', 28, 21_600],
      ['30d', 30, 86_400],
    ] as const) {
      const stats = overviewStatsSchema.parse((await stage.call(`/api/overview?timeframe=${timeframe}`)).json);
      expect([stats.buckets.length, stats.bucketSeconds]).toEqual([buckets, seconds]);
      expect(stats.totals).toMatchObject(figuresOf(rows));
      expect(stats.buckets.reduce((total, { requests }) => total + requests, 0)).toBe(5);
      expect(stats).toMatchObject({
        activeConversations: 2,
        comparison: { canCompare: false },
        previous: { requests: 0 },
        topError: { count: 1 },
      });
    }
    expect((await stage.call('/api/overview?timeframe=1y')).status).toBe(422);
  });

  it('takes away what an account added when its history is removed', async () => {
    await using stage = await startStage();
    await stage.turn();
    stage.account('acc-a').script(Array.from({ length: 5 }, () => status(500, { detail: 'broken' })));
    await stage.turn();
    const requests = async () => overviewStatsSchema.parse((await stage.call('/api/overview')).json).totals.requests;
    expect(await requests()).toBe(2);
    const { accountId } = stage.summary('acc-a');
    const mine = (await stage.requestLog()).filter((row) => row.accountId === accountId).length;
    expect(mine).toBeGreaterThan(0);
    await stage.call(`/api/accounts/${accountId}?delete_history=true`, { method: 'DELETE' });
    expect(await requests()).toBe(2 - mine);
    expect(await stage.requestLog(`?accountId=${accountId}`)).toEqual([]);
    const { accountIds } = requestLogOptionsSchema.parse((await stage.call('/api/request-logs/options')).json);
    expect(accountIds).not.toContain(accountId);
  });
});

describe('GET /api/reports', () => {
  const path = (more = '') => `/api/reports?start=${today}&end=${today}&timezone=UTC${more}`;

  it('adds the day up by every dimension, and filters', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const rows = await stage.requestLog();
    const report = reportSchema.parse((await stage.call(path())).json);
    expect(report.summary).toMatchObject({ ...figuresOf(rows), days: 1, activeAccounts: 1 });
    expect(report.daily).toEqual([expect.objectContaining({ date: today, ...figuresOf(rows) })]);
    const mini = rows.filter(({ model }) => model === 'gpt-5.4-mini');
    expect(report.byModel).toContainEqual(expect.objectContaining({ value: 'gpt-5.4-mini', ...figuresOf(mini) }));
    expect(report.byAccount.map(({ value }) => value)).toEqual([stage.summary('acc-a').accountId]);
    expect(report.byKey).toEqual([expect.objectContaining({ value: null, requests: 5 })]);
    expect(report.byClient.map(({ value }) => value)).toContain('codex_exec');
    const narrowed = reportSchema.parse((await stage.call(path('&model=gpt-5.4-mini&model=none'))).json);
    expect(narrowed.summary).toMatchObject(figuresOf(mini));
    const nothing = reportSchema.parse((await stage.call(path('&apiKeyId=nobody'))).json);
    expect(nothing.summary.requests).toBe(0);
  });

  it('refuses what is no period or no time zone', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const query of [
      '',
      '?start=2026-01-02&end=2026-01-01',
      '?start=2024-01-01&end=2026-01-01',
      '?start=2019-12-31&end=2020-01-01',
      '?start=2026-02-30&end=2026-03-01',
      '?start=2026-01-01&end=2026-01-02&timezone=Middle/Earth',
      '?start=2026-01-01&end=2026-01-02&surprise=1',
    ]) {
      const answer = await stage.call(`/api/reports${query}`);
      expect([query, answer.status, errorOf(answer).code]).toEqual([query, 422, 'validation_error']);
    }
  });

  it('is a CSV of each of its tables, in which a client cannot hide a formula', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const csv = (table: string, more = '') =>
      stage.call(`/api/reports.csv?start=${today}&end=${today}&table=${table}${more}`);
    const daily = await csv('daily');
    expect(daily.headers['content-type']).toContain('text/csv');
    expect(daily.headers['content-disposition']).toBe(`attachment; filename="evenkeel-daily-${today}-${today}.csv"`);
    expect(daily.text.split('\r\n')[0]).toMatch(/^date,requests,errors,cancelled,inputTokens/);
    expect(daily.text.split('\r\n')[1]).toMatch(new RegExp(`^${today},5,1,0,`));
    expect((await csv('client')).text).not.toMatch(/^=|,=/m);
    expect((await csv('model')).text).toContain('\r\ngpt-5.4-mini,1,0,0,1000,400,50,');
    expect((await csv('key', '&bom=1')).bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect((await csv('nothing')).status).toBe(422);
  });
});

describe('GET /api/request-logs with filters', () => {
  it('by any of several values, by time and by text', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const ids = async (query: string) => (await stage.requestLog(query)).map(({ id }) => id);
    expect(await ids('?model=gpt-5.4-mini')).toEqual([2]);
    expect(await ids('?model=gpt-5.4-mini&model=gpt-5.5')).toEqual([5, 4, 3, 2, 1]);
    expect(await ids('?client=codex_exec')).toEqual([1]);
    expect(await ids('?sourceId=')).toEqual([5, 4, 3, 2, 1]);
    expect(await ids('?status=error&status=cancelled')).toEqual([4]);
    const [failed] = await stage.requestLog('?status=error');
    expect(await ids(`?errorCode=${failed?.errorCode ?? ''}`)).toEqual([4]);
    expect(await ids('?text=FIRST-of')).toEqual([1]);
    expect(await ids('?text=walk-2')).toEqual([4, 3]);
    expect(await ids('?text=100%25')).toEqual([]);
    const [last] = await stage.requestLog('?limit=1');
    const time = encodeURIComponent(last?.requestedAt ?? '');
    expect(await ids(`?since=${time}`)).toContain(5);
    expect(await ids(`?until=${time}`)).not.toContain(5);
    expect(await ids('?since=2000-01-01T00:00:00Z&until=2001-01-01T00:00:00Z')).toEqual([]);
    const page = requestLogPageSchema.parse((await stage.call('/api/request-logs?text=nothing')).json);
    expect(page).toEqual({ requests: [], hasMore: false, nextCursor: null, scannedThrough: null });
    for (const query of ['?since=yesterday', '?text=', '?status=error&status=nope'])
      expect([query, (await stage.call(`/api/request-logs${query}`)).status]).toEqual([query, 422]);
  });

  it('offers what there is to filter by', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const options = requestLogOptionsSchema.parse((await stage.call('/api/request-logs/options')).json);
    expect(options).toMatchObject({
      accountIds: [stage.summary('acc-a').accountId],
      models: ['gpt-5.4-mini', 'gpt-5.5'],
      apiKeys: [],
      sourceIds: [],
      statuses: ['success', 'error', 'cancelled'],
    });
    expect(options.clients).toContain('codex_exec');
    expect(options.errorCodes).toHaveLength(1);
  });
});

describe('GET /api/request-logs/export', () => {
  it('is every entry that fits, as JSON and as CSV, and says how many there can be', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await talk(stage);
    const rows = await stage.requestLog();
    const json = await stage.call('/api/request-logs/export?format=json');
    expect(json.headers['x-evenkeel-export-limit']).toBe(String(exportLimit));
    expect(json.headers['content-disposition']).toMatch(/^attachment; filename="evenkeel-requests-[\dT-]+\.json"$/);
    const { requests, truncated } = json.json as { requests: unknown[]; truncated: boolean };
    expect(requests.map((entry) => requestLogEntrySchema.parse(entry))).toEqual(rows);
    expect(truncated).toBe(false);
    const csv = await stage.call('/api/request-logs/export?format=csv&status=success');
    const lines = csv.text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^id,requestedAt,requestId,/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['5', '3', '2', '1']);
    // A user agent is whatever a client says.
    expect(csv.text).toContain(`"'=HYPERLINK(""http://example.test"")/1"`);
    const none = await stage.call('/api/request-logs/export?format=json&text=nothing');
    expect(none.json).toEqual({ requests: [], truncated: false });
    for (const query of ['', '?format=xml', '?format=csv&limit=5'])
      expect([query, (await stage.call(`/api/request-logs/export${query}`)).status]).toEqual([query, 422]);
  });

  it('goes on over chunks', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await Promise.all(Array.from({ length: 260 }, () => stage.turn()));
    const { json } = await stage.call('/api/request-logs/export?format=json');
    const { requests } = json as { requests: { id: number }[] };
    expect(requests.map(({ id }) => id)).toEqual(Array.from({ length: 260 }, (_, index) => 260 - index));
    const csv = await stage.call('/api/request-logs/export?format=csv');
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(261);
  });
});
