import { z } from 'zod';

import { accountStatusSchema, type AccountSummary } from './account.ts';

/** `PUT /api/accounts/{id}/alias`. Spaces around it go; nothing, or `null`, takes the name away. */
export const aliasUpdateSchema = z.strictObject({
  alias: z
    .string()
    .trim()
    .max(80, 'A name may have at most 80 characters.')
    .nullable()
    .transform((alias) => (alias === '' ? null : alias)),
});

/** What one tiny request on one account did. Percentages are what is USED. */
export const accountProbeSchema = z.strictObject({
  status: z.literal('probed'),
  accountId: z.string(),
  /** `null` when the upstream did not answer. */
  probeStatusCode: z.number().int().nullable(),
  primaryUsedPercentBefore: z.number().nullable(),
  primaryUsedPercentAfter: z.number().nullable(),
  secondaryUsedPercentBefore: z.number().nullable(),
  secondaryUsedPercentAfter: z.number().nullable(),
  accountStatusBefore: accountStatusSchema,
  accountStatusAfter: accountStatusSchema,
});
export type AccountProbe = z.infer<typeof accountProbeSchema>;

/** What a person can do with one account, wherever they do it from. Each rejects with a `Refusal`. */
export interface AccountActions {
  rename(accountId: string, alias: string | null): Promise<AccountSummary>;
  refreshUsage(accountId: string): Promise<AccountSummary>;
  probe(accountId: string): Promise<AccountProbe>;
}
