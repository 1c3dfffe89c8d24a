import { accountStatusSchema, type AccountSummary } from '../../contract/account.ts';
import { sourceIdAt } from '../../contract/source-place.ts';
import { accountLabel, plainAlias } from './account-label.ts';
import type { Family, Labels, Sample } from './prometheus-text.ts';
import { processFamilies, type ProcessFigures } from './process-families.ts';
import {
  newPlace,
  type Durations,
  type PlaceFigures,
  type RequestMetrics,
  type TokenFigures,
} from './request-metrics.ts';

export interface MetricsView {
  readonly requests: RequestMetrics;
  /** Refusals that were too many for a row each. */
  readonly unloggedRefusals: number;
  readonly activeRequests: number;
  readonly openSockets: number;
  readonly accounts: readonly AccountSummary[];
  /** Whether what accounts and pool have left may be told. */
  readonly seesQuota: boolean;
  /** What the pool has left, in percent; `null` where nobody has told. */
  readonly poolLeftPercent: Readonly<Record<'short' | 'long', number | null>>;
  /** Whether the accounts may be called by the names that their owner gave them. */
  readonly showsAliases: boolean;
  readonly process: ProcessFigures;
}

/** Everything there is to scrape. Pure. */
export function metricFamilies(view: MetricsView): Family[] {
  return [
    ...requestFamilies(view),
    ...modelFamilies(view.requests),
    ...poolFamilies(view),
    ...processFamilies(view.process),
  ];
}

function requestFamilies({ requests, unloggedRefusals, activeRequests, openSockets }: MetricsView): Family[] {
  const without = { flood: unloggedRefusals, write_failed: requests.unwritten };
  return [
    counter(
      'evenkeel_requests_total',
      'Requests that ended, streams and refused ones among them: as many as the request log has rows since the start.',
      [...requests.outcomes()].map(({ count, ...labels }) => ({ labels, value: count })),
    ),
    counter(
      'evenkeel_requests_without_row_total',
      'Requests that ended and have no row in the request log: refusals in a flood, and rows that could not be written.',
      byName('reason', Object.entries(without)),
    ),
    counter(
      'evenkeel_attempts_total',
      'Attempts at accounts and model sources, by the code of their failure or by how they ended.',
      byName('outcome', requests.attempts),
    ),
    counter(
      'evenkeel_failovers_total',
      'Attempts that were followed by another one, by the code of their failure.',
      byName('reason', requests.failovers),
    ),
    histogram('evenkeel_request_duration_seconds', 'From a request to the end of its answer.', requests, 'latency'),
    histogram(
      'evenkeel_first_event_seconds',
      'From a request to the first event of its answer.',
      requests,
      'firstEvent',
    ),
    histogram('evenkeel_queue_seconds', 'How long requests waited for an account.', requests, 'queue'),
    gauge('evenkeel_active_requests', 'Requests under way.', [{ labels: {}, value: activeRequests }]),
    gauge('evenkeel_websocket_connections', 'WebSockets of clients that are open.', [
      { labels: {}, value: openSockets },
    ]),
  ];
}

function modelFamilies({ models }: RequestMetrics): Family[] {
  const of = (read: (figures: TokenFigures) => number): Sample[] =>
    byName(
      'model',
      [...models].map(([model, figures]) => [model, read(figures)] as const),
    );
  return [
    counter(
      'evenkeel_model_requests_total',
      'Requests by model; one that was never answered is called other.',
      of((one) => one.requests),
    ),
    counter(
      'evenkeel_input_tokens_total',
      'Input tokens, cached ones among them.',
      of((one) => one.inputTokens),
    ),
    counter(
      'evenkeel_cached_input_tokens_total',
      'Input tokens that were in the cache.',
      of((one) => one.cachedInputTokens),
    ),
    counter(
      'evenkeel_output_tokens_total',
      'Output tokens, reasoning among them.',
      of((one) => one.outputTokens),
    ),
    counter(
      'evenkeel_reasoning_tokens_total',
      'Output tokens that were reasoning.',
      of((one) => one.reasoningTokens),
    ),
    counter(
      'evenkeel_cost_usd_total',
      'What it would have cost by the price table, in US dollars.',
      of((one) => one.costMicroUsd / 1e6),
    ),
    counter(
      'evenkeel_unpriced_requests_total',
      'Requests that took tokens whose price is unknown.',
      of((one) => one.unpricedRequests),
    ),
  ];
}

const windows = {
  short: 'primaryRemainingPercent',
  week: 'secondaryRemainingPercent',
  month: 'monthlyRemainingPercent',
} as const;

function poolFamilies(view: MetricsView): Family[] {
  const { accounts, requests, seesQuota, poolLeftPercent, showsAliases } = view;
  const perAccount = (read: (figures: Readonly<PlaceFigures>, account: AccountSummary) => number): Sample[] =>
    accounts.map((account) => ({
      labels: { account: accountLabel(account.accountId) },
      value: read(requests.places.get(account.accountId) ?? newPlace(), account),
    }));
  const count = (outcome: 'successes' | 'errors' | 'cancelled', label: string): Sample[] =>
    perAccount((figures) => figures[outcome]).map(({ labels, value }) => ({
      labels: { ...labels, status: label },
      value,
    }));
  const left = (seesQuota ? accounts : []).flatMap((account) =>
    Object.entries(windows).flatMap(([window, name]) =>
      known({ account: accountLabel(account.accountId), window }, account.usage[name]),
    ),
  );
  const sources = [...requests.places].filter(([place]) => sourceIdAt(place) !== null);
  return [
    gauge(
      'evenkeel_accounts',
      'Accounts by where they stand.',
      accountStatusSchema.options.map((status) => ({
        labels: { status },
        value: accounts.filter((account) => account.status === status).length,
      })),
    ),
    gauge('evenkeel_pool_left_percent', 'What the whole pool has left.', [
      ...known({ window: 'short' }, seesQuota ? poolLeftPercent.short : null),
      ...known({ window: 'long' }, seesQuota ? poolLeftPercent.long : null),
    ]),
    gauge(
      'evenkeel_account_info',
      'Which account is which; always 1.',
      accounts.map(({ accountId, alias, planType, status }) => ({
        labels: {
          account: accountLabel(accountId),
          plan: planType,
          status,
          ...(showsAliases ? { alias: plainAlias(alias) ?? '' } : {}),
        },
        value: 1,
      })),
    ),
    gauge('evenkeel_account_left_percent', 'What an account has left of a window.', left),
    gauge(
      'evenkeel_account_active_requests',
      'Requests on an account.',
      perAccount((_figures, { inFlight }) => inFlight),
    ),
    counter('evenkeel_account_requests_total', 'Requests that ended on an account.', [
      ...count('successes', 'success'),
      ...count('errors', 'error'),
      ...count('cancelled', 'cancelled'),
    ]),
    counter(
      'evenkeel_account_tokens_total',
      'Tokens that were used on an account.',
      perAccount((one) => one.totalTokens),
    ),
    counter(
      'evenkeel_account_cost_usd_total',
      'What it would have cost, in US dollars.',
      perAccount((one) => one.costMicroUsd / 1e6),
    ),
    counter(
      'evenkeel_source_requests_total',
      'Requests that ended at a model source.',
      byName(
        'source',
        sources.map(([place, one]) => [place, one.requests] as const),
      ),
    ),
  ];
}

function byName(label: string, entries: Iterable<readonly [string, number]>): Sample[] {
  return [...entries].map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function known(labels: Labels, value: number | null): Sample[] {
  return value === null ? [] : [{ labels, value }];
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'gauge', samples };
}

function histogram(name: string, help: string, { durations }: RequestMetrics, which: keyof Durations): Family {
  const series = [...durations].map(([kind, of]) => ({ labels: { kind }, durations: of[which] }));
  return { name, help: `${help} Of requests that were sent on.`, type: 'histogram', series };
}
