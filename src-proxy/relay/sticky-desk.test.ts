import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StickySession } from '../contract/affinity.ts';
import type { Place } from './conversations.ts';
import { createStickyDesk } from './sticky-desk.ts';

const nowMs = 1_750_000_000_000;

function deskOf(places: readonly Place[]) {
  const conversations = {
    places: () => [...places],
    unpin: async (fits: (place: Place) => boolean) => await Promise.resolve(places.filter(fits)),
  };
  const store = { appendAudit: async () => await Promise.resolve(1) };
  const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  return createStickyDesk({ conversations, nameOf: (id) => id.toUpperCase(), store, clock });
}

const place = fc.record({
  key: fc.string({ unit: 'binary', minLength: 1 }),
  kind: fc.constantFrom('codex_session' as const, 'prompt_cache' as const),
  accountId: fc.constantFrom('a', 'b'),
  createdAtMs: fc.constant(nowMs),
  updatedAtMs: fc.integer({ min: nowMs - 5, max: nowMs }),
  expiresAtMs: fc.integer({ min: nowMs - 1, max: nowMs + 1 }),
});

describe('pages of sticky sessions', () => {
  it('one after the other are the whole, used last first, each once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { selector: ({ key }) => key, maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
        (places, limit, accountId) => {
          const desk = deskOf(places);
          const seen: StickySession[] = [];
          let cursor: string | undefined;
          do {
            const page = desk.list({ limit, ...(accountId && { accountId }), ...(cursor !== undefined && { cursor }) });
            expect(page.total).toBe(places.filter((each) => !accountId || each.accountId === accountId).length);
            seen.push(...page.entries);
            cursor = page.nextCursor ?? undefined;
          } while (cursor !== undefined);
          const expected = places.filter((each) => !accountId || each.accountId === accountId);
          expect(new Set(seen.map(({ key }) => key))).toEqual(new Set(expected.map(({ key }) => key)));
          expect(seen).toHaveLength(expected.length);
          const times = seen.map(({ updatedAt }) => Date.parse(updatedAt));
          expect(times).toEqual(times.toSorted((one, other) => other - one));
          for (const { key, isStale } of seen)
            expect(isStale).toBe((places.find((each) => each.key === key)?.expiresAtMs ?? 0) <= nowMs);
        },
      ),
    );
  });

  it('a cursor that is none of ours is refused', () => {
    expect(() => deskOf([]).list({ limit: 1, cursor: 'x' })).toThrow(/cursor/);
  });
});
