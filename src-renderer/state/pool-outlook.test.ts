import { expect, it } from 'vitest';

import type { PoolForecast } from '#contract/forecast.ts';

import { PoolOutlook } from './pool-outlook.svelte.ts';
import { RoutingPreview } from './routing-preview.svelte.ts';
import { sampleForecast } from './sample-balancing.ts';

it('of two questions the later one has the last word, whichever answer comes first', async () => {
  const waiting: ((forecast: PoolForecast) => void)[] = [];
  const outlook = new PoolOutlook({ forecast: () => new Promise((resolve) => waiting.push(resolve)) });
  const [first, second] = [outlook.refresh(), outlook.refresh()];
  waiting[1]?.(sampleForecast({ remainingPercent: 2 }));
  await second;
  waiting[0]?.(sampleForecast({ remainingPercent: 1 }));
  await first;
  expect(outlook.current?.remainingPercent).toBe(2);
});

it('a failure keeps what was known and is told', async () => {
  let isAway = false;
  const outlook = new PoolOutlook({
    forecast: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(sampleForecast())),
  });
  await outlook.refresh();
  isAway = true;
  await outlook.refresh();
  expect(outlook.current).not.toBeNull();
  expect(outlook.error).toBeInstanceOf(Error);
});

it('knows when one window of one account runs out', async () => {
  const window = {
    accountId: 'a1',
    window: 'primary',
    usedPercent: 50,
    evenPercent: 20,
    burnPercentPerHour: 30,
    resetsAt: '2026-01-01T16:00:00.000Z',
    runsOutAt: '2026-01-01T14:00:00.000Z',
  } as const;
  const outlook = new PoolOutlook({ forecast: () => Promise.resolve(sampleForecast({ windows: [window] })) });
  expect(outlook.runsOutAtMs('a1', 'primary')).toBeNull();
  await outlook.refresh();
  expect(outlook.runsOutAtMs('a1', 'primary')).toBe(Date.parse('2026-01-01T14:00:00Z'));
  expect(outlook.runsOutAtMs('a1', 'secondary')).toBeNull();
});

it('a preview asks with the whole choice, the order included', async () => {
  const asked: unknown[] = [];
  const preview = new RoutingPreview({
    simulateRouting: (question) => {
      asked.push(question);
      return Promise.resolve({ strategy: 'priority', requests: [], share: [] });
    },
  });
  await preview.ask({
    routingStrategy: 'priority',
    preferEarlierReset: 'weekly',
    singleAccountId: 'b',
    order: ['b', 'a'],
  });
  expect(asked).toEqual([
    {
      strategy: 'priority',
      preferEarlierReset: 'weekly',
      singleAccountId: 'b',
      accountIds: ['b', 'a'],
      requests: 20,
    },
  ]);
  expect(preview.current?.strategy).toBe('priority');
});
