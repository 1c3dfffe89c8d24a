import { z } from 'zod';

import { historyFiguresSchema, historyFigureShape } from './history-figures.ts';
import { overviewTimeframes } from './overview-timeframes.ts';

/** `GET /api/overview` */
export const overviewQuerySchema = z.strictObject({ timeframe: z.enum(overviewTimeframes).default('7d') });

/** The pool's requests over a timeframe. Buckets are all there, oldest first, also empty ones. */
export const overviewStatsSchema = z.strictObject({
  timeframe: z.enum(overviewTimeframes),
  bucketSeconds: z.number().int(),
  /** When the first bucket begins. */
  since: z.iso.datetime(),
  buckets: z.array(z.strictObject({ t: z.iso.datetime(), ...historyFigureShape })),
  totals: historyFiguresSchema,
  /** Conversations with a request since then. */
  activeConversations: z.number().int(),
  /** The stretch of the same length before, as far into it as the running bucket has come, to a quarter of an hour. */
  previous: historyFiguresSchema,
  /** `canCompare` is false while the history does not reach back to the beginning of the stretch before. */
  comparison: z.strictObject({ canCompare: z.boolean() }),
  /** The code that most of the failed requests had. */
  topError: z.strictObject({ code: z.string(), count: z.number().int() }).nullable(),
});
export type OverviewStats = z.infer<typeof overviewStatsSchema>;
