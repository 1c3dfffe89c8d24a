import { describe, expect, it } from 'vitest';

import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { clipboardText, emailOf, useBrowser } from './stage.ts';

const open = useBrowser();
/** So that each account meets a request whatever is known of its usage by then. */
const inTurn = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };

describe('the request log', () => {
  it('shows a request the moment it is done, and its detail', async () => {
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/requests' });
    const { page } = stage;
    await page.getByText('No request yet.').waitFor();
    stage
      .account('anna')
      .script([ok('hi', { usage: { inputTokens: 1234, cachedTokens: 1000, outputTokens: 56, reasoningTokens: 7 } })]);
    expect((await stage.turn()).status).toBe(200);

    const row = page.getByRole('row').nth(1);
    await row.getByText('Answered').waitFor();
    expect(await row.innerText()).toMatch(/gpt-5\.5[\s\S]*anna@example\.test[\s\S]*1\.2k \/ 1k \/ 56/i);
    await row.getByRole('button').click();
    const detail = page.getByRole('dialog', { name: 'Request' });
    await detail.getByText('1,234 in (1,000 cached), 56 out (7 reasoning)').waitFor();
    const [entry] = await stage.evenkeel.requestLogs();
    await detail.getByText(entry?.requestId ?? 'no request', { exact: true }).waitFor();
    await detail.getByRole('button', { name: 'Copy the request id' }).click();
    await detail.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await clipboardText(page)).toBe(entry?.requestId);
  });

  it('shows every try of a request that moved on, why, and the raw upstream error', async () => {
    await using stage = await open({ path: '/dashboard/requests', env: inTurn });
    const { page } = stage;
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    stage.account('anna').script([usageLimit({ resetsAt })]);
    // In turn: one of the two begins on the account that refuses.
    await stage.turn();
    await stage.turn();
    const moved = page.getByRole('row').filter({ hasText: 'after 1 failed try' });
    await moved.getByText('Answered').waitFor();
    expect(await moved.innerText()).toContain(emailOf('bert'));
    await moved.getByRole('button').click();

    const detail = page.getByRole('dialog', { name: 'Request' });
    const raw = detail.getByTestId('raw-error');
    expect(await raw.innerText()).toContain('usage_limit_reached');
    expect(await raw.innerText()).toContain(String(resetsAt));
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
      .waitFor();
    await page.getByTestId('health').getByText('1 of 2 accounts ready.').waitFor();
  });

  it('filters by account and status, and pages back to the first request', async () => {
    await using stage = await open({ path: '/dashboard/requests', env: inTurn });
    const { page } = stage;
    const annaId = (await stage.evenkeel.accounts()).find((account) => account.email === emailOf('anna'))?.accountId;
    for (let count = 0; count < 60; count += 1) await stage.turn();
    await page.reload();
    const rows = page.locator('tbody tr');
    await rows.nth(49).waitFor();
    await page.getByRole('button', { name: 'Load older' }).click();
    await rows.nth(59).waitFor();
    await page.getByText('That is all there is.').waitFor();
    expect(await rows.count()).toBe(60);

    await page.getByLabel('Status').selectOption({ label: 'Failed' });
    await page.getByText('No request matches this filter.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await rows.nth(49).waitFor();
    const ofAnna = (await stage.evenkeel.requestLogs()).filter((request) => request.accountId === annaId);
    expect(ofAnna.length).toBeGreaterThan(0);
    const shown = Math.min(50, ofAnna.length);
    await page.getByLabel('Account').selectOption({ label: emailOf('anna') });
    await rows
      .filter({ hasNotText: emailOf('anna') })
      .first()
      .waitFor({ state: 'detached' });
    await rows.nth(shown - 1).waitFor();
    expect(await rows.count()).toBe(shown);
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
