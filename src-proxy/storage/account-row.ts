import { z } from 'zod';

import { accountStatusSchema, routingPolicySchema } from '../contract/account.ts';
import type { AccountRecord, UsageSample } from './store.ts';
import type { SqlValue } from './sql-value.ts';

export const accountColumns = [
  'id',
  'chatgpt_account_id',
  'chatgpt_user_id',
  'email',
  'alias',
  'workspace_id',
  'workspace_label',
  'seat_type',
  'plan_type',
  'previous_plan_type',
  'plan_changed_at_ms',
  'routing_policy',
  'priority',
  'upstream_proxy',
  'status',
  'deactivation_reason',
  'reset_at_ms',
  'blocked_at_ms',
  'last_refresh_ms',
  'refresh_mark_json',
  'created_at_ms',
  'usage_json',
] as const;

const text = z.string().nullable();
const timeMs = z.number().nullable();
const usageWindowSchema = z
  .object({ usedPercent: z.number(), windowMinutes: z.number(), resetAtMs: timeMs })
  .nullable();
const usageSampleSchema = z.object({
  atMs: z.number(),
  primary: usageWindowSchema,
  secondary: usageWindowSchema,
  monthly: usageWindowSchema,
  credits: z.object({ has: z.boolean(), unlimited: z.boolean(), balance: text }).nullable(),
  additional: z
    .array(
      z.object({
        limitName: z.string(),
        meteredFeature: text,
        primary: usageWindowSchema,
        secondary: usageWindowSchema,
        monthly: usageWindowSchema,
      }),
    )
    .exactOptional(),
  resetCredits: z.object({ available: z.number(), nearestExpiresAtMs: timeMs }).exactOptional(),
});
const refreshMarkSchema = z.object({
  kind: z.enum(['refresh', 'sign-in']),
  tokenHash: z.string(),
  startedAtMs: z.number(),
});

const accountRowSchema = z.object({
  id: z.string(),
  chatgpt_account_id: text,
  chatgpt_user_id: text,
  email: text,
  alias: text,
  workspace_id: text,
  workspace_label: text,
  seat_type: text,
  plan_type: z.string(),
  previous_plan_type: text,
  plan_changed_at_ms: timeMs,
  routing_policy: routingPolicySchema,
  priority: z.number().nullable(),
  upstream_proxy: text,
  status: accountStatusSchema,
  deactivation_reason: text,
  reset_at_ms: timeMs,
  blocked_at_ms: timeMs,
  last_refresh_ms: timeMs,
  refresh_mark_json: text,
  created_at_ms: z.number(),
  usage_json: text,
});

/** In the order of `accountColumns`. */
export function encodeAccount(record: AccountRecord): SqlValue[] {
  return [
    record.id,
    record.chatgptAccountId,
    record.chatgptUserId,
    record.email,
    record.alias,
    record.workspaceId,
    record.workspaceLabel,
    record.seatType,
    record.planType,
    record.previousPlanType,
    wholeMs(record.planChangedAtMs),
    record.routingPolicy,
    record.priority,
    record.upstreamProxy,
    record.status,
    record.deactivationReason,
    wholeMs(record.resetAtMs),
    wholeMs(record.blockedAtMs),
    wholeMs(record.lastRefreshMs),
    record.refreshMark === null ? null : JSON.stringify(record.refreshMark),
    wholeMs(record.createdAtMs),
    record.usage === null ? null : JSON.stringify(record.usage),
  ];
}

export function decodeAccount(value: unknown): AccountRecord {
  const row = accountRowSchema.parse(value);
  return {
    id: row.id,
    chatgptAccountId: row.chatgpt_account_id,
    chatgptUserId: row.chatgpt_user_id,
    email: row.email,
    alias: row.alias,
    workspaceId: row.workspace_id,
    workspaceLabel: row.workspace_label,
    seatType: row.seat_type,
    planType: row.plan_type,
    previousPlanType: row.previous_plan_type,
    planChangedAtMs: row.plan_changed_at_ms,
    routingPolicy: row.routing_policy,
    priority: row.priority,
    upstreamProxy: row.upstream_proxy,
    status: row.status,
    deactivationReason: row.deactivation_reason,
    resetAtMs: row.reset_at_ms,
    blockedAtMs: row.blocked_at_ms,
    lastRefreshMs: row.last_refresh_ms,
    refreshMark: row.refresh_mark_json === null ? null : refreshMarkSchema.parse(JSON.parse(row.refresh_mark_json)),
    createdAtMs: row.created_at_ms,
    usage: row.usage_json === null ? null : decodeUsage(row.usage_json),
  };
}

/** A sample of another shape is worth less than the account: the next poll brings a new one. */
function decodeUsage(json: string): UsageSample | null {
  return usageSampleSchema.nullable().catch(null).parse(JSON.parse(json));
}

/** The upstream may tell times in fractions, which an INTEGER column of a STRICT table refuses. */
function wholeMs(timeMs: number | null): number | null {
  return timeMs === null ? null : Math.round(timeMs);
}
