import { z } from 'zod';

import { longestPassword, shortestPassword } from './dashboard-door.ts';

/** An owner may do everything; a guest looks and changes nothing. */
export const dashboardRoles = ['owner', 'guest'] as const;
export type DashboardRole = (typeof dashboardRoles)[number];

const newPassword = z
  .string()
  .min(shortestPassword, `A password has at least ${shortestPassword} characters.`)
  .max(longestPassword, `A password has at most ${longestPassword} characters.`);
/** What is tried is not measured: that would tell something of what is set. */
const triedPassword = z.string().max(4 * longestPassword);
const code = z.string().trim().max(32);

export const passwordSetupSchema = z.strictObject({
  password: newPassword,
  bootstrapToken: z.string().trim().max(256).optional(),
});
export const passwordLoginSchema = z.strictObject({ password: triedPassword });
/** Whoever came in by way of this machine itself (the desktop window, the command line) need not know the current one. */
export const passwordChangeSchema = z.strictObject({ currentPassword: triedPassword.optional(), newPassword });
export const passwordRemoveSchema = z.strictObject({ currentPassword: triedPassword.optional() });
/** `null` ends the guests' access. */
export const guestPasswordSchema = z.strictObject({ password: newPassword.nullable() });
export const totpCodeSchema = z.strictObject({ code });
export const totpDisableSchema = z.strictObject({ code: code.optional() });
export const handoverSchema = z.strictObject({ token: z.string().max(256) });

/** `GET /api/dashboard-auth/session`: what the page shows, before anybody has signed in too. */
export const dashboardSessionSchema = z.strictObject({
  /** `null` for whoever may see nothing yet. */
  role: z.enum(dashboardRoles).nullable(),
  /** How the role was come by; `open` where no sign-in is asked for. */
  via: z.enum(['open', 'password', 'desktop', 'command line']).nullable(),
  passwordSet: z.boolean(),
  /** No password yet, and nobody gets in before there is one: the token from the console sets it. */
  bootstrapRequired: z.boolean(),
  /** The password was right; the code of the second factor is still to come. */
  totpRequired: z.boolean(),
  totpEnabled: z.boolean(),
  guestAccess: z.boolean(),
  /** Of this session; `null` without one. */
  expiresAt: z.iso.datetime().nullable(),
});
export type DashboardSession = z.infer<typeof dashboardSessionSchema>;

export const totpSetupSchema = z.strictObject({ secret: z.string(), otpauthUri: z.string(), qrSvgDataUri: z.string() });
export type TotpSetup = z.infer<typeof totpSetupSchema>;

/** The answer to a reset from the command line: where a sign-in is asked for all the same, what sets the next password. */
export const passwordResetSchema = z.strictObject({
  status: z.literal('reset'),
  bootstrapToken: z.string().nullable(),
});
export type PasswordReset = z.infer<typeof passwordResetSchema>;
