import { z } from 'zod';

import { saidSchema } from './said.ts';
import { upstreamProxyTestSchema } from './upstream-proxy.ts';

/** The body of every refusal on the dashboard plane. */
export const apiErrorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    /** The field that is to be put right, where it is one. */
    param: z.string().optional(),
    /** The message by its code, where it has one of its own. */
    said: saidSchema.optional(),
    /** Of a way out that was not saved because it does not work. */
    test: upstreamProxyTestSchema.optional(),
  }),
});
export type ApiErrorBody = z.infer<typeof apiErrorSchema>;
