import type { StrategyName } from '../../state/routing-plan.svelte.ts';

/** In the order of how often they are what one wants. */
export const strategyNames: readonly StrategyName[] = [
  'usage_weighted',
  'priority',
  'round_robin',
  'reset_drain',
  'fill_first',
  'sequential_drain',
  'capacity_weighted',
  'relative_availability',
  'single_account',
];

/** Those before which the accounts that reset first may be taken alone. */
export const mayPreferEarlierReset: ReadonlySet<StrategyName> = new Set([
  'usage_weighted',
  'fill_first',
  'capacity_weighted',
]);
