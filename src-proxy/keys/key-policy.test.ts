import { describe, expect, it } from 'vitest';

import { applyPolicy, type KeyPolicy } from './key-policy.ts';

const open: KeyPolicy = {
  allowedModels: [],
  enforcedModel: null,
  allowedReasoningEfforts: [],
  enforcedReasoningEffort: null,
  enforcedServiceTier: null,
};
const apply = (policy: Partial<KeyPolicy>, body: string) => {
  const outcome = applyPolicy({ ...open, ...policy }, Buffer.from(body));
  return outcome.kind === 'refused' ? outcome.refusal.code : outcome.body.toString();
};

describe('applyPolicy', () => {
  it('leaves the very same bytes where the key changes nothing', () => {
    const body = Buffer.from(' {"model" : "m","reasoning":{"effort":"low"}}');
    const outcome = applyPolicy({ ...open, enforcedModel: 'm', enforcedReasoningEffort: 'low' }, body);
    expect(outcome.kind === 'admitted' && outcome.body).toBe(body);
    expect(outcome).toMatchObject({ wishes: { model: 'm', effort: 'low', tier: null } });
  });

  it.each([
    ['an enforced model', { enforcedModel: 'a' }, '{"x":1,"model":"b"}', '{"x":1,"model":"a"}'],
    ['one where there was none', { enforcedModel: 'a' }, '{}', '{"model":"a"}'],
    ['one for something that is no model', { enforcedModel: 'a' }, '{"model":null,"x":1}', '{"model":"a","x":1}'],
    [
      'an effort in an object that is there',
      { enforcedReasoningEffort: 'low' as const },
      '{"reasoning":{"summary":"auto"}}',
      '{"reasoning":{"effort":"low","summary":"auto"}}',
    ],
    [
      'an effort in the place of nothing',
      { enforcedReasoningEffort: 'low' as const },
      '{"reasoning":null}',
      '{"reasoning":{"effort":"low"}}',
    ],
    [
      'a tier that goes by another name',
      { enforcedServiceTier: 'fast' as const },
      '{"model":"m"}',
      '{"service_tier":"priority","model":"m"}',
    ],
    [
      'a tier that is left unsaid',
      { enforcedServiceTier: 'default' as const },
      '{"service_tier":"flex","model":"m"}',
      '{"model":"m"}',
    ],
    ['an allowed model', { allowedModels: ['a', 'b'] }, '{"model":"b"}', '{"model":"b"}'],
    [
      'any model, where one is enforced anyway',
      { allowedModels: ['a'], enforcedModel: 'a' },
      '{"model":"b"}',
      '{"model":"a"}',
    ],
    ['another model', { allowedModels: ['a'] }, '{"model":"A"}', 'model_not_allowed'],
    ['no model', { allowedModels: ['a'] }, '{}', 'model_not_allowed'],
    ['a model after a mark of byte order', { allowedModels: ['a'] }, '\uFEFF{"model":"a"}', 'model_not_allowed'],
    ['an enforced model in what is no object', { enforcedModel: 'a' }, '["model"]', 'request_malformed'],
    ['two models', {}, '{"model":"a","model":"a"}', 'request_malformed'],
    ['two tiers', {}, '{"service_tier":"a","x":[],"service_tier":"a"}', 'request_malformed'],
    [
      'an effort that is not allowed',
      { allowedReasoningEfforts: ['low' as const] },
      '{"reasoning":{"effort":"high"}}',
      'reasoning_effort_not_allowed',
    ],
    [
      'an effort that is no word',
      { allowedReasoningEfforts: ['low' as const] },
      '{"reasoning":{"effort":["low"]}}',
      'reasoning_effort_not_allowed',
    ],
    [
      'a model within a text',
      { allowedModels: ['a'] },
      String.raw`{"input":"{\"model\":\"z\"}","model":"a"}`,
      String.raw`{"input":"{\"model\":\"z\"}","model":"a"}`,
    ],
  ])('%s', (_name, policy, body, expected) => {
    expect(apply(policy, body)).toBe(expected);
  });
});
