import type { Settings } from '../contract/settings.ts';
import type { Strategy } from './strategy.ts';
import { capacityWeighted } from './strategies/capacity-weighted.ts';
import { fillFirst } from './strategies/fill-first.ts';
import { ownerPriority } from './strategies/owner-priority.ts';
import { relativeAvailability } from './strategies/relative-availability.ts';
import { resetDrain } from './strategies/reset-drain.ts';
import { roundRobin } from './strategies/round-robin.ts';
import { sequentialDrain } from './strategies/sequential-drain.ts';
import { singleAccount } from './strategies/single-account.ts';
import { usageWeighted } from './strategies/usage-weighted.ts';

export const strategies: Readonly<Record<Settings['routingStrategy'], Strategy>> = {
  usage_weighted: usageWeighted,
  round_robin: roundRobin,
  priority: ownerPriority,
  fill_first: fillFirst,
  sequential_drain: sequentialDrain,
  reset_drain: resetDrain,
  capacity_weighted: capacityWeighted,
  relative_availability: relativeAvailability,
  single_account: singleAccount,
};
