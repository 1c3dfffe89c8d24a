import { z } from 'zod';

/** A sentence of the engine as a code and what it names, for whoever says it in a language that is not English. */
export const saidSchema = z.strictObject({
  code: z.string(),
  /** By their names. A name that ends in `Ms` is a span in milliseconds. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()])),
});
export type Said = z.infer<typeof saidSchema>;
export type Facts = Said['facts'];
