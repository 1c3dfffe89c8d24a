import { z } from 'zod';

import { accountStatusSchema, accountSummarySchema, routingPolicySchema } from './account.ts';
import { requestAffinitySchema } from './affinity.ts';
import { attemptSchema, requestStatusSchema, routingDecisionSchema } from './request-log.ts';

/** `GET /debug/lb/events`: newest first. */
export const lbEventQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});

/** Why one request went where it did: every account that was looked at for every attempt, and how it ended. */
export const lbEventSchema = z.strictObject({
  id: z.number().int(),
  requestId: z.string(),
  at: z.iso.datetime(),
  kind: z.string(),
  model: z.string().nullable(),
  conversationId: z.string().nullable(),
  affinity: requestAffinitySchema.nullable(),
  movedFrom: z.string().nullable(),
  attempts: z.array(attemptSchema),
  /** Where nobody served it in the end: why each account was not the choice. */
  refusedDecision: routingDecisionSchema.nullable(),
  outcome: z.strictObject({
    status: requestStatusSchema,
    statusCode: z.number().nullable(),
    accountId: z.string().nullable(),
    errorCode: z.string().nullable(),
    errorMessage: z.string().nullable(),
  }),
});
export type LbEvent = z.infer<typeof lbEventSchema>;
export const lbEventsSchema = z.strictObject({ events: z.array(lbEventSchema) });

/** One account as routing sees it now. Percent is what is USED, running attempts included. */
export const lbAccountSchema = z.strictObject({
  accountId: z.string(),
  displayName: z.string(),
  status: accountStatusSchema,
  /** Whether a new conversation could start on it, and if not, the code of why and until when. */
  standing: z.strictObject({
    kind: z.enum(['ready', 'resting', 'out']),
    code: z.string(),
    until: z.iso.datetime().nullable(),
  }),
  routingPolicy: routingPolicySchema,
  priority: z.number().nullable(),
  health: z.enum(['healthy', 'probing', 'draining']),
  circuit: z.string().nullable(),
  shortUsedPercent: z.number().nullable(),
  longUsedPercent: z.number().nullable(),
  blockedUntil: z.iso.datetime().nullable(),
  cooldownUntil: z.iso.datetime().nullable(),
  backoffUntil: z.iso.datetime().nullable(),
  inFlight: z.number().int(),
  /** `null` where nobody counts them. */
  inFlightCreates: z.number().int().nullable(),
  inFlightStreams: z.number().int().nullable(),
  /** Conversations that live on it. */
  stickySessions: z.number().int(),
  lastUsedAt: z.iso.datetime().nullable(),
  usage: accountSummarySchema.shape.usage,
  usageRefreshedAt: z.iso.datetime().nullable(),
  lastError: accountSummarySchema.shape.lastError,
});
export type LbAccount = z.infer<typeof lbAccountSchema>;

/** `GET /debug/lb/state` */
export const lbStateSchema = z.strictObject({
  at: z.iso.datetime(),
  strategy: z.string(),
  /** Requests that an account takes at a time; 0 is any number. */
  caps: z.strictObject({ creates: z.number().int(), streams: z.number().int() }),
  accounts: z.array(lbAccountSchema),
});
export type LbState = z.infer<typeof lbStateSchema>;
