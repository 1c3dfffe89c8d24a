import { z } from 'zod';

import { requestAffinitySchema } from './affinity.ts';
import { oneOrMore, oneOrMoreTexts } from './one-or-more.ts';

/** Why one account was, or was not, the choice. `code` is stable; `detail` is for a person. */
export const candidateSchema = z.strictObject({
  accountId: z.string(),
  verdict: z.enum(['chosen', 'lost', 'ineligible']),
  code: z.string(),
  detail: z.string(),
  /** What the sentence is made of, for whoever says it in another language; see `KeptCandidate`. Some have only the sentence. */
  facts: z
    .strictObject({
      short: z.number().nullable(),
      long: z.number().nullable(),
      figure: z.number().nullable(),
      cause: z.string().optional(),
    })
    .optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** One routing decision with every account that was looked at. */
export const routingDecisionSchema = z.strictObject({
  strategy: z.string(),
  accountId: z.string().nullable(),
  reason: z.string(),
  /** The code of the reason, where it is known: `decisionReasons` has the sentences. */
  reasonCode: z.string().optional(),
  /** What the lot was drawn with, where one was: the same seed draws the same. */
  seed: z.number().optional(),
  candidates: z.array(candidateSchema),
});

/** One try on one account, or at one model source (`sourcePlace`). A request has one entry per try, in order. */
export const attemptSchema = z.strictObject({
  accountId: z.string(),
  outcome: z.string(),
  statusCode: z.number().nullable(),
  errorCode: z.string().nullable(),
  /** The upstream's error as it came, cut at 4 KiB and redacted. */
  rawError: z.string().nullable(),
  latencyMs: z.number(),
  decision: routingDecisionSchema,
});
export type AttemptRecord = z.infer<typeof attemptSchema>;

export const requestStatusSchema = z.enum(['success', 'error', 'cancelled']);

/** One finished request. Holds no prompt and no answer. Durations are milliseconds, counts are tokens. */
export const requestLogEntrySchema = z.strictObject({
  id: z.number().int(),
  requestId: z.string(),
  requestedAt: z.iso.datetime(),
  requestKind: z.string(),
  method: z.string(),
  path: z.string(),
  transport: z.enum(['http', 'websocket']),
  conversationId: z.string().nullable(),
  accountId: z.string().nullable(),
  model: z.string().nullable(),
  status: requestStatusSchema,
  /** The HTTP status that the client saw; `null` when it left before any. */
  statusCode: z.number().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  /** The last upstream error as it came, cut at 4 KiB and redacted; also when a later attempt succeeded. */
  upstreamError: z.string().nullable(),
  upstreamStatusCode: z.number().nullable(),
  inputTokens: z.number().nullable(),
  cachedInputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  tokens: z.number().nullable(),
  /** The upstream did not say what it took: the tokens, and the cost with them, are our own estimate. */
  usageEstimated: z.boolean(),
  latencyMs: z.number(),
  latencyFirstEventMs: z.number().nullable(),
  latencyQueueMs: z.number(),
  attempts: z.array(attemptSchema),
  useragent: z.string().nullable(),
  clientIp: z.string().nullable(),
  /** What became of the conversation's place; `null` for a request that belongs to none. */
  affinity: requestAffinitySchema.nullable(),
  /** The account that served the conversation before, where this one is another. */
  movedFrom: z.string().nullable(),
  /** Input that was read anew because of a move: told by the first answer after it, `null` in all others. */
  coldTokens: z.number().nullable(),
  /** Of a request that in the end nobody served: why each account was not the choice. */
  refusedDecision: routingDecisionSchema.nullable(),
  /** The API key that asked, and its name at that time; `null` for a program on this machine without one. */
  apiKeyId: z.string().nullable(),
  apiKeyName: z.string().nullable(),
  /** When it counted against the key's limits; `null` for what counts nothing: no key, or no answer. */
  chargedAt: z.iso.datetime().nullable(),
  /** What it would have cost by the price table, in millionths of a dollar; `null` where price or tokens are unknown. */
  costMicroUsd: z.number().int().nullable(),
  /** The tier that answered, as the upstream said; where it did not, the one that was asked for. */
  serviceTier: z.string().nullable(),
  reasoningEffort: z.string().nullable(),
  /** The model source that answered in place of an account; `null` for accounts. */
  sourceId: z.string().nullable(),
  /** The program that asked, by its user agent's first word without a version, such as `codex_cli_rs`; `null` where it gave none. */
  client: z.string().nullable(),
});
export type RequestLogEntry = z.infer<typeof requestLogEntrySchema>;

/** What the log is narrowed to. A parameter that stands several times means any of its values; '' stands for none. */
const filterShape = {
  accountId: oneOrMoreTexts,
  apiKeyId: oneOrMoreTexts,
  model: oneOrMoreTexts,
  client: oneOrMoreTexts,
  sourceId: oneOrMoreTexts,
  status: oneOrMore(requestStatusSchema).optional(),
  errorCode: oneOrMoreTexts,
  conversationId: z.string().optional(),
  /** When the request began: from then on, and before then. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** In the ids, the model, the error, the user agent or the path; upper and lower case of ASCII letters are one. */
  text: z.string().min(1).max(200).optional(),
};

export const requestLogQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  /** Entries older than this one (keyset page): the `nextCursor` of the page before. */
  cursor: z.coerce.number().int().positive().optional(),
  ...filterShape,
});
export type RequestLogQuery = z.infer<typeof requestLogQuerySchema>;
/** As it is asked inside: `hidesMessages` where whoever asks may not learn what errors say, so that `text` is not looked for there. */
export type RequestLogQuestion = RequestLogQuery & { readonly hidesMessages?: boolean };

/**
 * A page looks at a bounded number of rows: with a filter it may hold fewer entries than asked for, even none, and still
 * have a `nextCursor` to go on from.
 */
export const requestLogPageSchema = z.strictObject({
  requests: z.array(requestLogEntrySchema),
  hasMore: z.boolean(),
  nextCursor: z.number().int().nullable(),
  /** How far back has been looked, where a page ended for having looked at enough; `null` in all others. */
  scannedThrough: z.iso.datetime().nullable(),
});
export type RequestLogPage = z.infer<typeof requestLogPageSchema>;

/** `GET /api/request-logs/export` */
export const requestExportQuerySchema = z.strictObject({ format: z.enum(['csv', 'json']), ...filterShape });
export type RequestExportQuery = z.infer<typeof requestExportQuerySchema>;

/** `GET /api/request-logs/options`: what there is to filter by. `null` is never in it. */
export const requestLogOptionsSchema = z.strictObject({
  accountIds: z.array(z.string()),
  models: z.array(z.string()),
  /** Of a key that was removed, the name that it last had. */
  apiKeys: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  clients: z.array(z.string()),
  sourceIds: z.array(z.string()),
  statuses: z.array(requestStatusSchema),
  errorCodes: z.array(z.string()),
});
export type RequestLogOptions = z.infer<typeof requestLogOptionsSchema>;
