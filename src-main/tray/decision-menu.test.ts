import { expect, it } from 'vitest';

import type { AttemptRecord } from '../../src-proxy/contract/request-log.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { decisionMenu } from './decision-menu.ts';
import { allLines } from './tray-item.ts';

const accounts = [
  sampleAccount({ accountId: 'a', displayName: 'Work' }),
  sampleAccount({ accountId: 'b', displayName: 'Home' }),
];
const nowMs = Date.parse('2026-11-02T09:00:00Z');
const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const attempt = (accountId: string, change: Partial<AttemptRecord> = {}): AttemptRecord => ({
  accountId,
  outcome: 'answered',
  statusCode: 200,
  errorCode: null,
  rawError: null,
  latencyMs: 5,
  decision: {
    strategy: 'usage_weighted',
    accountId,
    reason: 'most left',
    candidates: [
      { accountId, verdict: 'chosen', code: 'chosen', detail: 'most left' },
      { accountId: 'gone', verdict: 'ineligible', code: 'paused', detail: 'paused' },
      { accountId: 'b', verdict: 'lost', code: 'less_left', detail: '3% less left' },
    ],
  },
  ...change,
});
const linesOf = (request: Parameters<typeof sampleRequest>[0]): string[] =>
  allLines(decisionMenu({ request: sampleRequest(request), place: 0, accounts, nowMs, speech }).items).map(
    ({ label }) => label,
  );

it('says why this account, and why not the others', () => {
  expect(linesOf({ accountId: 'a', attempts: [attempt('a')] })).toEqual([
    'Work: most left',
    'Not an account that is gone: paused',
    'Not Home: 3% less left',
    'Details in the dashboard',
  ]);
});

it('tells a failover in its order', () => {
  const attempts = [attempt('b', { outcome: 'refused', errorCode: 'usage_limit_reached' }), attempt('a')];
  expect(linesOf({ accountId: 'a', attempts }).slice(0, 2)).toEqual([
    'Home: most left · then usage limit reached',
    'Work: most left',
  ]);
});

it('a request that nobody served still says why each was passed over', () => {
  const { decision } = attempt('b');
  const refusedDecision = { ...decision, accountId: null, candidates: decision.candidates.slice(1, 2) };
  const lines = linesOf({ accountId: null, attempts: [], errorMessage: 'No account can serve.', refusedDecision });
  expect(lines).toEqual(['Not an account that is gone: paused', 'No account can serve.', 'Details in the dashboard']);
});

it('names no more than a screen has room for', () => {
  const candidates = Array.from({ length: 40 }, (_unused, index) => ({
    accountId: `x${index}`,
    verdict: 'ineligible' as const,
    code: 'paused',
    detail: 'paused',
  }));
  const lines = linesOf({ attempts: [attempt('a', { decision: { ...attempt('a').decision, candidates } })] });
  expect(lines).toContain('35 more');
  expect(lines.length).toBeLessThan(15);
});
