import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { requestLogOptionsSchema, requestLogPageSchema } from '#contract/request-log.ts';

import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { clipboardText, emailOf, shoot, useBrowser } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/requests';
/** So that each account meets a request whatever is known of its usage by then. */
const inTurn = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };

const rowsOf = (page: Page) => page.locator('tr.request');
const shown = (page: Page, count: number) =>
  page.getByTestId('shown').getByText(`${count} shown`, { exact: true }).waitFor();
const detailsOf = (page: Page) => page.getByRole('dialog', { name: 'Request', exact: true });
const queryOf = (page: Page) => new URL(page.url()).searchParams;

async function choose(page: Page, ...values: string[]): Promise<void> {
  await page.getByRole('button', { name: /^Filters/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Filter requests' });
  for (const value of values) await dialog.getByLabel(value, { exact: true }).check();
  await dialog.getByRole('button', { name: 'Show these' }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe('the request log', () => {
  it('shows a request the moment it is done, and its detail', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page } = stage;
    await page.getByText('No request yet.').waitFor();
    stage
      .account('anna')
      .script([ok('hi', { usage: { inputTokens: 1234, cachedTokens: 1000, outputTokens: 56, reasoningTokens: 7 } })]);
    expect((await stage.turn()).status).toBe(200);

    const row = rowsOf(page).first();
    await row.getByText('Answered').waitFor();
    expect(await row.innerText()).toMatch(/gpt-5\.5[\s\S]*anna@example\.test[\s\S]*1\.2K \/ 56[\s\S]*1K cached/);
    await row.getByRole('button').click();
    const detail = detailsOf(page);
    // 234 at $5, 1,000 at $0.50 and 56 at $30 for a million.
    expect(await detail.locator('[data-cost="input"]').innerText()).toMatch(/234\s+\$5\.00\s+\$0\.0012/);
    expect(await detail.locator('[data-cost="cached"]').innerText()).toMatch(/1,000\s+\$0\.50\s+\$0\.0005/);
    expect(await detail.locator('[data-cost="output"]').innerText()).toMatch(/7 of it reasoning\s+56\s+\$30\.00/);
    await detail.getByRole('row', { name: /^Until the first event/ }).waitFor();
    const [entry] = await stage.evenkeel.requestLogs();
    await detail.getByText(entry?.requestId ?? 'no request', { exact: true }).waitFor();
    await detail.getByRole('button', { name: 'Copy the request id' }).click();
    await detail.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await clipboardText(page)).toBe(entry?.requestId);
  });

  it('shows every try of a request that moved on, why, and the raw upstream error', async () => {
    await using stage = await open({ path, env: inTurn });
    const { page } = stage;
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    stage.account('anna').script([usageLimit({ resetsAt })]);
    // In turn: one of the two begins on the account that refuses.
    await stage.turn();
    await stage.turn();
    const moved = rowsOf(page).filter({ hasText: 'after 1 failed try' });
    await moved.getByText('Answered').waitFor();
    expect(await moved.innerText()).toContain(emailOf('bert'));
    await moved.getByRole('button').click();

    const detail = detailsOf(page);
    const raw = detail.getByTestId('raw-error');
    expect(await raw.innerText()).toContain('usage_limit_reached');
    expect(await raw.innerText()).toContain(String(resetsAt));
    await detail.getByRole('button', { name: 'Copy the raw error' }).click();
    expect(await clipboardText(page)).toBe(await raw.innerText());
    await detail.getByRole('heading', { name: `1. ${emailOf('anna')}` }).waitFor();
    await detail.getByRole('heading', { name: `2. ${emailOf('bert')}` }).waitFor();
    await detail
      .getByRole('list', { name: 'Accounts looked at' })
      .first()
      .getByText('Chosen', { exact: true })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Overview' }).click();
    await page
      .getByRole('article', { name: emailOf('anna') })
      .getByText(/^Back /)
      .first()
      .waitFor();
  });

  it('is narrowed in the address: it can be shared, and back and forward lead through it', async () => {
    await using stage = await open({ path, env: inTurn });
    const { page, evenkeel } = stage;
    for (let count = 0; count < 6; count += 1) await stage.turn();
    await page.reload();
    await shown(page, 6);
    const accounts = await evenkeel.accounts();
    const annaId = accounts.find(({ email }) => email === emailOf('anna'))?.accountId ?? '';
    const logs = await evenkeel.requestLogs();
    const ofAnna = logs.filter(({ accountId }) => accountId === annaId).length;
    expect(ofAnna).toBeGreaterThan(0);
    expect(ofAnna).toBeLessThan(6);

    await choose(page, emailOf('anna'), 'gpt-5.5');
    await shown(page, ofAnna);
    expect([queryOf(page).getAll('accountId'), queryOf(page).getAll('model')]).toEqual([[annaId], ['gpt-5.5']]);
    await page.getByRole('button', { name: /^Filters\s*2$/ }).waitFor();
    await page.reload();
    await shown(page, ofAnna);
    await choose(page, 'Failed');
    await page.getByText('No request matches these filters.').waitFor();
    await page.goBack();
    await shown(page, ofAnna);
    await page.goForward();
    await page.getByText('No request matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Remove the filter Status: Failed' }).click();
    await shown(page, ofAnna);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await shown(page, 6);
    expect(new URL(page.url()).search).toBe('');

    // What arrives passes through the same filters.
    const client = logs[0]?.client ?? '';
    await choose(page, client, 'Answered');
    await shown(page, 6);
    await stage.turn();
    await shown(page, 7);
    await choose(page, emailOf('bert'));
    await page.getByRole('button', { name: 'Clear all' }).click();
    await shown(page, 7);

    const find = page.getByRole('searchbox', { name: 'Find' });
    await find.fill('no such words');
    await page.getByText('No request matches these filters.').waitFor();
    await find.fill('GPT-5.5');
    await shown(page, 7);
    expect(queryOf(page).get('text')).toBe('GPT-5.5');
    await page.getByRole('combobox', { name: 'Time' }).selectOption({ label: 'Last 15 minutes' });
    await shown(page, 7);
    expect(queryOf(page).get('last')).toBe('15m');
    await page.getByRole('combobox', { name: 'Time' }).selectOption({ label: 'From … to …' });
    await page.getByLabel('Until').fill('2020-01-01T00:00');
    await page.getByLabel('Until').blur();
    await page.getByText('No request matches these filters.').waitFor();
    expect(queryOf(page).get('until')).toBe(await page.evaluate("new Date('2020-01-01T00:00').toISOString()"));
    await page.getByRole('button', { name: 'Show all' }).click();
    await shown(page, 7);
    expect(await find.inputValue()).toBe('');
    requestLogOptionsSchema.parse(await (await evenkeel.fetch('/api/request-logs/options')).json());
  });

  it('leads from one request to all of its conversation', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page } = stage;
    await stage.turn('thread-1');
    await stage.turn('thread-2');
    await stage.turn('thread-1');
    await shown(page, 3);
    await rowsOf(page).first().getByRole('button').click();
    await detailsOf(page).getByRole('button', { name: 'All of this conversation' }).click();
    await shown(page, 2);
    expect(queryOf(page).get('conversationId')).toBe('thread-1');
    await page.getByRole('button', { name: 'Remove the filter Conversation: thread-1' }).click();
    await shown(page, 3);
  });

  it('shows the columns that were chosen, also after a reload', async () => {
    await using stage = await open({ accounts: ['anna'], path });
    const { page } = stage;
    await stage.turn();
    const heads = () => page.getByRole('table').getByRole('columnheader').allInnerTexts();
    await shown(page, 1);
    expect(await heads()).toEqual(['Time', 'Model', 'Account', 'Tokens in / out', 'Cost', 'Latency', 'Status']);
    await page.getByRole('button', { name: 'Columns' }).click();
    const dialog = page.getByRole('dialog', { name: 'Columns of the table' });
    await dialog.getByLabel('As many as fit').uncheck();
    for (const column of ['Tokens', 'Cost', 'Model', 'Account', 'Client', 'First event', 'Latency']) {
      await dialog.getByLabel(column, { exact: true }).uncheck();
    }
    await dialog.getByLabel('Queue').check();
    expect(await dialog.getByLabel('Time', { exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await shown(page, 1);
    expect(await heads()).toEqual(['Time', 'Queue', 'Status', 'Why there']);
    await rowsOf(page).first().getByText('This account').waitFor();
  });

  it('goes to a file as it is narrowed', async () => {
    await using stage = await open({ path, env: inTurn });
    const { page, evenkeel } = stage;
    for (let count = 0; count < 4; count += 1) await stage.turn();
    await shown(page, 4);
    await choose(page, emailOf('bert'));
    const ofBert = requestLogPageSchema.parse(
      await (await evenkeel.fetch(`/api/request-logs${new URL(page.url()).search}`)).json(),
    ).requests;
    await shown(page, ofBert.length);
    await page.getByText('at most the newest 100,000').waitFor();
    const texts: Record<string, string> = {};
    for (const format of ['CSV', 'JSON']) {
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: `Export as ${format}` }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toMatch(new RegExp(`^evenkeel-requests-.*\\.${format.toLowerCase()}$`));
      texts[format] = await readFile(await download.path(), 'utf8');
    }
    const lines = (texts['CSV'] ?? '').trim().split(/\r?\n/);
    expect(lines[0]).toMatch(/^id,requestedAt,requestId/);
    expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(ofBert.map(({ requestId }) => requestId));
    expect(JSON.parse(texts['JSON'] ?? '')).toMatchObject({ requests: ofBert, truncated: false });
  });

  it('with filters in use fits on a narrow page too', async () => {
    await using stage = await open({ path, env: inTurn, context: { viewport: { width: 360, height: 800 } } });
    const { page } = stage;
    for (let count = 0; count < 4; count += 1) await stage.turn('thread-1');
    await shown(page, 4);
    await choose(page, 'gpt-5.5', 'Answered');
    await shown(page, 4);
    expect(await page.evaluate('document.documentElement.scrollWidth <= 360')).toBe(true);
    await shoot(page, 'activity-filtered-360');
    await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('dialog', { name: 'Filter requests' }).waitFor();
    await shoot(page, 'activity-filter-360');
    await page.setViewportSize({ width: 1280, height: 800 });
    await shoot(page, 'activity-filter-1280');
  });
});

describe('connecting Codex', () => {
  it('copies the snippet and turns green at the first request', async () => {
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/connect' });
    const { page, evenkeel } = stage;
    const line = page.getByTestId('first-request');
    await line.getByText('Waiting for the first request…').waitFor();
    await page
      .locator('details')
      .filter({ has: page.locator('[data-snippet="codex-a"]') })
      .locator('summary')
      .click();
    await page.getByRole('button', { name: 'Copy the configuration' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await clipboardText(page);
    expect(copied).toContain(evenkeel.origin);
    expect(copied).toBe(await page.locator('[data-snippet="codex-a"] pre').textContent());

    await stage.turn();
    await line.getByText(`It works: gpt-5.5 through ${emailOf('anna')}`).waitFor();
    expect(await line.getAttribute('data-state')).toBe('good');
  });
});
