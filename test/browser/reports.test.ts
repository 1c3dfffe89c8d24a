import { readFile } from 'node:fs/promises';

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { reportSchema } from '#contract/reports.ts';

import { sampleReport, sampleReportRow } from '../../src-renderer/state/sample-report.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { axeFindings } from './axe.ts';
import { emailOf, focusedText, shoot, tabTo, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/reports';
const usage = { inputTokens: 1000, cachedTokens: 400, outputTokens: 100, reasoningTokens: 0 };

const reportedBy = (page: Page): Locator => page.getByTestId('report-of');
const tile = (page: Page, name: string): Locator => page.locator('dl > div').filter({ hasText: name });
const table = (page: Page, name: string): Locator => page.getByRole('table', { name, exact: true });

async function turn({ evenkeel }: Stage, model: string, client = 'codex_exec/1.0') {
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };
  const response = await evenkeel.fetch('/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': client },
    body: JSON.stringify({ model, stream: true, store: false, instructions: '', input: [message] }),
  });
  await response.text();
}

/** Three requests of two models, one of which nobody knows the price of, and one that failed. */
async function talk(stage: Stage): Promise<void> {
  stage
    .account('anna')
    .script([ok('1', { usage }), ok('2', { usage }), ok('3', { usage }), status(400, { detail: 'No such thing.' })]);
  await turn(stage, 'gpt-5.5');
  await turn(stage, 'gpt-5.5');
  await turn(stage, 'gpt-unheard-of', 'opencode/2.0');
  await turn(stage, 'gpt-5.5');
}

describe('reports', () => {
  it('says what was asked, and of what nobody knows the price', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page, timeZone } = stage;
    await page.getByText('There was no request in this period.').waitFor();
    await page.getByRole('button', { name: 'Show 30 days' }).click();
    await page.getByRole('link', { name: 'Connect a program' }).waitFor();
    await page.getByText('7 days', { exact: true }).click();
    await talk(stage);
    await tile(page, 'Requests').getByText('4', { exact: true }).waitFor();
    await tile(page, 'Failed').getByText('1 failed, 0 cancelled').waitFor();
    await tile(page, 'Tokens').getByText('40% of the input from the cache').waitFor();
    await page.getByText('what is known does not reach back').waitFor();
    await page.getByTestId('report-cost').getByText('1 request has no known price and is not in it.').waitFor();
    await reportedBy(page).getByText(`(7 days), ${timeZone}`).waitFor();

    const models = table(page, 'By model').locator('tbody tr');
    expect(await models.allInnerTexts()).toEqual([
      expect.stringMatching(/^gpt-5\.5\s+3\s+1\s+2\.2K[\s\S]+75%$/),
      expect.stringMatching(/^gpt-unheard-of\s+1\s+0\s+1\.1K[\s\S]+25%$/),
    ]);
    await table(page, 'By account').getByText(emailOf('anna')).waitFor();
    await table(page, 'By API key').getByText('Without a key').waitFor();
    await page.getByTestId('report-cost').getByRole('link', { name: 'Prices' }).click();
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
  });

  it('the address holds what is chosen: filters, period and time zone; back brings the one before', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page, timeZone } = stage;
    await talk(stage);
    await page.reload();
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('gpt-unheard-of');
    await tile(page, 'Requests').getByText('1', { exact: true }).waitFor();
    await page.getByText('Today', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Pacific/Kiritimati');
    await reportedBy(page).getByText('(1 day), Pacific/Kiritimati').waitFor();
    expect(new URL(page.url()).search).toBe('?period=today&timezone=Pacific%2FKiritimati&model=gpt-unheard-of');
    await page.reload();
    await reportedBy(page).getByText('(1 day), Pacific/Kiritimati').waitFor();
    expect(await page.getByRole('combobox', { name: 'Model', exact: true }).inputValue()).toBe('=gpt-unheard-of');
    await page.goBack();
    await reportedBy(page).getByText(`(1 day), ${timeZone}`).waitFor();
    await page.goBack();
    await reportedBy(page).getByText(`(7 days), ${timeZone}`).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await table(page, 'By model').getByRole('button', { name: 'Show only gpt-5.5' }).click();
    await tile(page, 'Requests').getByText('3', { exact: true }).waitFor();

    await page.getByRole('combobox', { name: 'Program' }).selectOption({ label: 'opencode' });
    await page.getByText('No request of this period fits the filters.').waitFor();
    await page.getByTestId('report-empty').getByRole('button', { name: 'Clear the filters' }).click();
    await tile(page, 'Requests').getByText('4', { exact: true }).waitFor();

    await page.getByText('Other dates', { exact: true }).click();
    await page.getByLabel('First day').fill('2024-05-01');
    await page.getByRole('alert').getByText('366 days at most').waitFor();
    await page.getByLabel('Last day').fill('2024-05-02');
    await page.getByText('There was no request in this period.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('the keyboard goes through the days, and one press shows a day alone', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page } = stage;
    await talk(stage);
    await page.reload();
    const chart = page.getByRole('figure', { name: 'Requests' });
    await chart.getByRole('img', { name: /^Requests by day, .* Most on .*: 4\.$/ }).waitFor();
    const days = chart.getByRole('slider', { name: 'Requests, day by day' });
    expect(await days.getAttribute('max')).toBe('6');
    await tabTo(page, days);
    await page.keyboard.press('End');
    await chart.locator('.legend').getByText('Failed 1').waitFor();
    expect(await days.getAttribute('aria-valuetext')).toContain('Answered 3, Failed 1, Cancelled 0');
    await page.keyboard.press('ArrowLeft');
    await chart.locator('.legend').getByText('Failed 0').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await reportedBy(page).getByText('(1 day)').waitFor();
    expect(await page.getByLabel('First day').inputValue()).toBe(await page.getByLabel('Last day').inputValue());

    await page.goBack();
    await reportedBy(page).getByText('(7 days)').waitFor();
    const box = await days.boundingBox();
    const lastDay = { x: (box?.width ?? 0) - 3, y: 40 };
    await days.hover({ position: lastDay });
    await chart.locator('.legend').getByText('Failed 1').waitFor();
    await days.click({ position: lastDay });
    await reportedBy(page).getByText('(1 day)').waitFor();
    const chosen = page.getByLabel('First day');
    expect(await chosen.inputValue()).toBe(await chosen.getAttribute('max'));
    await page.goBack();
    await reportedBy(page).getByText('(7 days)').waitFor();
    await chart.getByRole('button', { name: 'Requests as a table' }).click();
    const last = chart.getByRole('row').last();
    expect(await last.getByRole('cell').allInnerTexts()).toEqual(['3', '1', '0']);
    expect(await focusedText(page)).toBe('Table');
  });

  it('tables are sorted, and each can be had as CSV', async () => {
    await using stage = await open({ accounts: ['anna'], path: `${path}?client=codex_exec` });
    const { page, evenkeel } = stage;
    await talk(stage);
    await page.goto(`${evenkeel.origin}${path}`);
    const models = table(page, 'By model');
    const first = models.locator('tbody tr').first();
    await first.getByText('gpt-5.5').waitFor();
    await models.getByRole('button', { name: 'Cost' }).click();
    await models.getByRole('columnheader', { name: 'Share of cost' }).waitFor();
    await models.getByRole('button', { name: 'Cost' }).click();
    await first.getByText('gpt-unheard-of').waitFor();
    expect(await models.getByRole('columnheader', { name: 'Cost', exact: true }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'By model as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^evenkeel-model-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^model,requests,errors/);
    const [daily] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV by day' }).click(),
    ]);
    expect((await readFile(await daily.path(), 'utf8')).trim().split('\r\n')).toHaveLength(8);
    reportSchema.parse(
      await (await evenkeel.fetch('/api/reports?start=2026-01-01&end=2026-01-31&timezone=Europe/Berlin')).json(),
    );
  });

  it('a report that cannot be had says why, and is tried again', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page, problems } = stage;
    let isBroken = true;
    await page.route('**/api/reports?*', (route) => (isBroken ? route.abort() : route.continue()));
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByRole('alert').getByText('did not answer').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('report-empty').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(problems.splice(0).length).toBeGreaterThan(0);
  });

  it('hidden e-mails stay hidden', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page } = stage;
    await talk(stage);
    await page.reload();
    await table(page, 'By account').getByText(emailOf('anna')).waitFor();
    await page.getByLabel('Hide e-mails').check();
    await table(page, 'By account').getByText(emailOf('anna')).waitFor({ state: 'detached' });
    expect(await page.locator('main').innerText()).not.toContain('anna@');
  });
});

it.each(['light', 'dark'] as const)('%s, at three widths, nothing sticks out', async (colorScheme) => {
  await using stage = await open({ accounts: ['anna'], context: { colorScheme } });
  const { page } = stage;
  const [anna] = await stage.evenkeel.accounts();
  const figures = { requests: 900, errors: 12, tokens: 8_700_000, costMicroUsd: 29_000_000 };
  const names = Array.from({ length: 12 }, (_one, index) => `a-model-with-quite-a-long-name-${index}`);
  const report = sampleReport('2026-10-22', 30, {
    byModel: names.map((name, index) => sampleReportRow(name, { ...figures, requests: 900 - 70 * index })),
    byAccount: [sampleReportRow(anna?.accountId ?? null, figures), sampleReportRow(null, { requests: 3 })],
    byKey: [sampleReportRow(null, figures)],
    byClient: [sampleReportRow('codex_exec', figures), sampleReportRow('opencode', { requests: 40 })],
    bySource: [sampleReportRow(null, figures)],
  });
  await page.route('**/api/reports?*', (route) => route.fulfill({ json: report }));
  await page.goto(`${stage.evenkeel.origin}${path}?period=30d`);
  await tile(page, 'Requests').getByText('more than').waitFor();
  for (const width of [360, 800, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole('button', { name: 'Show all 12' }).waitFor();
    const root = 'document.documentElement';
    expect(await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
    await shoot(page, `reports-${colorScheme}-${width}`);
    await page.getByRole('figure', { name: 'Requests' }).scrollIntoViewIfNeeded();
    await page.getByRole('slider', { name: 'Requests, day by day' }).hover({ position: { x: 150, y: 60 } });
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, `reports-charts-${colorScheme}-${width}`);
    await page.getByRole('figure', { name: 'Tokens per second' }).scrollIntoViewIfNeeded();
    await shoot(page, `reports-lines-${colorScheme}-${width}`);
    await table(page, 'By program').scrollIntoViewIfNeeded();
    await shoot(page, `reports-tables-${colorScheme}-${width}`);
    await page.evaluate('window.scrollTo(0, 0)');
  }
});
