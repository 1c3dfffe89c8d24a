import { z } from 'zod';

export const usageWindowNameSchema = z.enum(['primary', 'secondary', 'monthly']);

/** How one window of one account goes on at the present pace. Percent is of the whole window, times are ISO-8601. */
export const windowForecastSchema = z.strictObject({
  accountId: z.string(),
  window: usageWindowNameSchema,
  usedPercent: z.number(),
  /** Where even use would stand now; `null` where the reset is not known. */
  evenPercent: z.number().nullable(),
  /** `null` until there is enough to measure on. */
  burnPercentPerHour: z.number().nullable(),
  resetsAt: z.iso.datetime().nullable(),
  /** Only when that is before the reset. */
  runsOutAt: z.iso.datetime().nullable(),
});
export type WindowForecast = z.infer<typeof windowForecastSchema>;

/**
 * The pool as one number. `remainingPercent` is weighted by plan; of the windows it is the one that binds: the one that
 * runs out first, else the one with least left.
 */
export const poolForecastSchema = z.strictObject({
  computedAt: z.iso.datetime(),
  /** `no_accounts`: none in service. `unknown`: nobody has told us what is left. */
  status: z.enum(['no_accounts', 'unknown', 'dry', 'runs_out', 'lasts']),
  remainingPercent: z.number().nullable(),
  bindingWindow: usageWindowNameSchema.nullable(),
  /** Of the pool's capacity in that window. */
  burnPercentPerHour: z.number().nullable(),
  runsOutAt: z.iso.datetime().nullable(),
  /** When the first limited account is back; set when the pool is dry. */
  backAt: z.iso.datetime().nullable(),
  /** Whose window runs out first of all. */
  nextSpentAccountId: z.string().nullable(),
  nextSpentAt: z.iso.datetime().nullable(),
  /** Accounts in service of which nobody has told us anything for long. */
  unknownAccounts: z.number().int(),
  windows: z.array(windowForecastSchema),
});
export type PoolForecast = z.infer<typeof poolForecastSchema>;

/** `GET /api/accounts/{id}/trends?days=`: what was used over time, oldest first. */
export const usageTrendQuerySchema = z.object({ days: z.coerce.number().min(0.1).max(90).default(7) });
export const usageTrendSchema = z.strictObject({
  accountId: z.string(),
  points: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      window: usageWindowNameSchema,
      usedPercent: z.number(),
      resetsAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type UsageTrend = z.infer<typeof usageTrendSchema>;
