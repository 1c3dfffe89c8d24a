import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { overviewStatsSchema } from '#contract/overview-stats.ts';
import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { busyOverview, busyTrend } from './history-answers.ts';
import { card, emailOf, focusedText, shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

const tile = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const valueOf = (page: Page, name: string): Locator => tile(page, name).getByTestId('stat-value');

async function tellOfBusyDays(page: Page): Promise<void> {
  await page.route('**/api/overview?*', (route) => {
    const timeframe = new URL(route.request().url()).searchParams.get('timeframe') as OverviewTimeframe;
    return route.fulfill({ json: busyOverview(timeframe) });
  });
  await page.route('**/trends?*', (route) => {
    const accountId = decodeURIComponent(/accounts\/([^/]+)\//.exec(route.request().url())?.[1] ?? '');
    return route.fulfill({ json: busyTrend(accountId) });
  });
}

describe('the figures of the pool', () => {
  it('are those of the engine, and follow its requests', async () => {
    await using stage = await open();
    const { page, evenkeel } = stage;
    await valueOf(page, 'Requests').getByText('0', { exact: true }).waitFor();
    await tile(page, 'Requests').getByText('nothing to compare with yet').waitFor();
    expect(await valueOf(page, 'Error rate').innerText()).toBe('–');
    await stage.turn('talk-1');
    await valueOf(page, 'Requests').getByText('1', { exact: true }).waitFor();
    await valueOf(page, 'Active conversations').getByText('1', { exact: true }).waitFor();
    await tile(page, 'Error rate').getByText('no request failed').waitFor();
    const told = overviewStatsSchema.parse(await (await evenkeel.fetch('/api/overview?timeframe=7d')).json());
    expect(told.totals.requests).toBe(1);
    expect(await page.getByRole('img', { name: /^Requests over time: between 0 and 1, 1 last$/ }).count()).toBe(1);
  });

  it('stand beside those of the period before, in words', async () => {
    await using stage = await open();
    const { page } = stage;
    await tellOfBusyDays(page);
    await page.reload();
    await tile(page, 'Requests').getByText('▲ 25% more than in the 7 days before').waitFor();
    await tile(page, 'Tokens').getByText('from the cache, 75% of the input').waitFor();
    await tile(page, 'Cost').getByText('3 requests without a known price are left out').waitFor();
    await tile(page, 'Error rate')
      .getByText(/^▼ .* points lower than in the 7 days before$/)
      .waitFor();
    await tile(page, 'Error rate').getByText('usage_limit_reached').waitFor();
    expect(await valueOf(page, 'Active conversations').innerText()).toBe('118');
  });

  it('the timeframe stands in the address, by keyboard too, and holds after a reload', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const asked = page.waitForRequest('**/api/overview?timeframe=1d');
    await page.getByRole('radio', { name: '7 days' }).focus();
    await page.keyboard.press('ArrowLeft');
    await asked;
    expect(new URL(page.url()).search).toBe('?timeframe=1d');
    await page.reload();
    expect(await page.getByRole('radio', { name: '24 hours' }).isChecked()).toBe(true);
    await tile(page, 'Active conversations').getByText('with a request in the last 24 hours').waitFor();
    await page.getByRole('radio', { name: '7 days' }).check({ force: true });
    await tile(page, 'Active conversations').getByText('with a request in the last 7 days').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('are also a table', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    await stage.turn();
    await page.reload();
    await tabTo(page, page.getByRole('button', { name: 'Show as table' }));
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'What went through in the last 7 days' });
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(29);
    expect(await table.getByRole('row').nth(1).getByRole('cell').first().innerText()).toBe('1');
    expect(await focusedText(page)).toBe('Hide the table');
  });

  it('that cannot be had are asked for again', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    await page.route('**/api/overview?*', (route) => route.abort());
    await page.reload();
    const alert = page.getByTestId('pool-figures').getByRole('alert');
    await alert.waitFor();
    await page.unroute('**/api/overview?*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await tile(page, 'Requests').waitFor();
    await alert.waitFor({ state: 'detached' });
    expect(await valueOf(page, 'Requests').innerText()).toBe('0');
    // The browser notes the failure too.
    stage.problems.length = 0;
  });
});

describe('the accounts at a glance', () => {
  it('a pause shows at once, and Undo takes it back', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page, evenkeel } = stage;
    const anna = card(page, 'anna');
    await anna.getByRole('button', { name: 'Pause' }).click();
    await anna.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' }).click();
    await anna.getByText('Ready').waitFor();
    expect((await evenkeel.accounts())[0]?.status).toBe('active');
  });

  it('a pause that the engine refuses is taken back, with the reason', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const anna = card(page, 'anna');
    await page.route('**/pause', (route) => route.abort());
    await anna.getByRole('button', { name: 'Pause' }).click();
    await anna.getByRole('alert').waitFor();
    await anna.getByText('Ready').waitFor();
    expect(await page.getByRole('region', { name: 'Last change' }).count()).toBe(0);
    stage.problems.length = 0;
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, at three widths, nothing sticks out', async (colorScheme) => {
    await using stage = await open({ accounts: ['anna', 'bert', 'cleo'], context: { colorScheme } });
    const { page, evenkeel } = stage;
    await tellOfBusyDays(page);
    stage.account('bert').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    for (let count = 0; count < 3; count += 1) await stage.turn(`talk-${count}`);
    const overhang = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    for (const width of [360, 800, 1280]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.goto(`${evenkeel.origin}/dashboard`);
      await valueOf(page, 'Requests').waitFor();
      expect(await overhang(), `overview at ${width}`).toBeLessThanOrEqual(0);
      await shoot(page, `overview-busy-${colorScheme}-${width}`, { fullPage: true });

      await page.goto(`${evenkeel.origin}/dashboard/accounts`);
      await card(page, 'anna')
        .getByRole('img', { name: `How far ${emailOf('anna')} was used` })
        .waitFor();
      expect(await overhang(), `cards at ${width}`).toBeLessThanOrEqual(0);
      await shoot(page, `accounts-cards-${colorScheme}-${width}`, { fullPage: true });

      await page.getByRole('radio', { name: 'Table' }).check({ force: true });
      await page.getByRole('table', { name: /^Accounts, what they have left/ }).waitFor();
      expect(await overhang(), `table at ${width}`).toBeLessThanOrEqual(0);
      await shoot(page, `accounts-table-${colorScheme}-${width}`, { fullPage: true });
      await page.getByRole('radio', { name: 'Cards' }).check({ force: true });
    }
  });
});
