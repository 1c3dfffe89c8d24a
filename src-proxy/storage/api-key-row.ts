import { z } from 'zod';

import {
  apiKeyCreateSchema,
  everyUsageSection,
  limitTypes,
  limitWindows,
  trafficClasses,
  transportPolicies,
} from '../contract/api-keys.ts';
import type { ApiKeyRecord } from './store.ts';
import type { SqlValue } from './sql-value.ts';

export const apiKeyColumns = [
  'id',
  'name',
  'key_hash',
  'key_hint',
  'is_active',
  'expires_at_ms',
  'created_at_ms',
  'usage_reset_at_ms',
  'policy_json',
  'limits_json',
] as const;

const policySchema = apiKeyCreateSchema
  .pick({
    allowedModels: true,
    enforcedModel: true,
    allowedReasoningEfforts: true,
    enforcedReasoningEffort: true,
    enforcedServiceTier: true,
    assignedAccountIds: true,
    assignedSourceIds: true,
  })
  .required()
  // Rows from before say nothing of these.
  .extend({
    trafficClass: z.enum(trafficClasses).default('foreground'),
    transportPolicyOverride: z.enum(transportPolicies).nullable().default(null),
    usageSections: z.string().default(everyUsageSection),
  });

const limitsSchema = z.array(
  z.strictObject({
    limitType: z.enum(limitTypes),
    limitWindow: z.enum(limitWindows),
    maxValue: z.number(),
    modelFilter: z.string().nullable(),
    anchorMs: z.number(),
  }),
);

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  key_hash: z.string(),
  key_hint: z.string(),
  is_active: z.number(),
  expires_at_ms: z.number().nullable(),
  created_at_ms: z.number(),
  usage_reset_at_ms: z.number(),
  policy_json: z.string(),
  limits_json: z.string(),
});

/** In the order of `apiKeyColumns`. */
export function encodeApiKey(record: ApiKeyRecord): SqlValue[] {
  const { id, name, keyHash, keyHint, isActive, expiresAtMs, createdAtMs, usageResetAtMs, limits, ...policy } = record;
  return [
    id,
    name,
    keyHash,
    keyHint,
    isActive ? 1 : 0,
    expiresAtMs,
    createdAtMs,
    usageResetAtMs,
    JSON.stringify(policy),
    JSON.stringify(limits),
  ];
}

/** @throws ZodError for a row that no version of ours has written */
export function decodeApiKey(value: unknown): ApiKeyRecord {
  const row = rowSchema.parse(value);
  return {
    id: row.id,
    name: row.name,
    keyHash: row.key_hash,
    keyHint: row.key_hint,
    isActive: row.is_active === 1,
    expiresAtMs: row.expires_at_ms,
    createdAtMs: row.created_at_ms,
    usageResetAtMs: row.usage_reset_at_ms,
    ...policySchema.parse(JSON.parse(row.policy_json)),
    limits: limitsSchema.parse(JSON.parse(row.limits_json)),
  };
}
