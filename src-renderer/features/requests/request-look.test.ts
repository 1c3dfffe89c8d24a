import { describe, expect, it } from 'vitest';

import type { AttemptRecord } from '#contract/request-log.ts';

import { requestLook, triesText, whyText } from './request-look.ts';

const attempt: AttemptRecord = {
  accountId: 'a1',
  outcome: 'refused',
  statusCode: 429,
  errorCode: null,
  rawError: null,
  latencyMs: 1,
  decision: { strategy: 'round_robin', accountId: 'a1', reason: '', candidates: [] },
};

describe('how a request looks in the table', () => {
  it('each status has its own shape and word', () => {
    const looks = (['success', 'error', 'cancelled'] as const).map((status) => requestLook({ status }));
    expect(new Set(looks.map((look) => look.icon)).size).toBe(3);
    expect(looks.map((look) => look.text)).toEqual(['Answered', 'Failed', 'Cancelled']);
  });

  it('tells what the client did not notice', () => {
    expect(triesText({ status: 'success', attempts: [attempt] })).toBeNull();
    expect(triesText({ status: 'success', attempts: [attempt, attempt] })).toBe('after 1 failed try');
    expect(triesText({ status: 'error', attempts: [attempt, attempt] })).toBe('2 tries');
    expect(triesText({ status: 'error', attempts: [] })).toBeNull();
  });

  it('says why it went where it did in the end, or why nobody took it', () => {
    const chosen = (reason: string) => ({ ...attempt, decision: { ...attempt.decision, reason } });
    const refusedDecision = { ...attempt.decision, reason: 'all rest' };
    expect(whyText({ attempts: [chosen('first'), chosen('next in turn')], refusedDecision: null })).toBe(
      'Next in turn.',
    );
    expect(whyText({ attempts: [chosen('first')], refusedDecision })).toBe('All rest.');
    expect(whyText({ attempts: [], refusedDecision: null })).toBe('');
  });
});
