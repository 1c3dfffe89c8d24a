import { z } from 'zod';

/** A parameter that may stand in a query string several times: any of its values will do. */
export const oneOrMore = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z
    .union([schema, z.array(schema).min(1).max(50)])
    .transform((value): z.output<Schema>[] => (Array.isArray(value) ? value : [value]));

/** A value of the request log to look for; the empty one stands for rows without any. */
export const oneOrMoreTexts = oneOrMore(z.string().max(500)).optional();
