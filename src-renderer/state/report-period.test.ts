import { describe, expect, it } from 'vitest';

import { dateAfter, dateIn, daysIn, isDate, periodOf, periodProblem, presets } from './report-period.ts';

describe('the day of a moment (reports: timezone)', () => {
  it.each([
    // Berlin: an hour is left out on 29 March 2026 and comes twice on 25 October.
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['America/Los_Angeles', '2026-01-01T07:59:59Z', '2025-12-31'],
    ['Pacific/Kiritimati', '2025-12-31T10:00:00Z', '2026-01-01'],
    ['Asia/Kathmandu', '2026-06-30T18:15:00Z', '2026-07-01'],
    ['UTC', '2026-07-01T00:00:00Z', '2026-07-01'],
  ])('%s at %s is %s', (zone, at, date) => expect(dateIn(zone, Date.parse(at))).toBe(date));
});

describe('presets', () => {
  it.each([
    ['today', '2026-03-29', '2026-03-29', '2026-03-29', 1],
    ['7d', '2026-03-30', '2026-03-24', '2026-03-30', 7],
    ['30d', '2026-03-01', '2026-01-31', '2026-03-01', 30],
    ['month', '2026-03-29', '2026-03-01', '2026-03-29', 29],
    ['month', '2026-03-01', '2026-03-01', '2026-03-01', 1],
    ['last-month', '2026-03-31', '2026-02-01', '2026-02-28', 28],
    ['last-month', '2028-03-31', '2028-02-01', '2028-02-29', 29],
    ['last-month', '2026-01-15', '2025-12-01', '2025-12-31', 31],
  ] as const)('%s on %s is %s to %s', (preset, today, start, end, days) => {
    expect(periodOf(preset, today)).toEqual({ start, end });
    expect(daysIn({ start, end })).toBe(days);
  });

  it('all of them are periods that the engine takes, on every day of two years', () => {
    const refused: string[] = [];
    for (let today = '2027-01-01'; today < '2029-01-01'; today = dateAfter(today, 1)) {
      for (const preset of presets) {
        if (preset !== 'custom' && periodProblem(periodOf(preset, today)) !== null) refused.push(`${preset} ${today}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

describe('dates of one’s own', () => {
  it.each([
    ['2026-01-01', '2026-01-01', null],
    ['2026-01-02', '2026-01-01', 'order'],
    ['', '2026-01-01', 'incomplete'],
    ['2026-02-30', '2026-03-01', 'incomplete'],
    ['2019-12-31', '2020-01-01', 'early'],
    ['2024-01-01', '2024-12-31', null],
    ['2024-01-01', '2025-01-01', 'long'],
  ])('%s to %s: %s', (start, end, problem) => expect(periodProblem({ start, end })).toBe(problem));

  it('knows a date when it sees one', () => {
    expect(['2026-01-31', '2026-13-01', '2026-02-29', '26-01-01', ''].map(isDate)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
