import { z } from 'zod';

import { accountStatusSchema } from './account.ts';

/**
 * Figures since the start. Durations are milliseconds, of answers that came to their end; shares are from 0 to 1. `null` is
 * what nobody knows yet, which is not the same as nothing.
 */
const figures = {
  request_count: z.int().nonnegative(),
  success_count: z.int().nonnegative(),
  failure_count: z.int().nonnegative(),
  /** Their client left; neither a success nor a failure. */
  cancelled_count: z.int().nonnegative(),
  total_tokens: z.number().nonnegative(),
  /** Of those that succeeded or failed. */
  success_rate: z.number().min(0).max(1).nullable(),
  cost_usd: z.number().nonnegative(),
  cost_per_1k_input: z.number().nonnegative().nullable(),
  cost_per_1k_output: z.number().nonnegative().nullable(),
  latency_p50_ms: z.number().nonnegative().nullable(),
  latency_p95_ms: z.number().nonnegative().nullable(),
  first_event_p50_ms: z.number().nonnegative().nullable(),
  first_event_p95_ms: z.number().nonnegative().nullable(),
};

export const accountMetricsSchema = z.strictObject({
  /** The beginning of the account's id and a digest; never an e-mail address. */
  account: z.string(),
  /** For its owner alone; `null` where there is none, or it is an e-mail address. */
  alias: z.string().nullable().optional(),
  status: accountStatusSchema,
  ...figures,
});
export type AccountMetrics = z.infer<typeof accountMetricsSchema>;

export const providerMetricsSchema = z.strictObject({
  ...figures,
  /** Of the accounts' upstream: each of them. Not for holders of API keys. */
  accounts: z.array(accountMetricsSchema).optional(),
  /** Of a model source: what its owner calls it. Not for holders of API keys. */
  name: z.string().optional(),
});
export type ProviderMetrics = z.infer<typeof providerMetricsSchema>;

/**
 * `GET /v1/metrics/providers`: `codex` is the accounts, `source:<id>` a model source. Each stands at the top as well,
 * because scripts look in both places.
 */
export const providersMetricsSchema = z
  .object({
    since: z.iso.datetime(),
    uptime_seconds: z.number().nonnegative(),
    providers: z.record(z.string(), providerMetricsSchema),
  })
  .catchall(providerMetricsSchema);
export type ProvidersMetrics = z.infer<typeof providersMetricsSchema>;
