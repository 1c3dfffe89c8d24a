import { readFile } from 'node:fs/promises';

import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { accountExportSchema } from '#contract/account-export.ts';
import { auditPageSchema } from '#contract/audit.ts';
import { resetCreditsSchema } from '#contract/reset-credits.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { card, clipboardText, emailOf, focusedText, shoot, tabTo, useBrowser, type Stage } from './stage.ts';

const open = useBrowser();

async function openDetails(page: Page, name: string): Promise<Locator> {
  await card(page, name).getByRole('button', { name: 'Details of' }).click();
  return page.getByRole('dialog', { name: emailOf(name), exact: true });
}

async function exportsNoted({ evenkeel }: Stage): Promise<number> {
  const page = auditPageSchema.parse(await (await evenkeel.fetch('/api/audit-logs?action=account.export')).json());
  return page.entries.filter(({ actor }) => actor === 'dashboard').length;
}

describe('what Evenkeel thinks and what the upstream says', () => {
  it('stand side by side; where they part, the card says so and a tiny request settles it', async () => {
    await using stage = await open({ path: '/dashboard/accounts', accounts: ['anna'] });
    const { page } = stage;
    const anna = card(page, 'anna');
    const hint = anna.getByText('Evenkeel and the upstream do not agree');
    const suggestion = anna.getByText('Probe it to settle this.');
    // The figures of the import are in: a refresh that is asked for now is one of its own.
    await anna.getByText('% left').first().waitFor();
    expect(await hint.count()).toBe(0);
    stage.account('anna').usage = usualUsageOf(100, 20);
    await anna.getByRole('button', { name: 'Refresh the figures' }).click();
    await hint.waitFor();
    await suggestion.waitFor();

    const details = await openDetails(page, 'anna');
    await details.getByRole('region', { name: 'Evenkeel thinks' }).getByText('Yes', { exact: true }).waitFor();
    await details.getByRole('region', { name: 'The upstream says' }).getByText('No', { exact: true }).waitFor();
    await shoot(page, 'account-details');
    stage.account('anna').usage = usualUsageOf(30, 20);
    await details.getByRole('button', { name: `Find out about ${emailOf('anna')}` }).click();
    const probe = page.getByRole('dialog', { name: 'Try a tiny request' });
    await probe.getByRole('button', { name: 'Send it' }).click();
    await probe.getByText('It works: the account answered.').waitFor();
    await page.keyboard.press('Escape');
    await details.getByRole('region', { name: 'The upstream says' }).getByText('Yes', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await hint.waitFor({ state: 'detached' });
    expect(stage.upstream.turns()).toHaveLength(1);
  });

  it('open from a link, as the tray gives one, on whichever page one is', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const accountId = await card(page, 'anna').getAttribute('data-account');
    await page.getByRole('link', { name: 'Activity' }).first().click();
    await page.evaluate(`location.hash = 'account=${encodeURIComponent(String(accountId))}'`);
    const details = page.getByRole('dialog', { name: emailOf('anna'), exact: true });
    await details.waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });

    await page.evaluate(`location.hash = 'account=${encodeURIComponent(String(accountId))}&show=resets'`);
    const resets = page.getByRole('dialog', { name: `Resets of ${emailOf('anna')}`, exact: true });
    await resets.waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.keyboard.press('Escape');
    await resets.waitFor({ state: 'detached' });
    await details.waitFor();
  });

  it('opens and closes by keyboard alone, one dialog over the other, and the focus returns each time', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    await tabTo(page, card(page, 'anna').getByRole('button', { name: 'Details of' }));
    await page.keyboard.press('Enter');
    for (const action of ['Resets…', 'Rename…', 'Way out…', 'Export sign-in…', 'Remove…']) {
      await tabTo(page, page.getByTestId('account-details').getByText(action, { exact: true }));
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').nth(1).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').nth(1).waitFor({ state: 'detached' });
      expect(await focusedText(page)).toBe(action);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Details…');
  });
});

describe('exporting a sign-in', () => {
  it('warns first; then hands out the file or copies it; nothing of it stays in the page', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const { accessToken, refreshToken } = stage.account('anna');
    const details = await openDetails(page, 'anna');
    await details.getByRole('button', { name: 'Export the sign-in of' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export the sign-in of' });
    await dialog.getByText('Whoever gets this can use your account').waitFor();
    expect(await exportsNoted(stage)).toBe(0);

    const downloaded = page.waitForEvent('download');
    const answered = page.waitForResponse('**/export/auth');
    await dialog.getByRole('button', { name: 'Download the file' }).click();
    const told = await answered;
    const exported = accountExportSchema.parse(await told.json());
    expect((await told.allHeaders())['cache-control']).toBe('no-store');
    const file = await downloaded;
    expect(file.suggestedFilename()).toBe('auth-anna@example.test.json');
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual(exported.codexAuthJson);
    expect(exported.tokens).toMatchObject({ accessToken, refreshToken });

    await dialog.getByLabel('For OpenCode').check();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByText('Copied.').waitFor();
    expect(JSON.parse(await clipboardText(page))).toEqual(exported.opencodeAuthJson);
    expect(await exportsNoted(stage)).toBe(2);
    expect(await page.content()).not.toMatch(new RegExp(`${accessToken}|${refreshToken}`));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Export sign-in…');
  });
});

describe('resets', () => {
  it('one is spent after a question, and after a lost answer asked about again, never twice', async () => {
    await using stage = await open({ path: '/dashboard/accounts', accounts: ['anna'] });
    const { page } = stage;
    const { resets } = stage.account('anna');
    resets.offer('one', 'two');
    stage.account('anna').usage = usualUsageOf(80, 60);
    await card(page, 'anna').getByRole('button', { name: 'Refresh the figures' }).click();
    await card(page, 'anna').getByText('2 resets to spend', { exact: true }).waitFor();

    const details = await openDetails(page, 'anna');
    const answered = page.waitForResponse('**/rate-limit-reset-credits');
    await details.getByRole('button', { name: 'Resets of' }).click();
    resetCreditsSchema.parse(await (await answered).json());
    const dialog = page.getByRole('dialog').nth(1);
    await dialog.getByRole('button', { name: 'Spend one…' }).click();
    await dialog.getByText('All usage windows of the account are emptied at once.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(resets.spent).toEqual([]);

    resets.steps = [{ kind: 'drop', when: 'after' }];
    await dialog.getByRole('button', { name: 'Spend one…' }).click();
    await dialog.getByRole('button', { name: 'Spend one reset' }).click();
    await dialog.getByText('there is no answer yet').waitFor();
    await dialog.getByText('Request id').waitFor();
    expect(await dialog.getByRole('button', { name: 'Spend one…' }).count()).toBe(0);
    // The browser notes the refusal too.
    stage.problems.length = 0;
    await dialog.getByRole('button', { name: 'Ask again' }).click();
    await dialog.getByText('This reset had been spent before. It was not counted again.').waitFor();
    await dialog.getByText('there is no answer yet').waitFor({ state: 'detached' });
    expect(resets.spent).toHaveLength(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await card(page, 'anna').getByText('1 reset to spend', { exact: true }).waitFor();
    await card(page, 'anna').getByText('100% left').first().waitFor();
  });
});
