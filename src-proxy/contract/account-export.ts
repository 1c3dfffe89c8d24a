import { z } from 'zod';

import type { AuditActor } from './audit.ts';

/**
 * `POST /api/accounts/{id}/export/auth`: the sign-in of one account, for another program. `confirm` must be true, because
 * whoever has this file has the account; the answer is never cached, and the export is in the audit log.
 */
export const accountExportRequestSchema = z.strictObject({ confirm: z.literal(true) });

const codexAuthJsonSchema = z.strictObject({
  auth_mode: z.literal('chatgpt'),
  OPENAI_API_KEY: z.null(),
  tokens: z.strictObject({
    id_token: z.string(),
    access_token: z.string(),
    refresh_token: z.string(),
    account_id: z.string().nullable(),
  }),
  last_refresh: z.iso.datetime().nullable(),
});

const opencodeAuthJsonSchema = z.strictObject({
  openai: z.strictObject({
    type: z.literal('oauth'),
    refresh: z.string(),
    access: z.string(),
    /** Epoch milliseconds; 0 where the token does not say. */
    expires: z.number().int(),
    accountId: z.string().optional(),
  }),
});

/** The names are codex-lb's, so that its scripts go on working. */
export const accountExportSchema = z.strictObject({
  filename: z.string(),
  account: z.strictObject({ accountId: z.string(), email: z.string().nullable(), planType: z.string() }),
  tokens: z.strictObject({
    idToken: z.string(),
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresAtMs: z.number().int().nullable(),
  }),
  codexAuthJson: codexAuthJsonSchema,
  opencodeAuthJson: opencodeAuthJsonSchema,
});
export type AccountExport = z.infer<typeof accountExportSchema>;

/** Hands out secrets: whoever calls has asked the person; it is written down. Rejects with a `Refusal`. */
export type ExportAccount = (accountId: string, actor: AuditActor) => Promise<AccountExport>;
