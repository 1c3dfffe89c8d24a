import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { BodyBudget } from './body-budget.ts';

const mib = 1024 * 1024;

describe('BodyBudget', () => {
  it('N10: what all bodies hold together stays within the limit, and comes back whole', () => {
    const step = fc.record({
      who: fc.nat({ max: 4 }),
      what: fc.constantFrom('take' as const, 'give' as const, 'release' as const),
      bytes: fc.nat({ max: 12 * mib }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new BodyBudget(() => 16);
        const holds = Array.from({ length: 5 }, () => budget.open());
        const own = [0, 0, 0, 0, 0];
        for (const { who, what, bytes } of steps) {
          const before = own[who] ?? 0;
          if (what === 'take' && holds[who]?.take(bytes) === null) own[who] = before + bytes;
          if (what === 'give') {
            holds[who]?.give(bytes);
            own[who] = Math.max(0, before - bytes);
          }
          if (what === 'release') {
            holds[who]?.release();
            own[who] = 0;
          }
          const sum = own.reduce((all, one) => all + one, 0);
          expect(budget.heldBytes).toBe(sum);
          // One alone may have what a request may have.
          if (own.filter((one) => one > 0).length > 1 && what === 'take' && own[who] !== before)
            expect(sum).toBeLessThanOrEqual(16 * mib);
        }
        for (const hold of holds) hold.release();
        expect(budget.heldBytes).toBe(0);
      }),
    );
  });

  it('keeps the last eighth for small bodies, and names itself and when to come back', () => {
    const budget = new BodyBudget(() => 16);
    expect(budget.open().take(14 * mib)).toBeNull();
    expect(budget.open().take(mib + 1)).toMatchObject({
      code: 'body_memory_full',
      status: 503,
      details: { headers: { 'retry-after': '5' } },
    });
    expect(budget.open().take(mib)).toBeNull();
    expect(budget.open().take(mib)).toBeNull();
    expect(budget.open().take(1)?.message).toContain('16 MiB, maxBufferedBodies');
  });

  it('one alone is never refused: it would be refused for ever', () => {
    const budget = new BodyBudget(() => 16);
    const alone = budget.open();
    expect([alone.take(100 * mib), alone.take(100 * mib)]).toEqual([null, null]);
    expect(budget.open().take(1)?.code).toBe('body_memory_full');
  });
});
