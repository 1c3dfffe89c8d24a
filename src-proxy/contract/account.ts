import { z } from 'zod';

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
  lastRefreshAt: z.iso.datetime().nullable(),
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

/** What became of one file, or of one account in a file, of an import. */
export const importOutcomeSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.enum(['added', 'updated']), file: z.string(), account: accountSummarySchema }),
  z.strictObject({ result: z.literal('failed'), file: z.string(), code: z.string(), message: z.string() }),
]);
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;

/**
 * What an import did, file by file. For a single file the account's own fields stand beside it; where nothing could be
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
