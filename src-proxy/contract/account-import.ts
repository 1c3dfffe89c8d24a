import { z } from 'zod';

import { saidSchema } from './said.ts';

/** Whose way of writing a sign-in down it is. `tokens` is the bare set of tokens, as several programs export it. */
export const importFormatSchema = z.enum(['codex', 'opencode', 'cli-proxy-api', 'sub2api', 'codex-lb', 'tokens']);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** Why something in a file is not a sign-in that could be imported. */
export const importProblemCodeSchema = z.enum([
  'not_json',
  'too_large',
  'too_complex',
  'too_many_accounts',
  'not_recognised',
  'api_key',
  'other_service',
  'bare_token',
  'no_tokens',
  'no_access_token',
  'no_refresh_token',
  'damaged_token',
  'sealed',
  'signed_out',
  'no_identity',
]);
export type ImportProblemCode = z.infer<typeof importProblemCodeSchema>;

/** One account of one file: `index` counts from 0 through what the file holds. */
const placeSchema = z.strictObject({ file: z.string(), index: z.int().nonnegative() });
export type ImportPlace = z.infer<typeof placeSchema>;

/**
 * What an import of one account would do. Never holds a token.
 *
 * `new` adds it; `updates` gives a known account its new tokens; a `duplicate` is the same account as the row that
 * `duplicateOf` names, whose tokens are the freshest; `unreadable` says why in `code` and `message`.
 */
export const importPreviewRowSchema = z.strictObject({
  ...placeSchema.shape,
  result: z.enum(['new', 'updates', 'duplicate', 'unreadable']),
  /** `null` where nothing could be recognised. */
  format: importFormatSchema.nullable(),
  /** The id that the account has or would get; `null` for what is unreadable. */
  accountId: z.string().nullable(),
  email: z.string().nullable(),
  planType: z.string().nullable(),
  workspaceLabel: z.string().nullable(),
  /** What its owner calls the existing account, or else its e-mail address or id; `null` for what is unreadable. */
  displayName: z.string().nullable(),
  updatesAccountId: z.string().nullable(),
  /** The tokens we hold are newer and still work: an import leaves them alone unless it is told to overwrite. */
  tokensOlderThanOurs: z.boolean(),
  duplicateOf: placeSchema.nullable(),
  code: importProblemCodeSchema.nullable(),
  /** A sentence for a person: what is wrong and what to do, or what will happen that they may not expect. */
  message: z.string().nullable(),
  said: saidSchema.optional(),
});
export type ImportPreviewRow = z.infer<typeof importPreviewRowSchema>;

/** `POST /api/accounts/import/preview`: one row for each account of each file, in the order of the files. */
export const importPreviewSchema = z.strictObject({
  rows: z.array(importPreviewRowSchema),
  counts: z.strictObject({
    new: z.int(),
    updates: z.int(),
    duplicate: z.int(),
    unreadable: z.int(),
    /** Of `updates`: those that will be left alone, because our tokens are newer. */
    older: z.int(),
  }),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** How an import is to be done. */
export interface ImportOptions {
  /** Puts a file's tokens in the place of ours even when ours are newer. */
  readonly overwriteOlder?: boolean;
}
