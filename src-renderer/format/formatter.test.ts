import { describe, expect, it } from 'vitest';

import { createFormatter } from './formatter.ts';

const format = createFormatter({ locale: 'en-GB', timeZone: 'Europe/Berlin', hourCycle: 'h23' });
const now = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;

describe('moment', () => {
  it.each([
    ['2026-11-21T13:10:00Z', '14:10'],
    ['2026-11-21T23:30:00Z', 'Sun 00:30'],
    ['2026-11-25T13:10:00Z', 'Wed 14:10'],
    ['2026-12-05T13:10:00Z', '5 Dec 14:10'],
    ['2026-11-18T13:10:00Z', '18 Nov 14:10'],
  ])('%s reads %s', (at, text) => expect(format.moment(Date.parse(at), now)).toBe(text));

  it('keeps the clock of the reader', () => {
    const american = createFormatter({ locale: 'en-US', timeZone: 'Europe/Berlin', hourCycle: 'h12' });
    expect(american.moment(Date.parse('2026-11-21T13:10:00Z'), now)).toMatch(/^02:10\sPM$/);
  });
});

describe('countdown', () => {
  it.each([
    [-5, '0:00'],
    [1999, '0:01'],
    [65_000, '1:05'],
    [15 * minute, '15:00'],
  ])('%i ms reads %s', (ms, text) => expect(format.countdown(ms)).toBe(text));
});

describe('span', () => {
  it.each([
    [0, '1m'],
    [59_000, '1m'],
    [60_001, '2m'],
    [60 * minute, '1h'],
    [130 * minute, '2h 10m'],
    [1440 * minute, '1d'],
    [(3 * 1440 + 4 * 60 + 59) * minute, '3d 4h'],
  ])('%i ms reads %s', (ms, text) => expect(format.span(ms)).toBe(text));
});

describe('latency', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [3_249, '3.2s'],
    [59_999, '59.9s'],
    [60_000, '1m'],
    [125_000, '2m 5s'],
  ])('%i ms reads %s', (ms, text) => expect(format.latency(ms).replace('\u00a0', ' ')).toBe(text));
});

describe('percent', () => {
  it.each([
    [0, '0'],
    [0.2, '1'],
    [61.6, '62'],
    [99.9, '99'],
    [100, '100'],
  ])('%d reads %s: something left is never "0%", something used never "100%"', (value, text) =>
    expect(format.percent(value)).toBe(`${text}%`),
  );
});

it('counts are exact in detail and short in columns', () => {
  expect(format.count(12_345)).toBe('12,345');
  expect(format.compact(12_345)).toBe('12.3k');
  expect(format.timeOfDay(Date.parse('2026-11-21T13:10:07Z'), now)).toBe('14:10:07');
});

it('says how long ago something was, and never that it is still to come', () => {
  const formatter = createFormatter({ locale: 'en-GB', timeZone: 'UTC' });
  const at = Date.parse('2026-11-21T12:00:00Z');
  expect(formatter.ago(at, at + 2 * 86_400_000)).toBe('2 days ago');
  expect(formatter.ago(at, at + 86_400_000)).toBe('yesterday');
  expect(formatter.ago(at, at + 3 * 3_600_000)).toBe('3 hours ago');
  expect(formatter.ago(at, at - 5000)).toBe('this minute');
});

it('an amount of money is never rounded down to nothing', () => {
  expect([0, 0.00001, 0.0123, 0.5, 1, 12.345, 1234.5].map((value) => format.dollars(value))).toEqual([
    '$0.00',
    '<$0.0001',
    '$0.0123',
    '$0.50',
    '$1.00',
    '$12.35',
    '$1,234.50',
  ]);
});

it('a day is named as the calendar of the reader has it', () => {
  expect(format.day(Date.parse('2026-11-20T23:30:00Z'))).toBe('Sat 21 Nov');
});

it('a small share keeps a digit, so that a few errors of many are not none', () => {
  expect([0, 0.42, 9.96, 42.4, 100].map((value) => format.share(value))).toEqual(
    ['0', '0.4', '10', '42', '100'].map((text) => `${text}%`),
  );
  expect(format.decimal(1.25)).toBe('1.3');
});

it('a percentage is written as its language has it', () => {
  const written = ['en-GB', 'de', 'zh-CN'].map((locale) => createFormatter({ locale, timeZone: 'UTC' }));
  expect(written.map((each) => each.percent(62).replaceAll(/\s/g, ' '))).toEqual(['62%', '62 %', '62%']);
  expect(written.map((each) => each.share(0.42).replaceAll(/\s/g, ' '))).toEqual(['0.4%', '0,4 %', '0.4%']);
});
