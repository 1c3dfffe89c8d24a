import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { HistoryFigures } from '../contract/history-figures.ts';
import { overviewStatsSchema } from '../contract/overview-stats.ts';
import { overviewBuckets } from '../contract/overview-timeframes.ts';
import { reportSchema, type ReportQuery } from '../contract/reports.ts';
import { ACTIVE_CONVERSATIONS_SQL, createOverviewHistory, TOP_ERROR_SQL } from './overview-history.ts';
import { createReportHistory } from './report-history.ts';
import { rolledLog, someEntry } from './rolled-log.fixture.ts';
import { countedKinds } from './rollup-figures.ts';
import { FIRST_DAY_SQL, PLAIN_SUM_SQL, SUM_OF_MANY_SQL, SUM_SQL } from './rollup-reader.ts';
import type { NewRequestLogEntry } from './store.ts';

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** What the raw rows add up to. */
function figuresOf(entries: readonly NewRequestLogEntry[]): HistoryFigures {
  const told = entries.filter(({ reasoningTokens }) => reasoningTokens !== null);
  return {
    requests: entries.length,
    errors: entries.filter(({ status }) => status === 'error').length,
    cancelled: entries.filter(({ status }) => status === 'cancelled').length,
    inputTokens: sum(entries.map((entry) => entry.inputTokens)),
    cachedInputTokens: sum(entries.map((entry) => entry.cachedInputTokens)),
    outputTokens: sum(entries.map((entry) => entry.outputTokens)),
    reasoningTokens: told.length === 0 ? null : sum(told.map((entry) => entry.reasoningTokens)),
    tokens: sum(entries.map((entry) => entry.tokens)),
    costMicroUsd: sum(entries.map((entry) => entry.costMicroUsd)),
    unpriced: entries.filter(({ costMicroUsd, tokens }) => costMicroUsd === null && tokens !== null).length,
  };
}

const dateIn = (timeZone: string, at: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    Date.parse(at),
  );
const anyOf = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', ''), { minLength: 1 }), { nil: undefined });
const query = fc
  .record({
    start: fc.integer({ min: 25, max: 31 }).map((day) => `2026-03-${day}`),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'),
    accountId: anyOf,
    model: anyOf,
    sourceId: anyOf,
  })
  .map((all) => Object.fromEntries(Object.entries({ end: '2026-04-02', ...all }).filter(([, value]) => value)))
  .map((all) => all as unknown as ReportQuery);

const byRequests = (rows: readonly { value: string | null }[]) =>
  rows.toSorted((one, other) => (one.value ?? '').localeCompare(other.value ?? ''));

describe('a report', () => {
  it('says what the rows add up to, by day of the zone and by every dimension, whatever is filtered', () => {
    fc.assert(
      fc.property(fc.array(someEntry, { maxLength: 40 }), query, (entries, asked) => {
        const log = rolledLog();
        log.append(entries);
        const report = reportSchema.parse(createReportHistory(log.reader)(asked));
        const inZone = (entry: NewRequestLogEntry): string => dateIn(asked.timezone, entry.requestedAt);
        const fits = entries.filter(
          (entry) =>
            countedKinds.has(entry.requestKind) &&
            (asked.accountId?.includes(entry.accountId ?? '') ?? true) &&
            (asked.model?.includes(entry.model ?? '') ?? true) &&
            (asked.sourceId?.includes(entry.sourceId ?? '') ?? true),
        );
        const own = fits.filter((entry) => inZone(entry) >= asked.start && inZone(entry) <= asked.end);
        expect(report.summary).toMatchObject(figuresOf(own));
        for (const day of report.daily)
          expect(day).toMatchObject(figuresOf(own.filter((entry) => inZone(entry) === day.date)));
        expect([report.daily[0]?.date, report.daily.at(-1)?.date]).toEqual([asked.start, asked.end]);
        const { start, end, previous } = report.comparison;
        expect(previous).toMatchObject(
          figuresOf(fits.filter((entry) => inZone(entry) >= start && inZone(entry) <= end)),
        );
        for (const [rows, of] of [
          [report.byModel, (entry: NewRequestLogEntry) => entry.model],
          [report.byAccount, (entry: NewRequestLogEntry) => entry.accountId],
          [report.byKey, (entry: NewRequestLogEntry) => entry.apiKeyId],
          [report.byClient, (entry: NewRequestLogEntry) => entry.client],
          [report.bySource, (entry: NewRequestLogEntry) => entry.sourceId],
        ] as const) {
          const values = [...new Set(own.map(of))];
          expect(byRequests(rows)).toEqual(
            byRequests(values.map((value) => ({ value, ...figuresOf(own.filter((entry) => of(entry) === value)) }))),
          );
        }
        log.db.close();
      }),
      { numRuns: 100 },
    );
  });

  it('tells the median of the first events to within their bin, the speed and the waiting', () => {
    const log = rolledLog();
    const [entry] = fc.sample(someEntry, 1);
    if (entry === undefined) throw new Error('No sample.');
    const timed = (latencyFirstEventMs: number) => ({
      ...entry,
      requestKind: 'responses',
      requestedAt: '2026-03-28T10:00:00.000Z',
      status: 'success' as const,
      latencyFirstEventMs,
      latencyMs: latencyFirstEventMs + 2000,
      outputTokens: 100,
      latencyQueueMs: 30,
    });
    log.append([timed(300), timed(600), timed(900), timed(5000)]);
    const { summary, daily } = createReportHistory(log.reader)({
      start: '2026-03-28',
      end: '2026-03-29',
      timezone: 'UTC',
    });
    expect(summary).toMatchObject({ averageQueueMs: 30, tokensPerSecond: 50, days: 2 });
    expect(summary.medianFirstEventMs).toBeGreaterThanOrEqual(500);
    expect(summary.medianFirstEventMs).toBeLessThanOrEqual(1000);
    expect(daily[1]).toMatchObject({ medianFirstEventMs: null, averageQueueMs: null, tokensPerSecond: null });
    log.db.close();
  });
});

describe('the overview (5.4)', () => {
  const nowMs = Date.parse('2026-03-31T13:37:11.000Z');

  it.each(['1d', '7d', '30d'] as const)('%s: buckets and the stretch before say what the rows do', (timeframe) => {
    fc.assert(
      fc.property(fc.array(someEntry, { maxLength: 60 }), (entries) => {
        const log = rolledLog();
        log.append(entries);
        const counted = entries.filter(({ requestKind }) => countedKinds.has(requestKind));
        const between = (fromMs: number, toMs: number) =>
          counted.filter(({ requestedAt }) => Date.parse(requestedAt) >= fromMs && Date.parse(requestedAt) < toMs);
        const stats = overviewStatsSchema.parse(createOverviewHistory(log.db, log.reader)({ timeframe, nowMs }));
        const { count, lengthMs } = overviewBuckets[timeframe];
        expect([stats.buckets.length, stats.bucketSeconds]).toEqual([count, lengthMs / 1000]);
        const sinceMs = Date.parse(stats.since);
        expect(nowMs - sinceMs).toBeGreaterThan((count - 1) * lengthMs);
        expect(nowMs - sinceMs).toBeLessThanOrEqual(count * lengthMs);
        stats.buckets.forEach(({ t, ...figures }, index) => {
          expect(Date.parse(t)).toBe(sinceMs + index * lengthMs);
          expect(figures).toEqual(figuresOf(between(Date.parse(t), Date.parse(t) + lengthMs)));
        });
        const windowMs = count * lengthMs;
        expect(stats.totals).toEqual(figuresOf(between(sinceMs, sinceMs + windowMs)));
        expect(stats.previous).toEqual(
          figuresOf(between(sinceMs - windowMs, Date.parse('2026-03-31T13:45:00Z') - windowMs)),
        );
        const first = counted.map(({ requestedAt }) => requestedAt.slice(0, 10)).toSorted()[0];
        expect(stats.comparison.canCompare).toBe(first !== undefined && Date.parse(first) <= sinceMs - windowMs);
        log.db.close();
      }),
      { numRuns: 40 },
    );
  });

  it('names the error that most failures had, and counts the conversations that are going on', () => {
    const log = rolledLog();
    const [entry] = fc.sample(someEntry, 1);
    if (entry === undefined) throw new Error('No sample.');
    const failed = (errorCode: string, conversationId: string | null, requestedAt = '2026-03-31T12:00:00.000Z') => ({
      ...entry,
      requestKind: 'responses',
      status: 'error' as const,
      errorCode,
      conversationId,
      requestedAt,
    });
    log.append([
      failed('one', 'c1'),
      failed('two', 'c2'),
      failed('two', 'c1'),
      failed('one', 'old', '2026-01-01T00:00:00.000Z'),
    ]);
    const stats = createOverviewHistory(log.db, log.reader)({ timeframe: '1d', nowMs });
    expect(stats).toMatchObject({ topError: { code: 'two', count: 2 }, activeConversations: 2 });
    const idle = createOverviewHistory(log.db, log.reader)({ timeframe: '1d', nowMs: nowMs + 10 * 86_400_000 });
    expect(idle).toMatchObject({ topError: null, activeConversations: 0 });
    log.db.close();
  });
});

describe('no query walks a table', () => {
  const { db } = rolledLog();
  it.each([
    [
      'sums of a group',
      SUM_SQL,
      'SEARCH rollups USING PRIMARY KEY (group_id=? AND grain_min=? AND start_ms>? AND start_ms<?)',
    ],
    [
      'sums of several',
      SUM_OF_MANY_SQL,
      'SEARCH rollups USING PRIMARY KEY (group_id=? AND grain_min=? AND start_ms>? AND',
    ],
    ['plain sums', PLAIN_SUM_SQL, 'SEARCH rollups USING PRIMARY KEY (group_id=? AND grain_min=? AND start_ms>?'],
    ['the first day', FIRST_DAY_SQL, 'SEARCH rollups USING PRIMARY KEY (group_id=? AND grain_min=?)'],
    ['the top error', TOP_ERROR_SQL, 'SEARCH error_rollups USING PRIMARY KEY (start_ms>?)'],
    ['conversations', ACTIVE_CONVERSATIONS_SQL, 'SEARCH conversations USING COVERING INDEX conversations_by_last_time'],
  ])('%s', (_name, sql, expected) => {
    const plan = db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from(sql.matchAll(/\?/g), () => 1))
      .map(({ detail }) => detail)
      .join('; ');
    expect(plan).toContain(expected);
    expect(plan).not.toMatch(/SCAN (rollups|error_rollups|conversations)/);
  });
});
