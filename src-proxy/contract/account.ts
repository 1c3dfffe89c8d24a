import { z } from 'zod';

import { saidSchema } from './said.ts';

/**
 * Where an account stands. Only `active` is routable; `rate_limited` and `quota_exceeded` come back by themselves
 * (reset passed, fresh usage sample), the others need the owner.
 */
export const accountStatusSchema = z.enum([
  'active',
  'rate_limited',
  'quota_exceeded',
  'paused',
  'reauth_required',
  'deactivated',
]);
export type AccountStatus = z.infer<typeof accountStatusSchema>;

/** How eagerly an account is used: before all others, as the strategy says, or only when no other has room. */
export const routingPolicySchema = z.enum(['burn_first', 'normal', 'preserve']);
export type RoutingPolicy = z.infer<typeof routingPolicySchema>;

/** A usage window as far as it is known: what is USED, 0–100. */
export const quotaWindowSchema = z.strictObject({
  usedPercent: z.number(),
  windowMinutes: z.number(),
  resetAt: z.iso.datetime().nullable(),
});
export type QuotaWindow = z.infer<typeof quotaWindowSchema>;

/** A limit of one feature or model family beside the account's own. */
export const additionalQuotaSchema = z.strictObject({
  limitName: z.string(),
  meteredFeature: z.string().nullable(),
  primary: quotaWindowSchema.nullable(),
  secondary: quotaWindowSchema.nullable(),
  monthly: quotaWindowSchema.nullable(),
});
export type AdditionalQuota = z.infer<typeof additionalQuotaSchema>;

/**
 * What we believe about an account beside what the upstream last said, so that a person sees where the two part. Each
 * `text` is a whole sentence.
 */
export const accountVerdictSchema = z.strictObject({
  ours: z.strictObject({ usable: z.boolean(), text: z.string(), said: saidSchema.optional() }),
  upstream: z.strictObject({
    /** `null` when it has not said. */
    usable: z.boolean().nullable(),
    text: z.string(),
    /** The parts of the text, a window or a refusal each. */
    said: z.array(saidSchema).optional(),
    at: z.iso.datetime().nullable(),
  }),
  /** False when the two say different things; then a probe settles it. */
  agree: z.boolean(),
  /** What to do where they do not agree. */
  suggestion: z.string().nullable(),
});
export type AccountVerdict = z.infer<typeof accountVerdictSchema>;

/**
 * One account as the dashboard, the tray and the CLI see it. Never holds a token.
 *
 * `usage.*RemainingPercent` is what is LEFT (0–100), the upstream's own figures are what is USED. `null` means that
 * nobody has told us, which is neither 0 nor 100. All times are ISO-8601 in UTC.
 */
export const accountSummarySchema = z.strictObject({
  accountId: z.string(),
  chatgptAccountId: z.string().nullable(),
  email: z.string().nullable(),
  alias: z.string().nullable(),
  displayName: z.string(),
  workspaceId: z.string().nullable(),
  workspaceLabel: z.string().nullable(),
  seatType: z.string().nullable(),
  planType: z.string(),
  /** The plan before the last change that was noticed, and when that was. */
  previousPlanType: z.string().nullable(),
  planChangedAt: z.iso.datetime().nullable(),
  routingPolicy: routingPolicySchema,
  /** Place in the owner's own order, from 0. */
  priority: z.number().int().nullable(),
  /** `null` follows the global setting; `direct`; or a proxy's address without credentials. */
  upstreamProxy: z.string().nullable(),
  status: accountStatusSchema,
  /** A sentence for a person: why the account is not `active`, and what to do. `null` when active. */
  statusReason: z.string().nullable(),
  /** The machine's word for the same: the upstream's code, or ours. */
  deactivationReason: z.string().nullable(),
  blockedUntil: z.iso.datetime().nullable(),
  /** A short pause after a burst or an error; the account stays `active`. */
  cooldownUntil: z.iso.datetime().nullable(),
  usage: z.strictObject({
    primaryRemainingPercent: z.number().nullable(),
    secondaryRemainingPercent: z.number().nullable(),
    monthlyRemainingPercent: z.number().nullable(),
  }),
  resetAtPrimary: z.iso.datetime().nullable(),
  resetAtSecondary: z.iso.datetime().nullable(),
  resetAtMonthly: z.iso.datetime().nullable(),
  windowMinutesPrimary: z.number().nullable(),
  windowMinutesSecondary: z.number().nullable(),
  windowMinutesMonthly: z.number().nullable(),
  creditsHas: z.boolean().nullable(),
  creditsUnlimited: z.boolean().nullable(),
  creditsBalance: z.string().nullable(),
  usageRefreshedAt: z.iso.datetime().nullable(),
  additionalQuotas: z.array(additionalQuotaSchema),
  availableResetCredits: z.number().int().nullable(),
  resetCreditNearestExpiresAt: z.iso.datetime().nullable(),
  lastRefreshAt: z.iso.datetime().nullable(),
  /** When the access token ends by its own word; `null` where it does not say. */
  accessTokenExpiresAt: z.iso.datetime().nullable(),
  verdict: accountVerdictSchema,
  /** The last failure that this account caused, as the upstream worded it. */
  lastError: z
    .strictObject({
      at: z.iso.datetime(),
      statusCode: z.number().nullable(),
      code: z.string().nullable(),
      message: z.string(),
    })
    .nullable(),
  /** Attempts running on the account at this moment. */
  inFlight: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type AccountSummary = z.infer<typeof accountSummarySchema>;

/** One account of one file: `index` counts from 0 through what the file holds. */
const placeInFile = { file: z.string(), index: z.int().nonnegative() };

/**
 * What an import did with one account of a file. `kept`: the file's tokens are older than ours, which stay. `duplicate`:
 * the same account is in the import with fresher tokens, which were taken.
 */
export const importOutcomeSchema = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.enum(['added', 'updated', 'kept', 'duplicate']),
    ...placeInFile,
    account: accountSummarySchema,
  }),
  z.strictObject({
    result: z.literal('failed'),
    ...placeInFile,
    code: z.string(),
    message: z.string(),
    said: saidSchema.optional(),
  }),
]);
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;

/**
 * What an import did, account by account. For a single one the account's own fields stand beside it; where nothing could be
 * imported the status is an error's, and `error` stands beside it.
 */
export const importResponseSchema = z.looseObject({ outcomes: z.array(importOutcomeSchema) });

/** A Codex `auth.json` found on this machine. It is only ever read. */
export const foundAuthFileSchema = z.strictObject({
  path: z.string(),
  email: z.string().nullable(),
  planType: z.string(),
  alreadyAdded: z.boolean(),
});
export type FoundAuthFile = z.infer<typeof foundAuthFileSchema>;
