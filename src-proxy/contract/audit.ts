import { z } from 'zod';

/** Who asked for a change: a person through one of the faces, or through a program that we serve, or the engine by itself. */
export const auditActorSchema = z.enum(['dashboard', 'desktop', 'guest', 'tray', 'command line', 'program', 'engine']);
export type AuditActor = z.infer<typeof auditActorSchema>;

/** How the user agent of our own commands begins, by which the API knows them. */
export const commandLineAgent = 'evenkeel-cli/';

/** One change, or one look at a secret. `detail` never holds a secret. */
export const auditEntrySchema = z.strictObject({
  id: z.number().int(),
  at: z.iso.datetime(),
  actor: auditActorSchema,
  /** Such as `account.export`. */
  action: z.string(),
  /** The id of what it was done to. */
  target: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** `GET /api/audit-logs`: newest first; `before` is the id to go on from. */
export const auditQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.coerce.number().int().positive().optional(),
  action: z.string().optional(),
  target: z.string().optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditPageSchema = z.strictObject({ entries: z.array(auditEntrySchema), hasMore: z.boolean() });
export type AuditPage = z.infer<typeof auditPageSchema>;
