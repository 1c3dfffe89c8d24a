import { expect, it } from 'vitest';

import { sampleKey, sampleLimit } from '../../state/sample-keys.ts';
import { leftPercent, ruleTexts } from './key-look.ts';

it('says what narrows a key, and nothing of one that may do all', () => {
  expect(ruleTexts(sampleKey())).toEqual([]);
  expect(
    ruleTexts(
      sampleKey({
        allowedModels: ['gpt-5', 'gpt-5.5'],
        enforcedReasoningEffort: 'low',
        enforcedServiceTier: 'flex',
        trafficClass: 'opportunistic',
        transportPolicyOverride: 'always_http',
        usageSections: '',
        assignedAccountIds: ['a1'],
        assignedSourceIds: ['s1', 's2'],
      }),
    ),
  ).toEqual([
    'Models: gpt-5, gpt-5.5',
    'Effort always low',
    'Tier always flex',
    'Only what others can spare',
    'HTTP only',
    'Sees nothing of the accounts’ quota',
    'Only 1 account',
    'Only 2 sources',
  ]);
});

it('what is held for running requests is not left', () => {
  expect(leftPercent(sampleLimit({ maxValue: 200, remainingValue: 50 }))).toBe(25);
  expect(leftPercent(sampleLimit({ remainingValue: 0 }))).toBe(0);
});
