import { describe, expect, it } from 'vitest';

import type { Report, ReportQuery } from '#contract/reports.ts';

import { ReportBoard } from './report-board.svelte.ts';
import { queryOfView, searchOfView, viewOfSearch, withFilter } from './report-view.ts';

const nowMs = Date.parse('2026-03-29T22:30:00Z');
const here = { timeZone: 'Europe/Berlin', nowMs };
const viewOf = (search: string) => viewOfSearch(new URLSearchParams(search), here);

function board(answer: (query: ReportQuery) => Promise<Report>, search = '') {
  const asked: ReportQuery[] = [];
  const kept: string[] = [];
  const options = {
    accountIds: [],
    models: [],
    apiKeys: [],
    clients: [],
    sourceIds: [],
    statuses: [],
    errorCodes: [],
  };
  const made = new ReportBoard({
    api: {
      report: (query) => {
        asked.push(query);
        return answer(query);
      },
      requestLogOptions: () => Promise.resolve(options),
    },
    nowMs: () => nowMs,
    timeZone: here.timeZone,
    search,
    keep: (text) => kept.push(text),
  });
  return { made, asked, kept };
}

const reportOf = ({ start, end, timezone }: ReportQuery) => ({ start, end, timezone }) as Report;

describe('a report in the address', () => {
  it('of nothing is the last seven days here', () => {
    expect(queryOfView(viewOf(''), nowMs)).toEqual({
      start: '2026-03-24',
      end: '2026-03-30',
      timezone: 'Europe/Berlin',
    });
    expect(searchOfView(viewOf(''), here.timeZone).toString()).toBe('');
  });

  it.each([
    'period=today',
    'period=custom&start=2026-01-01&end=2026-01-31',
    'period=last-month&timezone=UTC&account=a1&key=&model=gpt-5.5&client=codex%2F1&source=s',
  ])('%s comes back as it was', (search) =>
    expect(searchOfView(viewOf(search), here.timeZone).toString()).toBe(search),
  );

  it('the day depends on the time zone', () => {
    const ends = ['Europe/Berlin', 'UTC', 'America/New_York'].map(
      (zone) => queryOfView(viewOf(`period=today&timezone=${zone}`), nowMs).end,
    );
    expect(ends).toEqual(['2026-03-30', '2026-03-29', '2026-03-29']);
  });

  it.each(['period=decade', 'timezone=Middle/Earth', 'period=custom', 'period=custom&start=x&end=2026-02-30'])(
    'what makes no sense (%s) is left out',
    (search) => expect(queryOfView(viewOf(search), nowMs)).toEqual(queryOfView(viewOf(''), nowMs)),
  );

  it('two dates alone are dates of one’s own', () =>
    expect(viewOf('start=2026-01-01&end=2026-01-02').preset).toBe('custom'));

  it('a filter may be for requests without one, and goes away again', () => {
    const without = withFilter(viewOf(''), 'key', '');
    expect(queryOfView(without, nowMs)).toMatchObject({ apiKeyId: [''] });
    expect(withFilter(without, 'key', null).filters).toEqual({});
  });
});

describe('the board', () => {
  it('keeps each view in the address, and asks for it', async () => {
    const { made, asked, kept } = board((query) => Promise.resolve(reportOf(query)));
    await made.load();
    await made.change({ ...made.view, preset: 'today' });
    await made.change(withFilter({ ...made.view, preset: '7d' }, 'model', 'gpt-5.5'));
    expect(kept).toEqual(['?period=today', '?model=gpt-5.5']);
    expect(asked.map(({ start, model }) => [start, model])).toEqual([
      ['2026-03-24', undefined],
      ['2026-03-30', undefined],
      ['2026-03-24', ['gpt-5.5']],
    ]);
    await made.follow('?period=today');
    expect([made.report?.start, kept.length]).toEqual(['2026-03-30', 2]);
  });

  it('asks nothing for dates that make no period, and keeps no such address', async () => {
    const { made, asked, kept } = board((query) => Promise.resolve(reportOf(query)));
    await made.change({ ...made.view, preset: 'custom', custom: { start: '2026-02-01', end: '2026-01-01' } });
    expect([made.problem, asked, kept, made.isLoading]).toEqual(['order', [], [], false]);
    await made.change({ ...made.view, custom: { start: '2026-01-01', end: '2026-02-01' } });
    expect([made.problem, asked.length, kept.length]).toEqual([null, 1, 1]);
  });

  it('the answer to a view that is left does not replace the one that came after', async () => {
    const answers: (() => void)[] = [];
    const { made } = board((query) => new Promise((resolve) => answers.push(() => resolve(reportOf(query)))));
    const first = made.change({ ...made.view, preset: 'today' });
    const second = made.change({ ...made.view, preset: 'last-month' });
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect([made.report?.start, made.isLoading]).toEqual(['2026-02-01', false]);
  });

  it('a refusal keeps the report that is shown, and the next try takes it away', async () => {
    let broken = false;
    const { made } = board((query) => (broken ? Promise.reject(new Error('no')) : Promise.resolve(reportOf(query))));
    await made.load();
    broken = true;
    await made.load();
    expect([made.error, made.report === null, made.isLoading]).toEqual([new Error('no'), false, false]);
    broken = false;
    await made.load();
    expect(made.error).toBeNull();
  });

  it('knows whether today is in it', async () => {
    const { made } = board((query) => Promise.resolve(reportOf(query)));
    await made.load();
    expect(made.isRunning).toBe(true);
    await made.change({ ...made.view, preset: 'last-month' });
    expect(made.isRunning).toBe(false);
  });
});
