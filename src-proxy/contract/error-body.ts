import { z } from 'zod';

/** The body of every refusal on the dashboard plane. */
export const apiErrorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), requestId: z.string() }),
});
export type ApiErrorBody = z.infer<typeof apiErrorSchema>;
