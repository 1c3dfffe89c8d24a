import { z } from 'zod';

import { accountSummarySchema } from './account.ts';

/**
 * How upstream calls leave this machine. `global` follows the setting `upstreamProxy`; `direct` uses no proxy whatever
 * the setting says; `proxy` is an address of the scheme http, https or socks5, without credentials in it. `password` is
 * kept in the vault and never comes back; left out, the stored one stays, `null` takes it away.
 */
export const upstreamProxyChoiceSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('global') }),
  z.strictObject({ mode: z.literal('direct') }),
  z.strictObject({
    mode: z.literal('proxy'),
    address: z.string().trim().min(1).max(2000),
    username: z.string().max(500).nullable().optional(),
    password: z.string().max(2000).nullable().optional(),
  }),
]);
export type UpstreamProxyChoice = z.infer<typeof upstreamProxyChoiceSchema>;

/** What a test of a way out found. `text` is a sentence for a person. */
export const upstreamProxyTestSchema = z.strictObject({
  ok: z.boolean(),
  /** Which part failed: the proxy itself, its sign-in, or the way from it to the upstream. */
  failedAt: z.enum(['address', 'proxy', 'proxy_sign_in', 'upstream']).nullable(),
  text: z.string(),
  latencyMs: z.number().nullable(),
});
export type UpstreamProxyTest = z.infer<typeof upstreamProxyTestSchema>;

/** `GET /api/upstream-proxy` and `GET /api/accounts/{id}/upstream-proxy`. Never holds a password. */
export const upstreamProxyViewSchema = z.strictObject({
  mode: z.enum(['global', 'direct', 'proxy']),
  address: z.string().nullable(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
});
export type UpstreamProxyView = z.infer<typeof upstreamProxyViewSchema>;

/**
 * Answer of `PUT …/upstream-proxy`. A way that does not work is not saved (422 `upstream_proxy_failed`, the test in the
 * error's `test`), unless `?save_untested=true`.
 */
export const upstreamProxySavedSchema = z.strictObject({
  view: upstreamProxyViewSchema,
  test: upstreamProxyTestSchema.nullable(),
  /** `null` for the global one. */
  account: accountSummarySchema.nullable(),
});
export type UpstreamProxySaved = z.infer<typeof upstreamProxySavedSchema>;
