import { expect, it } from 'vitest';

import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import { createSpeech } from '../i18n/speech.ts';
import { forecastLine } from './forecast-line.ts';

const nowMs = Date.parse('2026-11-02T09:00:00Z');
const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const forecast = (change: Partial<PoolForecast>): PoolForecast => ({
  computedAt: '2026-11-02T09:00:00.000Z',
  status: 'lasts',
  remainingPercent: 60.9,
  bindingWindow: 'primary',
  burnPercentPerHour: null,
  runsOutAt: null,
  backAt: null,
  nextSpentAccountId: null,
  nextSpentAt: null,
  unknownAccounts: 0,
  windows: [],
  ...change,
});
const accounts = [
  { accountId: 'a', displayName: 'Work' },
  { accountId: 'b', displayName: 'Home' },
];
const runsOut = { status: 'runs_out', runsOutAt: '2026-11-02T11:00:00.000Z', nextSpentAccountId: 'b' } as const;

it.each([
  ['what is left', {}, '60% of the pool left'],
  ['when it runs dry, and who first', runsOut, '60% of the pool left · at this pace dry in 2h · Home first'],
  ['an account that is gone', { ...runsOut, nextSpentAccountId: 'x' }, '60% of the pool left · at this pace dry in 2h'],
  ['dry', { status: 'dry', backAt: '2026-11-02T09:30:00.000Z' }, 'Nothing left · back in 30m'],
  ['dry for nobody knows how long', { status: 'dry' }, 'Nothing left'],
  ['unknown', { status: 'unknown', remainingPercent: null }, null],
  ['nobody in service', { status: 'no_accounts', remainingPercent: null }, null],
] as const)('says %s', (_title, change, expected) => {
  expect(forecastLine(forecast(change), accounts, speech, nowMs)).toBe(expected);
});

it('does not name the only account there is', () => {
  expect(forecastLine(forecast({ ...runsOut, nextSpentAccountId: 'a' }), accounts.slice(0, 1), speech, nowMs)).toBe(
    '60% of the pool left · at this pace dry in 2h',
  );
});
