import { z } from 'zod';

import type { AuditActor } from './audit.ts';
import { saidSchema } from './said.ts';

/** Programs that Evenkeel can set up by itself. */
export const clientIdSchema = z.enum(['codex', 'opencode']);
export type ClientId = z.infer<typeof clientIdSchema>;

/**
 * How the Codex CLI is pointed here. `built-in`: its own provider, by `openai_base_url`, which keeps every earlier thread.
 * `provider`: a table of our own, which versions before `openai_base_url` need. Other programs have one way only.
 */
export const setupFormSchema = z.enum(['built-in', 'provider']);
export type SetupForm = z.infer<typeof setupFormSchema>;

/**
 * `elsewhere`: another program, or the person, has pointed it to another address. `drifted`: ours, but not as Evenkeel
 * would write it now. `unreadable`: its file has a form that is not changed by machine.
 */
export const setupStateSchema = z.enum(['not-set-up', 'set-up', 'drifted', 'elsewhere', 'unreadable']);
export type SetupState = z.infer<typeof setupStateSchema>;

export const clientStatusSchema = z.strictObject({
  id: clientIdSchema,
  name: z.string(),
  /** Whether the program, or its folder, was found. */
  installed: z.boolean(),
  /** The file that is or would be changed. */
  path: z.string(),
  state: setupStateSchema,
  /** The state as a person reads it. */
  sentence: z.string(),
  said: saidSchema.optional(),
  /** What differs from what Evenkeel would write, a sentence each. */
  drift: z.array(z.string()),
  /** The same, in their order. */
  driftSaid: z.array(saidSchema).optional(),
  /** Where the file sends the client now, without credentials. */
  endpoint: z.string().nullable(),
  /** Whether there is something of ours to take out. */
  canRestore: z.boolean(),
  /** In which form it is set up, or would be: setting it right keeps it. */
  form: setupFormSchema,
});
export type ClientStatus = z.infer<typeof clientStatusSchema>;
export const clientStatusListSchema = z.strictObject({ clients: z.array(clientStatusSchema) });

export const diffLineSchema = z.strictObject({
  kind: z.enum(['same', 'added', 'removed']),
  text: z.string(),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

export const setupActionSchema = z.enum(['apply', 'restore']);
export type SetupAction = z.infer<typeof setupActionSchema>;

/**
 * An API key for the program's file. SECURITY: one word of printable ASCII, so that it cannot become anything else in
 * somebody's file.
 */
export const clientKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,256}$/, 'The key must be one word of letters, digits and signs.');

export const setupPreviewRequestSchema = z.strictObject({
  action: setupActionSchema.default('apply'),
  form: setupFormSchema.default('built-in'),
  key: clientKeySchema.optional(),
});
export type SetupPreviewRequest = z.infer<typeof setupPreviewRequestSchema>;

export const setupPreviewSchema = z.strictObject({
  id: clientIdSchema,
  action: setupActionSchema,
  path: z.string(),
  /** Of the file as it is now. What is applied with it refuses when the file has changed since. */
  fingerprint: z.string(),
  /** In the form of `diff -u`; empty when nothing would change. Secrets in it are blacked out. */
  diff: z.string(),
  lines: z.array(diffLineSchema),
  /** What to know before agreeing. */
  notes: z.array(z.string()),
  /** The same, in their order. */
  notesSaid: z.array(saidSchema).optional(),
  /** Evenkeel demands an API key, and what is shown would send none: it is not written before one is given. */
  needsKey: z.boolean().optional(),
});
export type SetupPreview = z.infer<typeof setupPreviewSchema>;

export const setupApplyRequestSchema = z.strictObject({
  fingerprint: z.string(),
  form: setupFormSchema.default('built-in'),
  key: clientKeySchema.optional(),
});
export const setupRestoreRequestSchema = z.strictObject({
  /** Left out: whatever the file is now. */
  fingerprint: z.string().optional(),
});

export const setupOutcomeSchema = z.strictObject({
  client: clientStatusSchema,
  /** Whether the file has again exactly the bytes from before Evenkeel; `null` when something was written into it. */
  byteEqual: z.boolean().nullable(),
  sentence: z.string(),
  /** The parts of the sentence. */
  said: z.array(saidSchema).optional(),
});
export type SetupOutcome = z.infer<typeof setupOutcomeSchema>;

export const setupCheckSchema = z.strictObject({
  ok: z.boolean(),
  /** In the order in which they were tried; the first that fails is the last. */
  steps: z.array(z.strictObject({ ok: z.boolean(), sentence: z.string(), said: saidSchema.optional() })),
});
export type SetupCheck = z.infer<typeof setupCheckSchema>;

/** Setting up other people's programs. Everything here refuses with a `Refusal`. */
export interface ClientSetups {
  list(): Promise<ClientStatus[]>;
  preview(id: ClientId, request: SetupPreviewRequest): Promise<SetupPreview>;
  /**
   * @throws Refusal `client_config_changed` when the file is not the one that the fingerprint was taken of;
   * `validation_error` without a key where Evenkeel demands one
   */
  apply(
    id: ClientId,
    request: { readonly fingerprint: string; readonly form: SetupForm; readonly key?: string | undefined },
    actor: AuditActor,
  ): Promise<SetupOutcome>;
  restore(
    id: ClientId,
    request: { readonly fingerprint?: string | undefined },
    actor: AuditActor,
  ): Promise<SetupOutcome>;
  /** Asks the address in the client's file for its models, with the key that the client would send. */
  verify(id: ClientId): Promise<SetupCheck>;
}
