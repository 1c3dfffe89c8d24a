import type { ModelSourceSummary } from '#contract/model-sources.ts';

/** What is left of a month's ceiling; `null` where there is none. Zero only once it is reached. */
export function leftPercent({
  spentMicroUsd,
  monthlyCeilingMicroUsd: ceiling,
}: Pick<ModelSourceSummary, 'spentMicroUsd' | 'monthlyCeilingMicroUsd'>): number | null {
  if (ceiling === null) return null;
  if (spentMicroUsd >= ceiling) return 0;
  return Math.max(0.5, 100 - (100 * spentMicroUsd) / ceiling);
}
