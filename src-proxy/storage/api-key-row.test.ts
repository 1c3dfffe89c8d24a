import { expect, it } from 'vitest';

import { decodeApiKey } from './api-key-row.ts';

it('a row from before keys had a traffic class is read as one that is served like any other', () => {
  const policy = {
    allowedModels: ['m'],
    enforcedModel: null,
    allowedReasoningEfforts: [],
    enforcedReasoningEffort: null,
    enforcedServiceTier: null,
    assignedAccountIds: [],
    assignedSourceIds: [],
  };
  const row = {
    id: 'k',
    name: 'a key',
    key_hash: 'ab',
    key_hint: 'sk-clb-…abcd',
    is_active: 1,
    expires_at_ms: null,
    created_at_ms: 1,
    usage_reset_at_ms: 0,
    policy_json: JSON.stringify(policy),
    limits_json: '[]',
  };
  expect(decodeApiKey(row)).toMatchObject({
    ...policy,
    trafficClass: 'foreground',
    transportPolicyOverride: null,
    usageSections: 'upstream_limits,account_pool_usage',
  });
});
