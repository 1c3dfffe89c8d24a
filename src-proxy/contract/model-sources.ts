import { z } from 'zod';

import type { AuditActor } from './audit.ts';
import { saidSchema } from './said.ts';

/** What a source can be asked for. `responses` and `chat_completions` serve the same requests; the first is preferred. */
export const sourceAbilities = [
  'responses',
  'chat_completions',
  'embeddings',
  'audio_transcriptions',
  'images',
] as const;
export type SourceAbility = (typeof sourceAbilities)[number];

const modelName = z
  .string()
  .trim()
  .regex(/^\S{1,128}$/, 'a model name without blanks');
/** Dollars per million tokens. */
const rate = z.number().min(0).max(100_000).nullable();

/** One model of a source. */
export const sourceModelSchema = z.strictObject({
  /** What clients ask for. Where an account's plan has a model of this name too, the source only stands in for it. */
  model: modelName,
  /** What the source calls it; `null` for the same. */
  upstreamModel: modelName.nullable().default(null),
  displayName: z.string().trim().min(1).max(120).nullable().default(null),
  contextWindow: z.number().int().positive().nullable().default(null),
  maxOutputTokens: z.number().int().positive().nullable().default(null),
  supportsTools: z.boolean().default(true),
  supportsVision: z.boolean().default(false),
  /** `null` where nobody knows; then its cost is unknown, and it cannot stand in for the pool under a ceiling. */
  inputPer1m: rate.default(null),
  cachedInputPer1m: rate.default(null),
  outputPer1m: rate.default(null),
  isEnabled: z.boolean().default(true),
});
export type SourceModel = z.output<typeof sourceModelSchema>;

const fields = {
  name: z.string().trim().min(1).max(120),
  /** Everything before `/chat/completions`, such as `https://api.example.com/v1`. No credentials, query or fragment. */
  baseUrl: z.string().trim().min(1).max(2000),
  /** Goes to the vault and never comes back; `null` forgets it, absent leaves it. */
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,4096}$/, 'a key of letters, digits and signs without blanks')
    .nullable(),
  isEnabled: z.boolean(),
  abilities: z.array(z.enum(sourceAbilities)).min(1),
  /** How long it may go without a byte. */
  timeoutSeconds: z.number().int().min(1).max(3600),
  maxConcurrency: z.number().int().min(1).max(1000),
  /** Whether it answers for a model of the pool when no account can. */
  isOverflow: z.boolean(),
  /** The most that all its answers may cost in a calendar month (UTC), in millionths of a dollar; `null` for no limit. */
  monthlyCeilingMicroUsd: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
  models: z
    .array(sourceModelSchema)
    .max(500)
    .refine((models) => new Set(models.map(({ model }) => model)).size === models.length, {
      message: 'each model may stand once',
    }),
};

/** `PATCH /api/model-sources/:id`: only what changes. */
export const modelSourceUpdateSchema = z.strictObject(fields).partial();
export type ModelSourceUpdate = z.output<typeof modelSourceUpdateSchema>;

/** `POST /api/model-sources/` */
export const modelSourceCreateSchema = modelSourceUpdateSchema.required({ name: true, baseUrl: true });
export type ModelSourceCreate = z.output<typeof modelSourceCreateSchema>;

/** A source as it is listed. Its key is never in it. */
export const modelSourceSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  hasKey: z.boolean(),
  isEnabled: z.boolean(),
  abilities: z.array(z.enum(sourceAbilities)),
  timeoutSeconds: z.number(),
  maxConcurrency: z.number(),
  isOverflow: z.boolean(),
  monthlyCeilingMicroUsd: z.number().nullable(),
  models: z.array(sourceModelSchema),
  createdAt: z.iso.datetime(),
  /** Of the running calendar month (UTC), as far as prices are known. */
  spentMicroUsd: z.number(),
  /** Answers of this month whose cost nobody knows. */
  unpricedRequests: z.number(),
  running: z.number(),
  /** The last failure in the source's own words, redacted; `null` after a success. */
  lastError: z
    .strictObject({
      at: z.iso.datetime(),
      statusCode: z.number().nullable(),
      message: z.string(),
      /** Where the source itself said nothing. */
      said: saidSchema.optional(),
    })
    .nullable(),
});
export type ModelSourceSummary = z.infer<typeof modelSourceSummarySchema>;

export const modelSourceListSchema = z.strictObject({ sources: z.array(modelSourceSummarySchema) });

/** `POST /api/model-sources/:id/test`: asks the source for its list of models. Costs nothing. */
export const modelSourceTestSchema = z.strictObject({
  ok: z.boolean(),
  statusCode: z.number().nullable(),
  /** A sentence for a person. */
  message: z.string(),
  said: saidSchema.optional(),
  /** The names that it lists; empty where it lists none. */
  models: z.array(z.string()),
});
export type ModelSourceTest = z.infer<typeof modelSourceTestSchema>;

/**
 * `POST /api/model-sources/test`: asks before anything is saved. Without a key it goes with that of the source named, as long
 * as the server is the one that the key was given for.
 */
export const modelSourceCandidateSchema = z.strictObject({
  baseUrl: fields.baseUrl,
  apiKey: fields.apiKey.optional(),
  sourceId: z.string().max(256).optional(),
});
export type ModelSourceCandidate = z.output<typeof modelSourceCandidateSchema>;

/** What an owner does with sources. Every change is in the audit log. Everything here refuses with a `Refusal`. */
export interface ModelSourceActions {
  list(): ModelSourceSummary[];
  create(wanted: ModelSourceCreate, actor: AuditActor): Promise<ModelSourceSummary>;
  update(sourceId: string, change: ModelSourceUpdate, actor: AuditActor): Promise<ModelSourceSummary>;
  remove(sourceId: string, actor: AuditActor): Promise<void>;
  test(sourceId: string): Promise<ModelSourceTest>;
  testCandidate(candidate: ModelSourceCandidate): Promise<ModelSourceTest>;
}
