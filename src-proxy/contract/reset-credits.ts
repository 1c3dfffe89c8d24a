import { z } from 'zod';

import { accountSummarySchema } from './account.ts';

/** One reset that the owner may spend: it empties the account's windows at once. */
export const resetCreditSchema = z.strictObject({
  id: z.string(),
  status: z.string(),
  grantedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  title: z.string().nullable(),
});
export type ResetCredit = z.infer<typeof resetCreditSchema>;

/** `GET /api/accounts/{id}/rate-limit-reset-credits` (also `…/usage-reset-credits`). */
export const resetCreditsSchema = z.strictObject({
  availableCount: z.number().int(),
  credits: z.array(resetCreditSchema),
  /** Redemptions that were sent and whose outcome nobody knows, oldest first. */
  openRedemptions: z.array(
    z.strictObject({ redeemRequestId: z.string(), creditId: z.string().nullable(), requestedAt: z.iso.datetime() }),
  ),
});
export type ResetCredits = z.infer<typeof resetCreditsSchema>;

/**
 * `POST …/consume`. Without `redeemRequestId` a new one is made. The same id again asks for the outcome of that
 * redemption; a new id while one is open is refused (409 `redemption_open`), because two would spend two credits.
 */
export const redeemRequestSchema = z.strictObject({
  confirm: z.literal(true),
  creditId: z.string().min(1).optional(),
  redeemRequestId: z.uuid().optional(),
});
export type RedeemRequest = z.infer<typeof redeemRequestSchema>;

export const redemptionSchema = z.strictObject({
  redeemRequestId: z.string(),
  /** The upstream's word, such as `reset`. */
  code: z.string(),
  windowsReset: z.number().int().nullable(),
  redeemedAt: z.iso.datetime(),
  account: accountSummarySchema,
});
export type Redemption = z.infer<typeof redemptionSchema>;
