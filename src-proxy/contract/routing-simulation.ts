import { z } from 'zod';

import { trafficClasses } from './api-keys.ts';
import { routingDecisionSchema } from './request-log.ts';
import { settingDeclarations } from './settings.ts';

const percent = z.number().min(0).max(100);

/**
 * `POST /api/routing/simulate`: where the next new conversations would go, with the accounts as they stand. What is left
 * out is taken from the settings, or is the usual.
 */
export const simulateRequestSchema = z.strictObject({
  strategy: settingDeclarations.routingStrategy.schema.optional(),
  /** For `single_account`; else it is of no consequence. */
  singleAccountId: settingDeclarations.singleAccountId.schema.optional(),
  preferEarlierReset: settingDeclarations.preferEarlierReset.schema.optional(),
  /** Of what kind of key they come. */
  trafficClass: z.enum(trafficClasses).default('foreground'),
  /** The owner's order to try, first served first; who is left out comes after. */
  accountIds: z.array(z.string()).max(10_000).optional(),
  requests: z.number().int().min(1).max(200).default(20),
  /** What one request is taken to use up of the 5-hour window and of the long one, in percent of each. */
  costShortPercent: percent.default(1),
  costLongPercent: percent.default(0.2),
  /** Seconds from one request to the next. */
  everySeconds: z.number().min(0).max(86_400).default(60),
  /** Where lots are drawn, the same seed draws the same. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
});
export type SimulateRequest = z.infer<typeof simulateRequestSchema>;

export const simulationSchema = z.strictObject({
  strategy: z.string(),
  requests: z.array(
    z.strictObject({
      /** `null` where nobody could serve. */
      accountId: z.string().nullable(),
      displayName: z.string().nullable(),
      at: z.string(),
      decision: routingDecisionSchema,
    }),
  ),
  /** How many went to each account, most first. */
  share: z.array(z.strictObject({ accountId: z.string(), displayName: z.string(), requests: z.number().int() })),
});
export type RoutingSimulation = z.infer<typeof simulationSchema>;
