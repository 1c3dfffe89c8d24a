import { expect, it } from 'vitest';

import { poolForecastSchema, usageTrendSchema, type PoolForecast } from '../../src-proxy/contract/forecast.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { errorOf } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const hourMs = 3_600_000;
const forecastOf = async (stage: Stage): Promise<PoolForecast> =>
  poolForecastSchema.parse((await stage.call('/api/forecast')).json);
const pathOf = (stage: Stage, id: string): string => `/api/accounts/${encodeURIComponent(stage.summary(id).accountId)}`;

it('the pace of the pool is measured from what the upstream reports, and outlives a restart', async () => {
  const clock = createShiftedClock();
  await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], vault: 'file', clock });
  expect(await forecastOf(stage)).toMatchObject({ status: 'lasts', burnPercentPerHour: null, runsOutAt: null });

  clock.skip(hourMs);
  stage.account('acc-a').usage = usualUsageOf(70, 21);
  for (const id of ['acc-a', 'acc-b']) await stage.call(`${pathOf(stage, id)}/refresh-usage`, { method: 'POST' });
  const measured = await forecastOf(stage);
  expect(measured).toMatchObject({
    status: 'runs_out',
    bindingWindow: 'primary',
    nextSpentAccountId: stage.summary('acc-a').accountId,
  });
  expect(Date.parse(measured.runsOutAt ?? '')).toBeGreaterThan(clock.nowMs());
  const burn = measured.windows.find(
    ({ accountId, window }) => accountId === stage.summary('acc-a').accountId && window === 'primary',
  );
  expect(burn?.burnPercentPerHour).toBeGreaterThan(50);

  await stage.restart();
  expect(await forecastOf(stage)).toMatchObject({ status: 'runs_out', bindingWindow: 'primary' });
});

it('a trend is what was used over time, of one account', async () => {
  const clock = createShiftedClock();
  await using stage = await startStage({ accounts: ['acc-a'], clock });
  clock.skip(hourMs);
  stage.account('acc-a').usage = usualUsageOf(40, 20);
  await stage.call(`${pathOf(stage, 'acc-a')}/refresh-usage`, { method: 'POST' });

  const trend = async () => {
    const { points } = usageTrendSchema.parse((await stage.call(`${pathOf(stage, 'acc-a')}/trends`)).json);
    return points.filter(({ window }) => window === 'primary').map(({ usedPercent }) => usedPercent);
  };
  // A point is written behind the answer, and the trend is read from the disk.
  await expect.poll(trend).toEqual([10, 40]);
  const whole = await trend();
  clock.skip(2 * hourMs);
  const late = usageTrendSchema.parse((await stage.call(`${pathOf(stage, 'acc-a')}/trends?days=0.1`)).json);
  expect(late.points.filter(({ window }) => window === 'primary')).toHaveLength(whole.length - 1);
  const unknown = await stage.call('/api/accounts/nobody/trends');
  expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'account_not_found']);
  expect((await stage.call(`${pathOf(stage, 'acc-a')}/trends?days=1000`)).status).toBe(422);
});
