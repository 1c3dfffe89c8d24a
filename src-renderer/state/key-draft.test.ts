import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { KeyDraft } from './key-draft.svelte.ts';
import { limitDraftOf, rulesOf } from './limit-draft.ts';
import { localMoment, momentOf } from './local-moment.ts';
import { sampleKey, sampleLimit } from './sample-keys.ts';

const nowMs = Date.parse('2026-01-01T12:00:00.000Z');

function problemOf(edit: (draft: KeyDraft) => void): string | null {
  const draft = new KeyDraft(null);
  draft.name = 'Laptop';
  edit(draft);
  const read = draft.wanted(nowMs);
  return 'problem' in read ? read.problem : null;
}

describe('a new key', () => {
  it('needs a name and nothing else', () => {
    const draft = new KeyDraft(null);
    expect(draft.wanted(nowMs)).toEqual({ problem: 'Give the key a name.' });
    draft.name = '  Laptop ';
    expect(draft.wanted(nowMs)).toEqual({
      create: {
        name: 'Laptop',
        expiresAt: null,
        allowedModels: [],
        enforcedModel: null,
        allowedReasoningEfforts: [],
        enforcedReasoningEffort: null,
        enforcedServiceTier: null,
        trafficClass: 'foreground',
        transportPolicyOverride: null,
        usageSections: 'upstream_limits,account_pool_usage',
        assignedAccountIds: [],
        assignedSourceIds: [],
        limits: [],
      },
    });
  });

  it('takes what was typed as what was meant', () => {
    const draft = new KeyDraft(null);
    draft.name = 'Laptop';
    draft.expiry = '30';
    draft.models = ' gpt-5.5, gpt-5\n gpt-5.5 ';
    draft.effortRule = 'high';
    draft.allowedEfforts = ['low'];
    draft.tier = 'flex';
    draft.addLimit();
    Object.assign(draft.limits[0] ?? {}, { limitType: 'cost_usd', maximum: '0.50', model: ' gpt-5 ' });
    expect(draft.wanted(nowMs)).toMatchObject({
      create: {
        expiresAt: '2026-01-31T12:00:00.000Z',
        allowedModels: ['gpt-5.5', 'gpt-5'],
        enforcedReasoningEffort: 'high',
        allowedReasoningEfforts: [],
        enforcedServiceTier: 'flex',
        limits: [{ limitType: 'cost_usd', limitWindow: 'daily', maxValue: 500_000, modelFilter: 'gpt-5' }],
      },
    });
  });

  it('says what is wrong with it', () => {
    expect(problemOf((draft) => (draft.expiry = 'date'))).toContain('Choose the date');
    expect(problemOf((draft) => Object.assign(draft, { expiry: 'date', expiryDate: '2020-01-01T10:00' }))).toContain(
      'is past',
    );
    expect(problemOf((draft) => (draft.enforcedModel = 'a b'))).toContain('one model only');
    expect(problemOf((draft) => (draft.effortRule = 'some'))).toContain('at least one effort');
    expect(problemOf((draft) => draft.addLimit())).toBe('Limit 1 needs a whole number of at least 1.');
  });
});

describe('an edit', () => {
  const key = sampleKey({
    expiresAt: '2025-06-01T10:00:30.123Z',
    allowedModels: ['gpt-5'],
    allowedReasoningEfforts: ['low', 'high'],
    assignedAccountIds: ['a1'],
    assignedSourceIds: ['s1'],
    limits: [sampleLimit(), sampleLimit({ limitType: 'cost_usd', maxValue: 1_500_000 })],
  });

  it('sends nothing where nothing was changed, not even a rounded date that is past', () => {
    expect(new KeyDraft(key).change(nowMs)).toEqual({ update: null });
  });

  it('sends only what was changed, and every limit where one of them was', () => {
    const draft = new KeyDraft(key);
    draft.effortRule = 'max';
    expect(draft.change(nowMs)).toEqual({
      update: { allowedReasoningEfforts: [], enforcedReasoningEffort: 'max' },
    });
    const third = new KeyDraft(key);
    third.sourceIds = [];
    expect(third.change(nowMs)).toEqual({ update: { assignedSourceIds: [] } });
    const second = new KeyDraft(key);
    second.expiry = 'never';
    second.removeLimit(second.limits[0]?.id ?? -1);
    expect(second.change(nowMs)).toEqual({
      update: {
        expiresAt: null,
        limits: [{ limitType: 'cost_usd', limitWindow: 'daily', maxValue: 1_500_000, modelFilter: null }],
      },
    });
  });
});

describe('limits', () => {
  it.each([
    ['requests', '10', 10],
    ['total_tokens', '1,000,000', 1_000_000],
    ['cost_usd', '5', 5_000_000],
    ['cost_usd', '.5', 500_000],
    ['cost_usd', '0.0000001', null],
    ['requests', '0', null],
    ['requests', '1.5', null],
    ['requests', '-1', null],
    ['cost_usd', '1e3', null],
    ['requests', '99999999999999999', null],
  ] as const)('%s of at most %s is %s', (limitType, maximum, maxValue) => {
    const read = rulesOf([{ id: 0, limitType, limitWindow: '5h', maximum, model: '' }]);
    expect('rules' in read ? read.rules[0]?.maxValue : null).toBe(maxValue);
  });

  it('may stand once for a type, a window and a model', () => {
    const one = { id: 0, limitType: 'requests', limitWindow: 'daily', maximum: '1', model: '' } as const;
    expect(rulesOf([one, { ...one, model: 'gpt-5' }])).toHaveProperty('rules.length', 2);
    expect(rulesOf([one, { ...one, maximum: '2' }])).toEqual({ problem: expect.stringContaining('Limit 2 is there') });
  });

  it('any rule comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('requests', 'total_tokens', 'cost_usd'),
        fc.integer({ min: 1, max: 1_000_000_000_000 }),
        fc.option(fc.constantFrom('gpt-5', 'a'), { nil: null }),
        (limitType, maxValue, modelFilter) => {
          const rule = { limitType, limitWindow: 'weekly', maxValue, modelFilter } as const;
          expect(rulesOf([limitDraftOf(0, rule)])).toEqual({ rules: [rule] });
        },
      ),
    );
  });
});

it('a moment comes back to the minute, and what is none is none', () => {
  const iso = '2026-03-29T01:30:00.000Z';
  expect(momentOf(localMoment(iso))).toBe(iso);
  expect(momentOf('soon')).toBeNull();
});
