import { z } from 'zod';

/**
 * What a conversation is known by. `codex_session`: a header of the client names its session or thread. `prompt_cache`:
 * only the body's `prompt_cache_key` does, which says what may share a cache and not that it is one conversation.
 */
export const affinityKindSchema = z.enum(['codex_session', 'prompt_cache']);
export type AffinityKind = z.infer<typeof affinityKindSchema>;

/**
 * What became of a conversation's place in one request. `new`: nobody served it before. `stayed`: the same account as
 * before. `moved`: another one. `returned`: its own account again, after another one served meanwhile. `none`: nothing to
 * hold on to, or nobody served it.
 */
export const affinityOutcomeSchema = z.enum(['new', 'stayed', 'moved', 'returned', 'none']);
export type AffinityOutcome = z.infer<typeof affinityOutcomeSchema>;

export const requestAffinitySchema = z.strictObject({
  kind: affinityKindSchema,
  /** A short digest of the key, to tell conversations apart without their names. */
  keyHash: z.string(),
  bound: affinityOutcomeSchema,
});
export type RequestAffinity = z.infer<typeof requestAffinitySchema>;

/** One conversation's place. `isStale`: past its lifetime, and forgotten at its next use or soon. */
export const stickySessionSchema = z.strictObject({
  key: z.string(),
  kind: affinityKindSchema,
  accountId: z.string(),
  /** What a person calls the account. */
  displayName: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isStale: z.boolean(),
});
export type StickySession = z.infer<typeof stickySessionSchema>;

/** `GET /api/sticky-sessions`: used last first. */
export const stickyQuerySchema = z.strictObject({
  kind: affinityKindSchema.optional(),
  accountId: z.string().optional(),
  /** Part of a key, in any case. */
  query: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** The `nextCursor` of the page before. */
  cursor: z.string().max(1000).optional(),
});
export type StickyQuery = z.infer<typeof stickyQuerySchema>;

export const stickyPageSchema = z.strictObject({
  entries: z.array(stickySessionSchema),
  /** Of all that fit, on every page. */
  total: z.number().int(),
  hasMore: z.boolean(),
  nextCursor: z.string().nullable(),
});
export type StickyPage = z.infer<typeof stickyPageSchema>;

/** `POST /api/sticky-sessions/purge`: those past their lifetime, or all of one account. */
export const stickyPurgeSchema = z.union([
  z.strictObject({ staleOnly: z.literal(true) }),
  z.strictObject({ accountId: z.string().min(1) }),
]);
export type StickyPurge = z.infer<typeof stickyPurgeSchema>;

export const stickyPurgedSchema = z.strictObject({ purged: z.number().int() });
export type StickyPurged = z.infer<typeof stickyPurgedSchema>;
