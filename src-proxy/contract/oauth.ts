import { z } from 'zod';

/**
 * Signing in to an account, as the dashboard and the command line see it. Names are those of codex-lb's `/api/oauth/*`.
 * No token ever passes here.
 */

export const oauthStartSchema = z.strictObject({
  /** Without it the browser is used. */
  forceMethod: z.enum(['browser', 'device']).optional(),
  /** Sign in to this account again; any other account or seat is then refused and nothing is written. */
  accountId: z.string().optional(),
});
export type OauthStart = z.infer<typeof oauthStartSchema>;

export const oauthStartedSchema = z.discriminatedUnion('method', [
  z.strictObject({
    flowId: z.string(),
    method: z.literal('browser'),
    authorizationUrl: z.url(),
    callbackUrl: z.url(),
    /** False when the callback port could not be had: then the address that the browser ends on is pasted. */
    listening: z.boolean(),
    /** Why it does not listen, and what to do, for a person; `null` when it does. */
    problem: z.string().nullable(),
    expiresAt: z.iso.datetime(),
  }),
  z.strictObject({
    flowId: z.string(),
    method: z.literal('device'),
    verificationUrl: z.url(),
    userCode: z.string(),
    intervalSeconds: z.number(),
    expiresInSeconds: z.number(),
    expiresAt: z.iso.datetime(),
  }),
]);
export type OauthStarted = z.infer<typeof oauthStartedSchema>;

export const oauthStatusSchema = z.strictObject({
  flowId: z.string(),
  status: z.enum(['pending', 'success', 'error', 'cancelled', 'expired']),
  errorCode: z.string().nullable(),
  /** A sentence for a person. */
  errorMessage: z.string().nullable(),
  accountId: z.string().nullable(),
  /** Whether the account is new to the pool; `null` until it is known. */
  result: z.enum(['added', 'updated']).nullable(),
});
export type OauthStatus = z.infer<typeof oauthStatusSchema>;

/** What watchers of live events are told when a sign-in begins, and when it is over. */
export const loginProgressSchema = z.strictObject({
  ...oauthStatusSchema.shape,
  /** The user agent of the program in which a person began it; `null` when it named none. */
  startedBy: z.string().nullable(),
});
export type LoginProgress = z.infer<typeof loginProgressSchema>;

export const oauthManualCallbackSchema = z.strictObject({ callbackUrl: z.string(), flowId: z.string().optional() });
export type OauthManualCallback = z.infer<typeof oauthManualCallbackSchema>;
export const oauthCancelSchema = z.strictObject({ flowId: z.string() });
