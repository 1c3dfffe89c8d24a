import { z } from 'zod';

/** What requests of clients came to together. Tokens and requests are counts, cost is in millionths of a dollar. */
export const historyFigureShape = {
  requests: z.number().int(),
  errors: z.number().int(),
  cancelled: z.number().int(),
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  /** Part of the output; `null` where no upstream told. */
  reasoningTokens: z.number().nullable(),
  tokens: z.number(),
  costMicroUsd: z.number(),
  /** Answers whose price nobody knows: the cost leaves them out. */
  unpriced: z.number().int(),
};
export const historyFiguresSchema = z.strictObject(historyFigureShape);
export type HistoryFigures = z.infer<typeof historyFiguresSchema>;

/** How long requests took. `null` where none of them tells. */
export const historyTimingShape = {
  /** From bins that double: within a bin the requests count as evenly spread. */
  medianFirstEventMs: z.number().nullable(),
  averageQueueMs: z.number().nullable(),
  /** Of successful answers, from their first event on. */
  tokensPerSecond: z.number().nullable(),
};
