import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sampleAccount } from './sample-data.ts';
import { fittedOrder, isSameOrder, movedTo, orderOf } from './account-order.ts';

describe("an owner's order of accounts", () => {
  it('has placed accounts first and the others by their id, as the engine serves them', () => {
    const accounts = [
      sampleAccount({ accountId: 'd' }),
      sampleAccount({ accountId: 'b', priority: 1 }),
      sampleAccount({ accountId: 'c' }),
      sampleAccount({ accountId: 'a', priority: 0 }),
    ];
    expect(orderOf(accounts)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('follows accounts that come and go while it is being made', () => {
    expect(fittedOrder(['c', 'a', 'b'], ['a', 'b', 'd'])).toEqual(['a', 'b', 'd']);
  });

  it('moves one account and leaves the others in their order', () => {
    expect(movedTo(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(movedTo(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a']);
    expect(movedTo(['a', 'b', 'c'], 'x', 0)).toEqual(['a', 'b', 'c']);
  });

  it('a move loses nobody, doubles nobody, and can be taken back', () => {
    const orders = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(orders, fc.nat(), fc.integer(), (order, pick, place) => {
        const id = order[pick % order.length] ?? '';
        const moved = movedTo(order, id, place);
        expect([...moved].sort()).toEqual([...order].sort());
        expect(isSameOrder(movedTo(moved, id, order.indexOf(id)), order)).toBe(true);
      }),
    );
  });
});
