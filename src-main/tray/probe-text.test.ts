import { expect, it } from 'vitest';

import type { AccountProbe } from '../../src-proxy/contract/account-actions.ts';
import { createSpeech } from '../i18n/speech.ts';
import { probeText } from './probe-text.ts';

const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const probe: AccountProbe = {
  status: 'probed',
  accountId: 'a',
  probeStatusCode: 200,
  primaryUsedPercentBefore: 41,
  primaryUsedPercentAfter: 41,
  secondaryUsedPercentBefore: null,
  secondaryUsedPercentAfter: null,
  accountStatusBefore: 'active',
  accountStatusAfter: 'active',
};
const lengths = { windowMinutesPrimary: 300, windowMinutesSecondary: 10_080 };

it.each<[string, Partial<AccountProbe>, string]>([
  ['an answer', {}, 'answered, 5h 41% → 41% used'],
  [
    'both windows, rounded to what is surely used',
    { primaryUsedPercentAfter: 41.2, secondaryUsedPercentBefore: 3, secondaryUsedPercentAfter: 4 },
    'answered, 5h 41% → 42% used, Week 3% → 4% used',
  ],
  ['figures that were not known before', { primaryUsedPercentBefore: null }, 'answered, 5h 41% used'],
  [
    'a refusal that changed the state',
    { probeStatusCode: 429, primaryUsedPercentAfter: 100, accountStatusAfter: 'rate_limited' },
    'refused with HTTP 429, 5h 41% → 100% used, now rate limited',
  ],
  ['no answer at all', { probeStatusCode: null, primaryUsedPercentAfter: null }, 'no answer'],
])('tells %s in a line', (_name, change, text) => {
  expect(probeText({ ...probe, ...change }, lengths, speech)).toBe(text);
});
