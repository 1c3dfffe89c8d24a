import { z } from 'zod';

import { saidSchema } from './said.ts';
import { settingViewSchema } from './settings.ts';

/** `not_applicable`: it cannot be judged here and now; the sentence says why. */
export const verdictSchema = z.enum(['fail', 'warn', 'ok', 'not_applicable']);
export type Verdict = z.infer<typeof verdictSchema>;

/** What one self-test found. */
export const diagnosticResultSchema = z.strictObject({
  /** Such as `vault.round-trip`; of an account, `account:` and its id. */
  id: z.string(),
  /** The rows of the table of symptoms that it answers, such as `S5`. */
  symptoms: z.array(z.string()),
  title: z.string(),
  verdict: verdictSchema,
  /** What was found. Redacted; may name an account by its e-mail. */
  sentence: z.string(),
  /** `null` where there is nothing to do. */
  whatToDo: z.string().nullable(),
  /** The finding as a code (`findingCodes`) and what it names. Redacted as the sentence is. */
  said: saidSchema.optional(),
  /** Figures and addresses, a line each. */
  details: z.array(z.string()),
  durationMs: z.number(),
});
export type DiagnosticResult = z.infer<typeof diagnosticResultSchema>;

export const diagnosticRunSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['running', 'done', 'cancelled']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** How many tests there are; `results` grows to as many, unless somebody cancels. */
  total: z.number().int(),
  /** In the order of the list, whatever the order in which they ended. */
  results: z.array(diagnosticResultSchema),
});
export type DiagnosticRun = z.infer<typeof diagnosticRunSchema>;

/** `GET /api/diagnostics`, and the answer of starting and of cancelling: the last run, `null` before the first. */
export const diagnosticsSchema = z.strictObject({ run: diagnosticRunSchema.nullable() });

/** `POST /api/diagnostics/run`. With `probe`, one tiny request goes upstream, which costs a little quota. */
export const diagnosticsStartSchema = z.strictObject({ probe: z.boolean().default(false) });

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;

/** `GET /api/diagnostics/logs`: that level and what is worse; `before` is the `before` of the page that came last. */
export const logQuerySchema = z.strictObject({
  level: z.enum(logLevels).default('debug'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  before: z
    .string()
    .regex(/^(?:current|older):\d{1,15}$/)
    .optional(),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

export const logLineSchema = z.strictObject({
  at: z.iso.datetime(),
  level: z.enum(logLevels),
  /** Redacted once more as it is read. */
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const logPageSchema = z.strictObject({
  /** Oldest first. */
  lines: z.array(logLineSchema),
  /** Where older lines begin; `null` where there are none. */
  before: z.string().nullable(),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** `GET /api/diagnostics/bundle/manifest`: what the file to hand on holds, said before anybody makes it. */
export const bundleManifestSchema = z.strictObject({
  fileName: z.string(),
  files: z.array(z.strictObject({ name: z.string(), what: z.string() })),
  /** What is in none of them, a sentence each. */
  never: z.array(z.string()),
  /** A code for each of these sentences, in their order. */
  neverCodes: z.array(z.string()).optional(),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** What `evenkeel doctor --json` prints. */
export const doctorReportSchema = z.strictObject({
  version: z.string(),
  /** Where the engine answers; `null` where none runs on the data folder. */
  running: z.string().nullable(),
  run: diagnosticRunSchema,
  settings: z.array(settingViewSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;
