import { describe, expect, it } from 'vitest';

import { poolForecastSchema } from '#contract/forecast.ts';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { card, emailOf, useBrowser } from './stage.ts';

const open = useBrowser();
const hourMs = 3_600_000;

describe('the pool as one number', () => {
  it('is renewed when an account changes, and promises nothing before it is measured', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const line = page.getByTestId('forecast');
    stage.account('anna').usage = usualUsageOf(10, 38);
    await card(page, 'anna').getByRole('button', { name: 'Refresh the figures' }).click();
    await line.getByText('62% left').waitFor();
    await line.getByText('too early to tell the pace').waitFor();
    const told = poolForecastSchema.parse(await (await stage.evenkeel.fetch('/api/forecast')).json());
    expect(told).toMatchObject({ status: 'lasts', remainingPercent: 62, burnPercentPerHour: null });

    stage.account('anna').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    await stage.turn();
    await line.getByText('Dry').waitFor();
    await line.getByText(/back at \d\d:\d\d/).waitFor();
  });

  it('says when it runs dry and who is spent first, and each bar when it runs out', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page, evenkeel } = stage;
    const [anna] = await evenkeel.accounts();
    const iso = (inMs: number) => new Date(Date.now() + inMs).toISOString();
    const forecast = poolForecastSchema.parse({
      computedAt: iso(0),
      status: 'runs_out',
      remainingPercent: 62,
      bindingWindow: 'primary',
      burnPercentPerHour: 30,
      runsOutAt: iso(2 * hourMs),
      backAt: null,
      nextSpentAccountId: anna?.accountId,
      nextSpentAt: iso(hourMs),
      unknownAccounts: 0,
      windows: [
        {
          accountId: anna?.accountId,
          window: 'primary',
          usedPercent: 38,
          evenPercent: 50,
          burnPercentPerHour: 30,
          resetsAt: iso(3 * hourMs),
          runsOutAt: iso(hourMs),
        },
      ],
    });
    await page.route('**/api/forecast', (route) => route.fulfill({ json: forecast }));
    await page.reload();
    const line = page.getByTestId('forecast');
    await line.getByText(/at this pace it runs dry .*\d\d:\d\d/).waitFor();
    await line.getByText(`next to be spent: ${emailOf('anna')}`).waitFor();
    expect((await line.innerText()).replaceAll(/\s/g, ' ')).toMatch(/^62% left · at this pace it runs dry .* · next/);
    await card(page, 'anna')
      .getByText(/^runs out .*\d\d:\d\d.* at this pace$/)
      .waitFor();
  });
});
