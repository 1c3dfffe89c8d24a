import { z } from 'zod';

import { requestLogPageSchema } from './request-log.ts';

/** What requests came to together. Counts are tokens, sums leave out what the upstream did not tell. */
const cacheFigures = {
  requests: z.number().int(),
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  /** Of the input of those requests whose cached part is known; `null` where there is none. */
  cacheHitPercent: z.number().nullable(),
  /** How often a conversation was served by another account than before. */
  moves: z.number().int(),
  /** Input that had to be read anew because of that. */
  coldTokens: z.number(),
};

/** One conversation as the request log remembers it. */
export const conversationSummarySchema = z.strictObject({
  conversationId: z.string(),
  accountIds: z.array(z.string()),
  models: z.array(z.string()),
  ...cacheFigures,
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

/** `GET /api/conversations`: used last first. */
export const conversationQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  /** The `nextCursor` of the page before. */
  cursor: z.coerce.number().int().positive().optional(),
});
export type ConversationQuery = z.infer<typeof conversationQuerySchema>;

export const conversationPageSchema = z.strictObject({
  conversations: z.array(conversationSummarySchema),
  hasMore: z.boolean(),
  nextCursor: z.number().int().nullable(),
});
export type ConversationPage = z.infer<typeof conversationPageSchema>;

/** `GET /api/conversations/{id}`: the conversation, and a page of its requests. */
export const conversationDetailSchema = requestLogPageSchema.extend({ conversation: conversationSummarySchema });
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** `GET /api/cache-hits`: per account, of the last days. */
export const cacheHitQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(7) });
export type CacheHitQuery = z.infer<typeof cacheHitQuerySchema>;

export const accountCacheHitsSchema = z.strictObject({ accountId: z.string(), ...cacheFigures });
export type AccountCacheHits = z.infer<typeof accountCacheHitsSchema>;

export const cacheHitsSchema = z.strictObject({
  days: z.number().int(),
  accounts: z.array(accountCacheHitsSchema),
});
export type CacheHits = z.infer<typeof cacheHitsSchema>;
