import type { AccountSummary, RoutingPolicy } from '#contract/account.ts';
import type { AffinityKind, StickyPage, StickyPurge, StickyPurged } from '#contract/affinity.ts';
import type { ConversationPage } from '#contract/conversations.ts';
import type { PoolForecast } from '#contract/forecast.ts';
import type { RoutingSimulation, SimulateRequest } from '#contract/routing-simulation.ts';

import { jsonInit } from './json-init.ts';

export interface StickyFilter {
  readonly kind: AffinityKind | null;
  readonly accountId: string | null;
  /** Part of a key; empty is any. */
  readonly query: string;
}

/** How the pool shares out requests: what is left, who is next, what lives where. */
export interface BalancingApi {
  forecast(): Promise<PoolForecast>;
  setRoutingPolicy(accountId: string, policy: RoutingPolicy): Promise<AccountSummary>;
  /** First served first; who is left out has no place. */
  setAccountOrder(accountIds: readonly string[]): Promise<AccountSummary[]>;
  /** Where the next requests would go. Sends none, and changes nothing. */
  simulateRouting(question: Partial<SimulateRequest>): Promise<RoutingSimulation>;
  stickySessions(page: StickyFilter & { limit: number; cursor: string | null }): Promise<StickyPage>;
  unpin(kind: AffinityKind, key: string): Promise<void>;
  purgeSticky(purge: StickyPurge): Promise<StickyPurged>;
  conversations(page: { limit: number; cursor: number | null }): Promise<ConversationPage>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function balancingApi(call: Call): BalancingApi {
  return {
    forecast: () => call('/api/forecast'),
    setRoutingPolicy: (accountId, routingPolicy) =>
      call(`/api/accounts/${encodeURIComponent(accountId)}/routing-policy`, jsonInit('PUT', { routingPolicy })),
    setAccountOrder: async (accountIds) =>
      (await call<{ accounts: AccountSummary[] }>('/api/accounts/order', jsonInit('PUT', { accountIds }))).accounts,
    simulateRouting: (question) => call('/api/routing/simulate', jsonInit('POST', question)),
    stickySessions: ({ kind, accountId, query, limit, cursor }) => {
      const search = new URLSearchParams({ limit: String(limit) });
      if (kind !== null) search.set('kind', kind);
      if (accountId !== null) search.set('accountId', accountId);
      if (query !== '') search.set('query', query);
      if (cursor !== null) search.set('cursor', cursor);
      return call(`/api/sticky-sessions?${search}`);
    },
    unpin: async (kind, key) => {
      await call(`/api/sticky-sessions/${kind}/${encodeURIComponent(key)}`, { method: 'DELETE' });
    },
    purgeSticky: (purge) => call('/api/sticky-sessions/purge', jsonInit('POST', purge)),
    conversations: ({ limit, cursor }) => {
      const search = new URLSearchParams({ limit: String(limit) });
      if (cursor !== null) search.set('cursor', String(cursor));
      return call(`/api/conversations?${search}`);
    },
  };
}
