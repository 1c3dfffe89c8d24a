import { z } from 'zod';

import { importOutcomeSchema } from './account.ts';
import { importPreviewSchema } from './account-import.ts';
import { saidSchema } from './said.ts';
import { settingKeys, type SettingKey } from './settings.ts';

/** Taking over the accounts, and if wanted the settings, of a codex-lb. Its folder is only ever read. */

const settingKeySchema = z.enum(settingKeys as [SettingKey, ...SettingKey[]]);
const settingValueSchema = z.union([z.string(), z.number(), z.boolean()]);

/** `GET /api/accounts/codex-lb`: the data folders of a codex-lb in the usual places. */
export const foundCodexLbSchema = z.strictObject({
  path: z.string(),
  /** `null` when the database is so large that counting would take a while; the preview counts. */
  accounts: z.int().nullable(),
  /** Of these: what could be imported. */
  readable: z.int().nullable(),
  problems: z.array(z.string()),
  /** The same by their codes, in the same order. */
  problemsSaid: z.array(saidSchema).optional(),
});
export const foundCodexLbsSchema = z.strictObject({ folders: z.array(foundCodexLbSchema) });
export type FoundCodexLb = z.infer<typeof foundCodexLbSchema>;

const aboutFolder = {
  path: z.string(),
  /** What a person changed in codex-lb and Evenkeel has no like for, by codex-lb's own names. */
  unmappedSettings: z.array(z.string()),
  /** What is wrong with the folder as a whole. */
  problems: z.array(z.string()),
  problemsSaid: z.array(saidSchema).optional(),
  /** What a person should know before and after. */
  notes: z.array(z.string()),
  notesSaid: z.array(saidSchema).optional(),
};

/**
 * `POST /api/accounts/codex-lb/preview`: what an import would do, in the rows of any import. `file` is the folder and
 * `index` counts its accounts; `displayName` is what the account is called there, also for what is unreadable.
 */
export const codexLbPreviewSchema = z.strictObject({
  ...aboutFolder,
  ...importPreviewSchema.shape,
  settings: z.array(z.strictObject({ key: settingKeySchema, value: settingValueSchema })),
  /** Its API keys. `problem` says why one cannot be taken over, or what of it is left out. */
  keys: z.array(
    z.strictObject({
      name: z.string(),
      hint: z.string(),
      result: z.enum(['new', 'duplicate', 'unreadable']),
      problem: z.string().nullable(),
      said: saidSchema.optional(),
    }),
  ),
});
export type CodexLbPreview = z.infer<typeof codexLbPreviewSchema>;

/** What was chosen from what `GET` offered. */
export const codexLbChoiceSchema = z.strictObject({ path: z.string() });
/** `POST /api/accounts/codex-lb/import`. */
export const codexLbImportSchema = z.strictObject({
  path: z.string(),
  settings: z.boolean().default(false),
  keys: z.boolean().default(false),
});

export const codexLbImportedSchema = z.strictObject({
  ...aboutFolder,
  outcomes: z.array(importOutcomeSchema),
  /** Empty when they were not asked for. `refusal` says why one could not be set here. */
  settings: z.array(
    z.strictObject({ key: settingKeySchema, value: settingValueSchema, refusal: z.string().nullable() }),
  ),
  /** Those that were taken over, and those that could not be; empty when they were not asked for. */
  keys: z.array(z.strictObject({ name: z.string(), refusal: z.string().nullable(), said: saidSchema.optional() })),
});
export type CodexLbImported = z.infer<typeof codexLbImportedSchema>;

/** What is taken over beside the accounts. */
export interface CodexLbTaken {
  readonly settings: boolean;
  readonly keys: boolean;
}

/** Imports from a codex-lb, as the engine offers them. */
export interface CodexLbImports {
  /** Those in the usual places. */
  found(): Promise<FoundCodexLb[]>;
  /** @throws Refusal `not_found` unless `path` is one of the usual places where there is one. */
  requireOffered(path: string): Promise<void>;
  preview(path: string): Promise<CodexLbPreview>;
  import(path: string, options: CodexLbTaken): Promise<CodexLbImported>;
}
