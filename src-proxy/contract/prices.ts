import { z } from 'zod';

/** US dollars for a million tokens. */
const rate = z.number().nonnegative().max(1_000_000);

export const ratesSchema = z.strictObject({
  input: rate,
  /** `null` where the cache makes nothing cheaper. */
  cachedInput: rate.nullable(),
  output: rate,
});
export type Rates = z.infer<typeof ratesSchema>;

/** What a model costs. `null` for what is not priced apart: then the standard rates hold. */
export const priceSchema = z.strictObject({
  standard: ratesSchema,
  priority: ratesSchema.nullable().default(null),
  flex: ratesSchema.nullable().default(null),
  /** For requests of more than 272,000 input tokens. */
  longContext: ratesSchema.nullable().default(null),
});
export type Price = z.infer<typeof priceSchema>;

/** A model's name; a `*` at its end stands for whatever follows. */
export const modelPatternSchema = z
  .string()
  .trim()
  .regex(/^[^\s*]{1,128}\*?$/, 'a model name without blanks; only its last character may be a *');

/** One line of the table. `builtin` lines can be replaced, not removed; a `custom` one may stand in the place of such a line. */
export const priceEntrySchema = z.strictObject({
  model: z.string(),
  source: z.enum(['builtin', 'custom']),
  price: priceSchema,
});
export type PriceEntry = z.infer<typeof priceEntrySchema>;

/** `GET /api/prices`: by name. */
export const priceTableSchema = z.strictObject({ prices: z.array(priceEntrySchema) });
export type PriceTable = z.infer<typeof priceTableSchema>;
