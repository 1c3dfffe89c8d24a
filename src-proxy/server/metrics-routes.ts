import type { IncomingMessage } from 'node:http';

import type { AccountBook } from '../accounts/account-book.ts';
import type { EngineState } from '../contract/events.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import { grantOf } from '../ingress/key-grant.ts';
import type { KeySight } from '../keys/key-sight.ts';
import { metricFamilies } from '../observe/metrics/metric-families.ts';
import { prometheusContentType, prometheusText } from '../observe/metrics/prometheus-text.ts';
import { providerFigures } from '../observe/metrics/provider-figures.ts';
import type { RequestMetrics } from '../observe/metrics/request-metrics.ts';
import type { Clock } from '../ports.ts';
import type { SourceBook } from '../sources/source-book.ts';
import { poolUsagePayload, type PoolWindow } from '../usage/pool-usage.ts';
import type { Route } from './route.ts';
import { sessionIdsOf } from './session-cookie.ts';

export interface MetricsRoutePorts {
  readonly metrics: RequestMetrics;
  readonly book: Pick<AccountBook, 'all' | 'summaries'>;
  readonly sources: Pick<SourceBook, 'enabled'>;
  readonly sees: KeySight;
  readonly signIn: Pick<DashboardSignIn, 'visitor'>;
  readonly settings: () => Pick<Settings, 'metricsEnabled'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly state: () => EngineState;
  readonly openSockets: () => number;
  readonly process: Pick<NodeJS.Process, 'memoryUsage' | 'cpuUsage'>;
}

/**
 * What has been counted since the start. Both are on the plane of the clients, because what scrapes has no session: a
 * program on this machine, or elsewhere one with an API key. The names that accounts were given are for their owner alone.
 */
export function metricsRoutes(ports: MetricsRoutePorts): Route[] {
  const { metrics, book, sources, sees, settings, clock, state, openSockets } = ports;

  const prometheus: Route['handle'] = (request, response) => {
    if (!settings().metricsEnabled)
      throw new Refusal(
        'not_found',
        'There is nothing at /metrics. Its owner can turn it on in the settings (metricsEnabled).',
      );
    const { activeRequests, unloggedRefusals, version, startedAt } = state();
    const { rss, heapUsed } = ports.process.memoryUsage();
    const { user, system } = ports.process.cpuUsage();
    const seesQuota = sees(grantOf(request), 'account_pool_usage');
    const families = metricFamilies({
      requests: metrics,
      unloggedRefusals,
      activeRequests,
      openSockets: openSockets(),
      accounts: book.summaries(),
      seesQuota,
      poolLeftPercent: poolLeft(),
      showsAliases: isOwner(request),
      process: {
        version,
        startedAtMs: Date.parse(startedAt),
        nowMs: clock.nowMs(),
        residentBytes: rss,
        heapBytes: heapUsed,
        cpuMicroseconds: user + system,
      },
    });
    response.set({ 'content-type': prometheusContentType, 'cache-control': 'no-store' }).end(prometheusText(families));
  };

  const providers: Route['handle'] = (request, response) => {
    const figures = providerFigures({
      requests: metrics,
      accounts: book.summaries(),
      sources: sources.enabled(),
      startedAtMs: Date.parse(state().startedAt),
      nowMs: clock.nowMs(),
      showsAccounts: grantOf(request) === null,
      showsAliases: isOwner(request),
    });
    response.set('cache-control', 'no-store').json(figures);
  };

  function poolLeft() {
    const members = [...book.all()].map(({ status, planType, usage }) => ({ status, planType, usage }));
    const { primary_window: short, secondary_window: long } = poolUsagePayload(members, clock.nowMs()).rate_limit;
    return { short: left(short), long: left(long) };
  }

  /** SECURITY: a key is not its owner, and once there is a password being on this machine is not enough either. */
  function isOwner(request: IncomingMessage): boolean {
    return grantOf(request) === null && ports.signIn.visitor(sessionIdsOf(request), null)?.role === 'owner';
  }

  return [
    { method: 'get', path: '/metrics', plane: 'data', handle: prometheus },
    { method: 'get', path: '/v1/metrics/providers', plane: 'data', handle: providers },
  ];
}

function left(window: PoolWindow | null): number | null {
  return window === null ? null : 100 - window.used_percent;
}
