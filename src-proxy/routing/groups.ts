import type { HealthTier } from './health.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { Entrant } from './strategy.ts';

/** As the reference: an account this close to its 5-hour limit is kept for when nobody else is left. */
const budgetPercent = 95;

const tiers: readonly HealthTier[] = ['healthy', 'probing', 'draining'];
const policies = ['burn_first', 'normal', 'over_budget', 'preserve'] as const;

/** Health before policy: within each tier what is to be used up first, then the usual, then what is to be kept. */
export function groupOf(
  { routingPolicy }: Pick<RoutableAccount, 'routingPolicy'>,
  tier: HealthTier,
  short: number | null,
  heedsHealth: boolean,
): number {
  const isOverBudget = heedsHealth && routingPolicy === 'normal' && short !== null && short > budgetPercent;
  const policy = policies.indexOf(isOverBudget ? 'over_budget' : routingPolicy);
  return heedsHealth ? tiers.indexOf(tier) * policies.length + policy : policy;
}

/** The entrants of the lowest group; on each of the others, why it is not among them. */
export function bestGroup<Account extends RoutableAccount>(
  entrants: readonly Entrant<Account>[],
): readonly Entrant<Account>[] {
  let best = Infinity;
  for (const { group } of entrants) if (group < best) best = group;
  const pool: Entrant<Account>[] = [];
  for (const entrant of entrants) {
    if (entrant.group === best) pool.push(entrant);
    else entrant.code = whyBehind(entrant, best);
  }
  return pool;
}

function whyBehind({ tier, group }: Entrant, best: number): string {
  if (Math.trunc(group / policies.length) !== Math.trunc(best / policies.length)) return tier;
  if (policies[best % policies.length] === 'burn_first') return 'not_burn_first';
  return policies[group % policies.length] === 'preserve' ? 'preserved' : 'over_budget';
}
