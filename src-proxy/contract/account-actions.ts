import { z } from 'zod';

import { accountStatusSchema, routingPolicySchema, type AccountSummary, type RoutingPolicy } from './account.ts';
import type { AffinityKind, StickyPage, StickyPurge, StickyPurged, StickyQuery } from './affinity.ts';
import type { AuditActor } from './audit.ts';
import type { RedeemRequest, Redemption, ResetCredits } from './reset-credits.ts';
import type {
  UpstreamProxyChoice,
  UpstreamProxySaved,
  UpstreamProxyTest,
  UpstreamProxyView,
} from './upstream-proxy.ts';

/** `PUT /api/accounts/{id}/alias`. Spaces around it go; nothing, or `null`, takes the name away. */
export const aliasUpdateSchema = z.strictObject({
  alias: z
    .string()
    .trim()
    .max(80, 'A name may have at most 80 characters.')
    .nullable()
    .transform((alias) => (alias === '' ? null : alias)),
});

/** `PUT /api/accounts/{id}/routing-policy`. */
export const routingPolicyUpdateSchema = z.strictObject({ routingPolicy: routingPolicySchema });

/** `PUT /api/accounts/order`: the owner's own order, first served first. Who is left out comes after, in no order. */
export const accountOrderSchema = z.strictObject({ accountIds: z.array(z.string()).max(10_000) });

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
  setRoutingPolicy(accountId: string, policy: RoutingPolicy): Promise<AccountSummary>;
  /** Resolves with all accounts. */
  setOrder(accountIds: readonly string[]): Promise<AccountSummary[]>;
  refreshUsage(accountId: string): Promise<AccountSummary>;
  probe(accountId: string): Promise<AccountProbe>;
}

/** The way out, of one account or of all (`null`). Each rejects with a `Refusal`. */
export interface UpstreamProxies {
  view(accountId: string | null): Promise<UpstreamProxyView>;
  test(accountId: string | null, choice: UpstreamProxyChoice): Promise<UpstreamProxyTest>;
  save(
    accountId: string | null,
    choice: UpstreamProxyChoice,
    options: { untested: boolean },
  ): Promise<UpstreamProxySaved>;
}

/** Resets that the owner may spend. Each rejects with a `Refusal`. */
export interface ResetCreditActions {
  list(accountId: string): Promise<ResetCredits>;
  redeem(accountId: string, request: RedeemRequest, actor: AuditActor): Promise<Redemption>;
}

/** Which conversation lives on which account. Each refuses with a `Refusal`. */
export interface StickySessions {
  list(query: StickyQuery): StickyPage;
  /** Its next request begins anew, on whichever account is chosen then. */
  unpin(kind: AffinityKind, key: string, actor: AuditActor): Promise<void>;
  purge(purge: StickyPurge, actor: AuditActor): Promise<StickyPurged>;
}
