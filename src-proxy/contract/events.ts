import { z } from 'zod';

import { accountSummarySchema } from './account.ts';
import { loginProgressSchema } from './oauth.ts';
import { requestLogEntrySchema } from './request-log.ts';
import { saidSchema } from './said.ts';

/** What the engine is doing, as far as a person needs to know. */
export const engineStateSchema = z.strictObject({
  version: z.string(),
  startedAt: z.iso.datetime(),
  /** Where it listens, such as `http://127.0.0.1:2455`; `null` while it does not. */
  origin: z.url().nullable(),
  phase: z.enum(['starting', 'running', 'draining', 'stopped']),
  /** The owner has paused the proxy: new requests are refused with `proxy_paused`. */
  paused: z.boolean(),
  activeRequests: z.number().int(),
  /** Refusals since the start that came faster than the request log takes them, and have no row in it. */
  unloggedRefusals: z.number().int(),
  vault: z.strictObject({
    kind: z.enum(['keychain', 'file', 'memory']),
    detail: z.string(),
    /** The parts of the detail. */
    said: z.array(saidSchema).optional(),
  }),
  upstreamBaseUrl: z.string(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

/** `GET /api/events`: one `snapshot` first, then what changed. Each is an SSE event whose name is `type`. */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('snapshot'),
    engine: engineStateSchema,
    accounts: z.array(accountSummarySchema),
    /** Newest first, at most 50. */
    requests: z.array(requestLogEntrySchema),
  }),
  z.strictObject({ type: z.literal('engine'), engine: engineStateSchema }),
  z.strictObject({ type: z.literal('account'), account: accountSummarySchema }),
  z.strictObject({ type: z.literal('account-removed'), accountId: z.string() }),
  z.strictObject({ type: z.literal('request'), request: requestLogEntrySchema }),
  z.strictObject({ type: z.literal('login'), login: loginProgressSchema }),
  z.strictObject({ type: z.literal('settings'), version: z.number().int() }),
  /** An API key was made, changed or deleted, or the price table was changed: whoever shows them asks again. */
  z.strictObject({ type: z.literal('api-keys') }),
  z.strictObject({ type: z.literal('prices') }),
  /** A model source was added, changed or removed: whoever shows them asks again. */
  z.strictObject({ type: z.literal('sources') }),
  /** A program on this machine was set up, or got its file back: whoever shows them asks again. */
  z.strictObject({ type: z.literal('clients') }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
export type LiveSnapshot = Extract<LiveEvent, { type: 'snapshot' }>;
