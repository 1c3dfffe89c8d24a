import { describe, expect, it } from 'vitest';

import { planChangeOf } from './plan-change.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const change = (planChangedAt: string | null, previousPlanType: string | null = 'plus') =>
  planChangeOf({ planType: 'free', previousPlanType, planChangedAt }, nowMs);

describe('planChangeOf', () => {
  it('is news for a week, and known after that', () => {
    expect(change('2026-11-19T12:00:00.000Z')).toMatchObject({ from: 'plus', to: 'free', isNews: true });
    expect(change('2026-11-14T11:00:00.000Z')).toMatchObject({ isNews: false });
  });

  it('is nothing while no other plan was ever seen', () => {
    expect(change(null)).toBeNull();
    expect(change('2026-11-19T12:00:00.000Z', null)).toBeNull();
    expect(change('2026-11-19T12:00:00.000Z', 'free')).toBeNull();
  });
});
