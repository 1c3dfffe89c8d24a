import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { reportSchema } from '#contract/reports.ts';
import { usageTrendSchema } from '#contract/forecast.ts';

import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { busyTrend } from './history-answers.ts';
import { card, emailOf, shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/accounts';

const names = (page: Page): Promise<string[]> =>
  page.getByRole('article').getByRole('heading', { level: 2 }).allInnerTexts();

describe('finding an account', () => {
  it('by words and by state; what is searched for stays out of the address', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page } = stage;
    await card(page, 'bert').getByRole('button', { name: 'Pause' }).click();
    await card(page, 'bert').getByText('Paused', { exact: true }).waitFor();
    await page.getByLabel('State').selectOption({ label: 'Paused' });
    await page.getByRole('status').getByText('1 of 3 accounts').waitFor();
    expect(await names(page)).toEqual([emailOf('bert')]);
    await page.getByLabel('Search').fill('cleo');
    await page.getByText('No account is like that.').waitFor();
    expect(new URL(page.url()).search).toBe('?state=paused');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('status').getByText('3 accounts').waitFor();
    await page.getByLabel('Search').fill('cleo@');
    await page.getByRole('status').getByText('1 of 3 accounts').waitFor();
    expect(await names(page)).toEqual([emailOf('cleo')]);
  });

  it('sorted by what is asked for, also after a reload', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert'] });
    const { page } = stage;
    stage.account('anna').usage = usualUsageOf(70, 10);
    stage.account('bert').usage = usualUsageOf(20, 10);
    for (const [name, left] of [
      ['anna', '30% left'],
      ['bert', '80% left'],
    ] as const) {
      await card(page, name).getByRole('button', { name: 'Refresh the figures' }).click();
      await card(page, name).getByText(left).waitFor();
    }
    await page.getByLabel('Sort by').selectOption({ label: 'Least used' });
    await expect.poll(() => names(page)).toEqual([emailOf('bert'), emailOf('anna')]);
    await page.getByLabel('Sort by').selectOption({ label: 'Name' });
    await expect.poll(() => names(page)).toEqual([emailOf('anna'), emailOf('bert')]);
    await page.goto(`${stage.evenkeel.origin}${path}?sort=left`);
    await expect.poll(() => names(page)).toEqual([emailOf('bert'), emailOf('anna')]);
  });

  it('as cards or as a table, which the browser remembers', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    await stage.turn();
    await page.getByRole('radio', { name: 'Cards' }).focus();
    await page.keyboard.press('ArrowRight');
    const row = page.getByRole('row', { name: new RegExp(`^${emailOf('anna')}`) });
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
    await page.reload();
    await row.getByRole('button', { name: 'Pause' }).click();
    await row.getByText('Paused', { exact: true }).waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
  });
});

describe('what an account did', () => {
  it('is told for the last seven days, as the engine has it', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert'] });
    const { page, evenkeel } = stage;
    // By key: figures that arrive meanwhile move what a pointer aims at.
    await card(page, 'bert').getByRole('button', { name: 'Pause' }).press('Enter');
    await card(page, 'bert').getByText('Paused', { exact: true }).waitFor();
    await stage.turn();
    await stage.turn();
    const answered = page.waitForResponse('**/api/reports?*');
    await page.reload();
    const report = reportSchema.parse(await (await answered).json());
    expect(report.byAccount.map(({ requests }) => requests)).toEqual([2]);
    expect(report.summary.days).toBe(7);
    await card(page, 'anna').getByTestId('account-week').getByText('2 requests').waitFor();
    await card(page, 'anna')
      .getByText(/of the input from the cache$/)
      .waitFor();
    await card(page, 'bert').getByText('No request in the last 7 days').waitFor();
    expect(await evenkeel.requestLogs()).toHaveLength(2);
  });

  it('how far it was used is a picture, its words, and a table', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page, evenkeel } = stage;
    const [anna] = await evenkeel.accounts();
    const real = await evenkeel.fetch(`/api/accounts/${encodeURIComponent(anna?.accountId ?? '')}/trends?days=7`);
    usageTrendSchema.parse(await real.json());
    await page.route('**/trends?*', (route) => route.fulfill({ json: busyTrend(anna?.accountId ?? '') }));
    await page.reload();
    const chart = card(page, 'anna').getByRole('img', {
      name: /^How far anna@example\.test was used over the last 7 days\. 5-hour window: at most \d+% used, .*; Weekly window: at most \d+% used, \d+% last, 1 reset\.$/,
    });
    await chart.waitFor();
    await tabTo(page, card(page, 'anna').getByText('Show as table'));
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: `How far ${emailOf('anna')} was used, by day` });
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(9);
    await card(page, 'anna').getByRole('button', { name: 'Details of' }).click();
    await page
      .getByTestId('account-details')
      .getByRole('img', { name: /^How far/ })
      .waitFor();
    await shoot(page, 'account-details-trend');
  });
});

describe('their order', () => {
  it('is changed by keyboard alone, says whether it matters, and can be taken back', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page } = stage;
    const before = await names(page);
    const last = before[2] ?? '';
    await tabTo(page, page.getByRole('button', { name: 'Change the order…' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Your own order' });
    await dialog.getByText('Requests are shared out by another strategy now').waitFor();
    await tabTo(page, dialog.getByRole('button', { name: `Move ${last} up` }));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await shoot(page, 'accounts-order');
    await tabTo(page, dialog.getByRole('button', { name: 'Save the order' }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => names(page)).toEqual([last, before[0], before[1]]);
    await page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => names(page)).toEqual(before);
  });
});

it('without an account there is one primary action', async () => {
  await using stage = await open({ path, accounts: [] });
  await stage.page.getByRole('heading', { name: 'Put your Codex accounts behind one address' }).waitFor();
  expect(await stage.page.locator('button.primary').count()).toBe(1);
});
