import { describe, expect, it } from 'vitest';

import type { PoolForecast } from '#contract/forecast.ts';

import { createFormatter } from '../../format/formatter.ts';
import { sampleForecast } from '../../state/sample-balancing.ts';
import { forecastSentence, forecastWords } from './forecast-sentence.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
const format = createFormatter({ locale: 'en-GB', timeZone: 'UTC', hourCycle: 'h23' });
const reader = { format, nowMs, nameOf: (id: string) => `${id}@example.com` };
/** Without the unbreakable space before the percent sign. */
function say(parts: Partial<PoolForecast>): string | null {
  const words = forecastWords(sampleForecast(parts), reader);
  return words && forecastSentence(words).replaceAll('\u00a0', ' ');
}

describe('the forecast in words', () => {
  it('a pool that runs dry says when, and who is spent first', () => {
    expect(
      say({
        status: 'runs_out',
        remainingPercent: 62,
        burnPercentPerHour: 3,
        runsOutAt: '2026-11-26T14:10:00.000Z',
        nextSpentAccountId: 'ada',
        nextSpentAt: '2026-11-24T15:00:00.000Z',
      }),
    ).toBe('62% left · at this pace it runs dry Thu 14:10 · next to be spent: ada@example.com, 15:00');
  });

  it('a pool that lasts says so only when its pace was measured', () => {
    expect(say({ status: 'lasts', remainingPercent: 80, burnPercentPerHour: 1 })).toBe(
      '80% left · at this pace it lasts until the reset',
    );
    expect(say({ status: 'lasts', remainingPercent: 80 })).toBe('80% left · too early to tell the pace');
  });

  it('a dry pool says when it is back, where anybody has said', () => {
    expect(say({ status: 'dry', remainingPercent: 0, backAt: '2026-11-24T15:30:00.000Z' })).toBe('Dry · back at 15:30');
    expect(say({ status: 'dry', remainingPercent: 0 })).toBe('Dry · nobody has said until when');
  });

  it('never invents a figure', () => {
    expect(say({ status: 'unknown', unknownAccounts: 2 })).toBe('Nobody has told us yet how much is left');
    expect(forecastWords(sampleForecast({ status: 'no_accounts' }), reader)).toBeNull();
    expect(say({ status: 'lasts', remainingPercent: 50, burnPercentPerHour: 0, unknownAccounts: 1 })).toContain(
      'nothing is known of 1 account',
    );
  });
});
