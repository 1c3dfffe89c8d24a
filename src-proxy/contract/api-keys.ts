import { z } from 'zod';

import type { AuditActor } from './audit.ts';
import { trafficClasses, transportPolicies, usageSections, everyUsageSection } from './key-treatment.ts';

/** `credits` counts nothing and refuses nothing: it is what `GET /api/codex/usage` shows to the key's programs as theirs. */
export const limitTypes = ['total_tokens', 'input_tokens', 'output_tokens', 'cost_usd', 'requests', 'credits'] as const;
export type LimitType = (typeof limitTypes)[number];
export const limitWindows = ['5h', 'daily', 'weekly', 'monthly'] as const;
export type LimitWindow = (typeof limitWindows)[number];
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'] as const;
export const serviceTiers = ['auto', 'default', 'priority', 'flex', 'fast', 'ultrafast'] as const;
export {
  trafficClasses,
  transportPolicies,
  usageSections,
  everyUsageSection,
  type TrafficClass,
  type TransportPolicy,
  type UsageSection,
} from './key-treatment.ts';

const modelName = z
  .string()
  .trim()
  .regex(/^\S{1,128}$/, 'a model name without blanks');

/** One rule as it is given. Money is in millionths of a dollar. */
export const limitRuleSchema = z.strictObject({
  limitType: z.enum(limitTypes),
  /** `7d` is another word for `weekly`. */
  limitWindow: z.union([z.enum(limitWindows), z.literal('7d').transform((): LimitWindow => 'weekly')]),
  maxValue: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** The one model that is counted; `null` counts all. */
  modelFilter: modelName.nullable().default(null),
});
export type LimitRule = z.output<typeof limitRuleSchema>;

const limitList = z
  .array(limitRuleSchema)
  .max(50)
  .refine((rules) => rules.every(({ limitType, modelFilter }) => limitType !== 'credits' || modelFilter === null), {
    message: 'a limit in credits is not for one model: nothing is counted against it',
  })
  .refine((rules) => new Set(rules.map(ruleName)).size === rules.length, {
    message: 'each limit type may stand once for a window and a model',
  });

/** What makes a rule the same one when its value is changed. */
export function ruleName({ limitType, limitWindow, modelFilter }: LimitRule): string {
  return `${limitType} ${limitWindow} ${modelFilter ?? ''}`;
}

/** With commas between them, as in the reference; empty for none. */
const sectionList = z
  .string()
  .transform((text) => sectionsIn(text))
  .pipe(z.array(z.enum(usageSections)))
  .transform((words) => usageSections.filter((section) => words.includes(section)).join(','));

/** Pure. The words of a list with commas, whatever they are. */
export function sectionsIn(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const fields = {
  name: z.string().trim().min(1).max(120),
  isActive: z.boolean(),
  /** `null` for a key that does not expire. */
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
  /** Empty for every model. */
  allowedModels: z.array(modelName).max(200),
  enforcedModel: modelName.nullable(),
  allowedReasoningEfforts: z.array(z.enum(reasoningEfforts)),
  enforcedReasoningEffort: z.enum(reasoningEfforts).nullable(),
  enforcedServiceTier: z.enum(serviceTiers).nullable(),
  trafficClass: z.enum(trafficClasses),
  /** `null` for what the setting says. */
  transportPolicyOverride: z.enum(transportPolicies).nullable(),
  usageSections: sectionList,
  /** Empty for the whole pool. */
  assignedAccountIds: z.array(z.string().min(1).max(256)).max(500),
  assignedSourceIds: z.array(z.string().min(1).max(256)).max(500),
  limits: limitList,
};

/** `PATCH /api/api-keys/:id`: only what changes. A rule that stays keeps what was counted, also when its value changes. */
export const apiKeyUpdateSchema = z.strictObject(fields).partial();
export type ApiKeyUpdate = z.output<typeof apiKeyUpdateSchema>;

/** `POST /api/api-keys/` */
export const apiKeyCreateSchema = apiKeyUpdateSchema.required({ name: true });
export type ApiKeyCreate = z.output<typeof apiKeyCreateSchema>;

/** One rule with how much of it is used. */
export const limitStateSchema = z.strictObject({
  limitType: z.enum(limitTypes),
  limitWindow: z.enum(limitWindows),
  maxValue: z.number(),
  modelFilter: z.string().nullable(),
  currentValue: z.number(),
  /** Held for requests that run now. */
  reservedValue: z.number(),
  remainingValue: z.number(),
  resetAt: z.iso.datetime(),
});
export type LimitState = z.infer<typeof limitStateSchema>;

/** What was counted on a key since its creation. Cost is of the answers whose price is known; `unpricedRequests` are the rest. */
export const keyUsageSchema = z.strictObject({
  requestCount: z.number(),
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  totalTokens: z.number(),
  totalCostUsd: z.number(),
  totalCostMicroUsd: z.number(),
  unpricedRequests: z.number(),
});
export type KeyUsage = z.infer<typeof keyUsageSchema>;

export const keyStatuses = ['active', 'revoked', 'expired'] as const;

/** A key as it is listed. The key itself is never in it. */
export const apiKeySummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Enough to know one key from another, and nothing to use it with: `sk-clb-…` and its last four characters. */
  keyHint: z.string(),
  status: z.enum(keyStatuses),
  isActive: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  allowedModels: z.array(z.string()),
  enforcedModel: z.string().nullable(),
  allowedReasoningEfforts: z.array(z.enum(reasoningEfforts)),
  enforcedReasoningEffort: z.enum(reasoningEfforts).nullable(),
  enforcedServiceTier: z.enum(serviceTiers).nullable(),
  trafficClass: z.enum(trafficClasses).default('foreground'),
  transportPolicyOverride: z.enum(transportPolicies).nullable().default(null),
  usageSections: z.string().default(everyUsageSection),
  assignedAccountIds: z.array(z.string()),
  assignedSourceIds: z.array(z.string()),
  limits: z.array(limitStateSchema),
  usage: keyUsageSchema,
});
export type ApiKeySummary = z.infer<typeof apiKeySummarySchema>;

export const apiKeyListSchema = z.strictObject({ apiKeys: z.array(apiKeySummarySchema) });

/** The only answers that hold a key: of making one, and of giving one a new secret. */
export const apiKeyWithSecretSchema = apiKeySummarySchema.extend({ key: z.string() });
export type ApiKeyWithSecret = z.infer<typeof apiKeyWithSecretSchema>;

/** One hour of a key. Cost in dollars. */
export const keyTrendPointSchema = z.strictObject({
  t: z.iso.datetime(),
  requests: z.number(),
  totalTokens: z.number(),
  cachedInputTokens: z.number(),
  costUsd: z.number(),
});

/** `GET /api/api-keys/:id/trends`: the last seven days, by the hour, oldest first. */
export const keyTrendsSchema = z.strictObject({ keyId: z.string(), points: z.array(keyTrendPointSchema) });
export type KeyTrends = z.infer<typeof keyTrendsSchema>;

/** `GET /api/api-keys/:id/usage-7d` */
export const keyUsageWeekSchema = keyUsageSchema.extend({
  keyId: z.string(),
  since: z.iso.datetime(),
  byAccount: z.array(
    z.strictObject({ accountId: z.string().nullable(), requestCount: z.number(), totalCostUsd: z.number() }),
  ),
});
export type KeyUsageWeek = z.infer<typeof keyUsageWeekSchema>;

/** What an owner does with keys. Every change is in the audit log. Everything here refuses with a `Refusal`. */
export interface ApiKeyActions {
  list(): ApiKeySummary[];
  get(keyId: string): ApiKeySummary;
  create(wanted: ApiKeyCreate, actor: AuditActor): Promise<ApiKeyWithSecret>;
  update(keyId: string, change: ApiKeyUpdate, actor: AuditActor): Promise<ApiKeySummary>;
  regenerate(keyId: string, actor: AuditActor): Promise<ApiKeyWithSecret>;
  resetUsage(keyId: string, actor: AuditActor): Promise<ApiKeySummary>;
  remove(keyId: string, actor: AuditActor): Promise<void>;
  trends(keyId: string): Promise<KeyTrends>;
  usageOfWeek(keyId: string): Promise<KeyUsageWeek>;
}
