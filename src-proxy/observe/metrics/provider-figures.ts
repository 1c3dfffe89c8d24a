import type { AccountSummary } from '../../contract/account.ts';
import type { ProviderMetrics, ProvidersMetrics } from '../../contract/provider-metrics.ts';
import { sourcePlace } from '../../contract/source-place.ts';
import { accountLabel, plainAlias } from './account-label.ts';
import { accountsProvider, newPlace, providerOf, type PlaceFigures, type RequestMetrics } from './request-metrics.ts';
import { Histogram } from './histogram.ts';

export interface ProvidersView {
  readonly requests: Pick<RequestMetrics, 'places'>;
  readonly accounts: readonly AccountSummary[];
  readonly sources: readonly { readonly id: string; readonly name: string }[];
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** What single accounts did and what sources are called, or only the sums. */
  readonly showsAccounts: boolean;
  /** What their owner calls the accounts. */
  readonly showsAliases: boolean;
}

/** Every provider, also one that nobody has asked. Pure. */
export function providerFigures(view: ProvidersView): ProvidersMetrics {
  const { requests, accounts, sources, startedAtMs, nowMs, showsAccounts, showsAliases } = view;
  const ofAccounts = [...requests.places].filter(([place]) => providerOf(place) === accountsProvider);
  const codex: ProviderMetrics = {
    ...figuresOf(summed(ofAccounts.map(([, figures]) => figures))),
    ...(showsAccounts
      ? {
          accounts: accounts.map(({ accountId, alias, status }) => ({
            account: accountLabel(accountId),
            ...(showsAliases ? { alias: plainAlias(alias) } : {}),
            status,
            ...figuresOf(requests.places.get(accountId) ?? newPlace()),
          })),
        }
      : {}),
  };
  const providers: Record<string, ProviderMetrics> = { [accountsProvider]: codex };
  for (const { id, name } of sources) {
    const figures = figuresOf(requests.places.get(sourcePlace(id)) ?? newPlace());
    providers[sourcePlace(id)] = showsAccounts ? { ...figures, name } : figures;
  }
  return {
    ...providers,
    since: new Date(startedAtMs).toISOString(),
    uptime_seconds: Math.max(0, nowMs - startedAtMs) / 1000,
    providers,
  } as ProvidersMetrics;
}

type Figures = Omit<ProviderMetrics, 'accounts' | 'name'>;

function figuresOf(place: Readonly<PlaceFigures>): Figures {
  const decided = place.successes + place.errors;
  return {
    request_count: place.requests,
    success_count: place.successes,
    failure_count: place.errors,
    cancelled_count: place.cancelled,
    total_tokens: place.totalTokens,
    success_rate: decided === 0 ? null : place.successes / decided,
    cost_usd: place.costMicroUsd / 1e6,
    cost_per_1k_input: perThousand(place.inputCostMicroUsd, place.pricedInputTokens),
    cost_per_1k_output: perThousand(place.outputCostMicroUsd, place.pricedOutputTokens),
    latency_p50_ms: place.latency.quantile(0.5),
    latency_p95_ms: place.latency.quantile(0.95),
    first_event_p50_ms: place.firstEvent.quantile(0.5),
    first_event_p95_ms: place.firstEvent.quantile(0.95),
  };
}

function perThousand(costMicroUsd: number, tokens: number): number | null {
  return tokens === 0 ? null : (costMicroUsd / 1e6 / tokens) * 1000;
}

const counted = [
  'requests',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'totalTokens',
  'costMicroUsd',
  'unpricedRequests',
  'successes',
  'errors',
  'cancelled',
  'inputCostMicroUsd',
  'outputCostMicroUsd',
  'pricedInputTokens',
  'pricedOutputTokens',
] as const;

function summed(places: readonly Readonly<PlaceFigures>[]): PlaceFigures {
  const sum = { ...newPlace(), latency: joined(places, 'latency'), firstEvent: joined(places, 'firstEvent') };
  for (const place of places) for (const name of counted) sum[name] += place[name];
  return sum;
}

function joined(places: readonly Readonly<PlaceFigures>[], which: 'latency' | 'firstEvent'): Histogram {
  const all = new Histogram();
  for (const place of places) all.add(place[which]);
  return all;
}
