import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import { readableDecision } from '../contract/readable-decision.ts';
import { simulateRequestSchema, type RoutingSimulation, type SimulateRequest } from '../contract/routing-simulation.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock } from '../ports.ts';
import { routingRules } from '../routing/routing-rules.ts';
import { simulate } from '../routing/simulate.ts';
import { readJson } from './read-json.ts';
import type { Route } from './route.ts';

export interface RoutingRoutePorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly clock: Clock;
  readonly settings: () => Settings;
}

/** What a strategy would do, before anybody relies on it. Asks nobody and changes nothing. */
export function routingRoutes({ book, clock, settings }: RoutingRoutePorts): Route[] {
  return [
    {
      method: 'post',
      path: '/api/routing/simulate',
      plane: 'dashboard',
      handle: async (request, response) => {
        const asked = await readJson(request, response, simulateRequestSchema);
        response.json(simulationOf(asked, book.all(), settings(), clock.nowMs()));
      },
    },
  ];
}

function simulationOf(
  asked: SimulateRequest,
  accounts: readonly Account[],
  settings: Settings,
  nowMs: number,
): RoutingSimulation {
  const rules = routingRules({
    ...settings,
    routingStrategy: asked.strategy ?? settings.routingStrategy,
    singleAccountId: asked.singleAccountId ?? settings.singleAccountId,
    preferEarlierReset: asked.preferEarlierReset ?? settings.preferEarlierReset,
  });
  const results = simulate({
    ...rules,
    accounts,
    ...(asked.accountIds === undefined ? {} : { order: asked.accountIds }),
    yields: asked.trafficClass === 'opportunistic',
    requests: asked.requests,
    cost: { shortPercent: asked.costShortPercent, longPercent: asked.costLongPercent },
    everyMs: asked.everySeconds * 1000,
    seed: asked.seed,
    nowMs,
  });
  const names = new Map(accounts.map(({ id, label }) => [id, label]));
  const counts = new Map<string, number>();
  for (const { accountId } of results) if (accountId !== null) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return {
    strategy: rules.strategy,
    requests: results.map(({ accountId, atMs, decision }) => ({
      accountId,
      displayName: accountId === null ? null : (names.get(accountId) ?? null),
      at: new Date(atMs).toISOString(),
      decision: readableDecision(decision),
    })),
    share: [...counts]
      .map(([accountId, requests]) => ({ accountId, displayName: names.get(accountId) ?? accountId, requests }))
      .toSorted((a, b) => b.requests - a.requests || (a.accountId < b.accountId ? -1 : 1)),
  };
}
