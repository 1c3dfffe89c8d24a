import { describe, expect, it } from 'vitest';

import type { Report } from '#contract/reports.ts';

import { AccountWeek, lastDays } from './account-week.svelte.ts';
import { sampleReportRow } from './sample-history.ts';

describe('lastDays', () => {
  it('is today and six days before it, by the clock of the reader', () => {
    const late = Date.parse('2026-03-01T23:30:00.000Z');
    expect(lastDays(late, 'UTC')).toEqual({ start: '2026-02-23', end: '2026-03-01', timezone: 'UTC' });
    expect(lastDays(late, 'Europe/Berlin')).toMatchObject({ start: '2026-02-24', end: '2026-03-02' });
  });
  it('is not thrown off by a day of 23 hours', () =>
    expect(lastDays(Date.parse('2026-03-30T00:30:00.000Z'), 'Europe/Berlin')).toMatchObject({
      start: '2026-03-24',
      end: '2026-03-30',
    }));
});

describe('AccountWeek', () => {
  it('sorts the rows to their accounts, and keeps them when the next question fails', async () => {
    const report = { byAccount: [sampleReportRow('a1', { requests: 3 }), sampleReportRow(null)] } as unknown as Report;
    const answers = [Promise.resolve(report), Promise.reject(new Error('away'))];
    const week = new AccountWeek({ report: () => answers.shift() ?? Promise.reject(new Error('no more')) }, () =>
      lastDays(0, 'UTC'),
    );
    expect(week.rows).toBeNull();
    await week.refresh();
    await week.refresh();
    expect([...(week.rows ?? [])].map(([id, { requests }]) => [id, requests])).toEqual([['a1', 3]]);
    expect(week.error).toEqual(new Error('away'));
  });
});
