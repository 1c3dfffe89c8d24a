import type { UsageWindowName } from '../storage/store.ts';

/** Weight of a plan’s windows, in credits, as the reference has them (codex-lb, selection pipeline); only their ratios matter. */
const capacity: Readonly<Record<string, Readonly<Record<UsageWindowName, number>>>> = {
  free: { primary: 0, secondary: 1134, monthly: 1134 },
  plus: { primary: 225, secondary: 7560, monthly: 7560 },
  business: { primary: 225, secondary: 7560, monthly: 7560 },
  team: { primary: 225, secondary: 7560, monthly: 7560 },
  edu: { primary: 225, secondary: 7560, monthly: 7560 },
  pro: { primary: 1500, secondary: 50_400, monthly: 50_400 },
  enterprise: { primary: 1500, secondary: 50_400, monthly: 50_400 },
  prolite: { primary: 1125, secondary: 37_800, monthly: 37_800 },
};

/** A plan that we do not know weighs like the smallest; what weighs nothing there still counts for one. */
export function planCapacity(planType: string, window: UsageWindowName): number {
  const plan = Object.hasOwn(capacity, planType) ? capacity[planType] : capacity.free;
  return Math.max(1, plan?.[window] ?? 1);
}
