import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dateAfter, zoneDays } from './zone-days.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'America/Scoresbysund',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
const dates = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** As the zone's own clocks say it: an implementation that shares nothing with ours. */
const dateIn = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);

describe('days of a time zone', () => {
  it('follow each other, begin at quarters of an hour, and hold the moments that its clocks give their date', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), dates, fc.integer({ min: 1, max: 60 }), (zone, start, count) => {
        const days = zoneDays(zone, start, count);
        expect(days.map(({ date }) => date)).toEqual(
          Array.from({ length: count }, (_, index) => dateAfter(start, index)),
        );
        days.forEach(({ date, fromMs, toMs }, index) => {
          expect([fromMs % 900_000, toMs % 900_000]).toEqual([0, 0]);
          if (index > 0) expect(fromMs).toBe(days[index - 1]?.toMs);
          expect(dateIn(zone, fromMs)).toBe(date);
          expect(dateIn(zone, toMs - 1)).toBe(date);
          expect(dateIn(zone, fromMs - 1) < date).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    // Midnight itself is left out.
    ['Asia/Beirut', '2025-03-30', 23],
    ['Africa/Cairo', '2025-04-25', 23],
    ['Asia/Kolkata', '2026-03-29', 24],
  ])('%s %s has %d hours', (zone, date, hours) => {
    const [day] = zoneDays(zone, date, 1);
    expect(((day?.toMs ?? 0) - (day?.fromMs ?? 0)) / 3_600_000).toBe(hours);
  });
});
