import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestLogQuerySchema } from '#contract/request-log.ts';

import { addressOfFilter, filterOfAddress } from './request-filter-address.ts';
import { everyRequest, isNarrowed, isWanted, wantedRequests, withValues } from './request-filter.ts';
import type { RequestFilter } from './request-filter.ts';
import { sampleRequest } from './sample-data.ts';

const nowMs = Date.parse('2026-01-01T12:00:00.000Z');
const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const iso = fc.option(moment.map((date) => date.toISOString()));
const texts = fc.uniqueArray(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 });

const filters: fc.Arbitrary<RequestFilter> = fc.record({
  choices: fc.record(
    {
      accountId: texts,
      model: texts,
      status: fc.uniqueArray(fc.constantFrom('success', 'error', 'cancelled'), { minLength: 1 }),
    },
    { requiredKeys: [] },
  ),
  conversationId: fc.option(fc.string()),
  time: fc.oneof(
    fc.constant({ kind: 'any' } as const),
    fc.constantFrom('15m' as const, '7d' as const).map((span) => ({ kind: 'last', span }) as const),
    fc
      .tuple(iso, iso)
      .filter(([since, until]) => since !== null || until !== null)
      .map(([since, until]) => ({ kind: 'between', since, until }) as const),
  ),
  text: fc.string({ maxLength: 100 }),
});

describe('a filter in the address', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(filterOfAddress(addressOfFilter(filter))).toEqual(filter);
      }),
    );
  });

  it('of whatever somebody typed, is one that the engine takes', () => {
    const names = ['status', 'accountId', 'since', 'until', 'last', 'text', 'conversationId'];
    const typed = fc
      .array(fc.tuple(fc.constantFrom(...names), fc.string({ maxLength: 300 })))
      .map((pairs) => `?${new URLSearchParams(pairs)}`);
    fc.assert(
      fc.property(typed, (search) => {
        const wanted = wantedRequests(filterOfAddress(search), nowMs);
        expect(requestLogQuerySchema.safeParse(wanted).success).toBe(true);
      }),
    );
  });

  it('is nothing where everything is shown', () => {
    expect(addressOfFilter(everyRequest)).toBe('');
    expect(isNarrowed(everyRequest)).toBe(false);
    expect(isNarrowed(withValues(everyRequest, 'model', []))).toBe(false);
    expect(isNarrowed(withValues(everyRequest, 'apiKeyId', ['']))).toBe(true);
    expect(addressOfFilter(withValues(everyRequest, 'model', ['a', 'b&c']))).toBe('?model=a&model=b%26c');
  });
});

describe('what a filter asks for', () => {
  it('a span ends now', () => {
    const lastHour: RequestFilter = { ...everyRequest, time: { kind: 'last', span: '1h' } };
    expect(wantedRequests(lastHour, nowMs)).toEqual({ since: '2026-01-01T11:00:00.000Z' });
  });

  it.each([
    ['nothing but the account', { accountId: ['a1'] }, true],
    ['any of several accounts', { accountId: ['a0', 'a1'] }, true],
    ['another account', { accountId: ['a2'] }, false],
    ['requests without a key', { apiKeyId: [''] }, true],
    ['requests of a key', { apiKeyId: ['k1'] }, false],
    ['failures', { status: ['error' as const] }, false],
    ['a conversation', { conversationId: 'c1' }, true],
    ['another conversation', { conversationId: 'c2' }, false],
    ['from that moment on', { since: '2026-01-01T12:00:00Z' }, true],
    ['before that moment', { until: '2026-01-01T12:00:00Z' }, false],
    ['words in whatever case', { text: 'GPT-5' }, true],
    ['words in the path', { text: 'codex/Resp' }, true],
    ['other words', { text: 'gemini' }, false],
    ['the model and other words', { model: ['gpt-5.4'], text: 'gemini' }, false],
  ])('%s', (_name, wanted, expected) => {
    expect(isWanted(wanted, sampleRequest({ conversationId: 'c1' }))).toBe(expected);
  });
});
