import { settingDeclarations } from '../../src-proxy/contract/settings.ts';
import { chooseAccount, type Choice } from '../../src-proxy/routing/choose-account.ts';
import type { RoutableAccount } from '../../src-proxy/routing/routable-account.ts';
import type { RoutingRules } from '../../src-proxy/routing/routing-rules.ts';

/** What a choice among many accounts costs, with the verdict on every one of them. */

const accountCount = 200;
const warmUpRounds = 3000;
const rounds = 5000;
const nowMs = 1_767_225_600_000;

export interface SelectionFigures {
  readonly strategy: string;
  readonly accounts: number;
  readonly meanMicros: number;
}

const plans = ['free', 'plus', 'team', 'pro', 'prolite'];

/** Most of them free to serve, so that the strategy has much to compare; the rest limited, resting, unknown, kept back. */
function largePool(): RoutableAccount[] {
  return Array.from({ length: accountCount }, (_, index) => ({
    id: `${index.toString(16).padStart(8, '0')}-7e1f-4c3b-9a55-${(index * 7919).toString(16).padStart(12, '0')}`,
    status: index % 23 === 0 ? 'rate_limited' : 'active',
    resetAtMs: index % 23 === 0 ? nowMs + 3_600_000 : null,
    cooldownUntilMs: index % 19 === 0 ? nowMs + 2000 : 0,
    backoffUntilMs: 0,
    usage:
      index % 17 === 0
        ? null
        : {
            atMs: nowMs,
            primary: { usedPercent: (index * 37) % 80, windowMinutes: 300, resetAtMs: nowMs + index * 60_000 },
            secondary: { usedPercent: (index * 53) % 80, windowMinutes: 10_080, resetAtMs: nowMs + index * 3_000_000 },
            monthly: null,
            credits: null,
          },
    inFlight: index % 2,
    lastSelected: (index * 31) % 97,
    planType: plans[index % plans.length] ?? 'plus',
    routingPolicy: index % 29 === 0 ? 'preserve' : 'normal',
    priority: index % 3 === 0 ? null : index,
    inFlightCreates: index % 3,
    inFlightStreams: index % 7,
  }));
}

export function measureSelection(): SelectionFigures[] {
  const accounts = largePool();
  return settingDeclarations.routingStrategy.schema.options.map((strategy) => {
    const choice = {
      accounts,
      strategy,
      caps: { creates: 4, streams: 8 },
      options: { preferEarlierReset: 'off', singleAccountId: accounts[1]?.id ?? '', circuitBreaker: true },
      boundTo: null,
      tried: new Map<string, string>(),
      nowMs,
    } satisfies RoutingRules & Omit<Choice<RoutableAccount>, 'seed'>;
    run(choice, warmUpRounds);
    // The time of this thread alone: what else the machine does while this runs is not the choice's.
    const before = process.threadCpuUsage();
    run(choice, rounds);
    const { user, system } = process.threadCpuUsage(before);
    return { strategy, accounts: accountCount, meanMicros: (user + system) / rounds };
  });
}

/** The looks of every decision are summed, so that nothing of the work can be left out. */
function run(choice: Omit<Choice<RoutableAccount>, 'seed'>, count: number): void {
  let looks = 0;
  for (let seed = 0; seed < count; seed += 1) looks += chooseAccount({ ...choice, seed }).decision.candidates.length;
  if (looks !== count * accountCount) throw new Error(`Of ${count * accountCount} verdicts ${looks} were given.`);
}
