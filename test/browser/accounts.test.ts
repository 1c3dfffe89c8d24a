import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { authFile, card, emailOf, focusedText, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

async function choose(page: Page, files: ReturnType<typeof authFile>[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose auth.json files' }).click();
  await (await chooser).setFiles(files);
}

async function drop(page: Page, files: readonly { name: string; text: string }[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, text } of ${JSON.stringify(files)}) transfer.items.add(new File([text], name));
    return transfer;
  })()`);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await page.getByText('Drop auth.json files to add their accounts').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

describe('adding accounts', () => {
  it('takes one file by the chooser and one by a drop, on any page', async () => {
    await using stage = await open({ imported: false });
    const { page } = stage;
    await page.getByRole('heading', { name: 'Put your Codex accounts behind one address' }).waitFor();
    await choose(page, [authFile('anna.json', stage.account('anna').authFile())]);
    await page.getByText(`anna.json: ${emailOf('anna')} added`).waitFor();
    await card(page, 'anna').getByText('Ready').waitFor();

    await page.getByRole('link', { name: 'Settings' }).click();
    await drop(page, [{ name: 'bert.json', text: stage.account('bert').authFile() }]);
    await page.getByText(`bert.json: ${emailOf('bert')} added`).waitFor();
    await card(page, 'bert').waitFor();
    await page.getByTestId('health').getByText('All 2 accounts are ready.').waitFor();
    const emails = (await stage.evenkeel.accounts()).map((account) => account.email);
    expect(new Set(emails)).toEqual(new Set([emailOf('anna'), emailOf('bert')]));
  });

  it('says of a file what became of it', async () => {
    await using stage = await open({ path: '/dashboard/accounts' });
    const { page } = stage;
    await choose(page, [authFile('again.json', stage.account('anna').authFile())]);
    await page
      .getByRole('region', { name: /^Import: 1 updated/ })
      .getByText(`again.json: ${emailOf('anna')} updated`)
      .waitFor();
    await choose(page, [authFile('shopping.json', '{"milk": 2}')]);
    const results = page.getByRole('region', { name: /^Import: 1 failed/ });
    await results.getByText(/^shopping\.json: ./).waitFor();
    await results.getByRole('button', { name: 'Dismiss' }).click();
    await results.waitFor({ state: 'detached' });
    expect(await stage.evenkeel.accounts()).toHaveLength(2);
    // The browser notes the refusal too.
    stage.problems.length = 0;
  });

  it('offers the sign-in that the Codex CLI has on this machine', async () => {
    await using stage = await open({ accounts: ['anna'], imported: false });
    const { page } = stage;
    const home = join(dirname(stage.evenkeel.dataDir), '.codex');
    await mkdir(home);
    await writeFile(join(home, 'auth.json'), stage.account('anna').authFile(), { mode: 0o600 });
    await page.reload();
    await page.getByText(`A Codex sign-in was found on this machine: ${emailOf('anna')}`).waitFor();
    await page.getByRole('button', { name: 'Add this account' }).click();
    await card(page, 'anna').waitFor();
    await page.getByRole('button', { name: 'Add this account' }).waitFor({ state: 'detached' });
    expect((await stage.evenkeel.accounts()).map((account) => account.email)).toEqual([emailOf('anna')]);
  });
});

describe('looking after accounts', () => {
  it('pauses and resumes, and the pool follows', async () => {
    await using stage = await open();
    const anna = card(stage.page, 'anna');
    await anna.getByRole('button', { name: 'Pause' }).click();
    await anna.getByText('Paused', { exact: true }).waitFor();
    await stage.page.getByTestId('health').getByText('1 of 2 accounts ready.').waitFor();
    await stage.turn();
    expect(stage.upstream.turns().map((turn) => turn.accountId)).toEqual(['bert']);
    await anna.getByRole('button', { name: 'Resume' }).click();
    await anna.getByText('Ready').waitFor();
  });

  it('removes after a question, with and without the history', async () => {
    await using stage = await open();
    const { page, evenkeel } = stage;
    await card(page, 'bert').getByRole('button', { name: 'Pause' }).click();
    await stage.turn();
    const question = page.getByRole('dialog', { name: `Remove ${emailOf('anna')}?` });
    const ask = () => page.getByRole('button', { name: `Remove ${emailOf('anna')}` }).click();
    await card(page, 'anna').getByRole('button', { name: 'Details of' }).click();
    await ask();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await evenkeel.accounts()).toHaveLength(2);

    await ask();
    await question.getByLabel('Also delete its request history').check();
    await question.getByRole('button', { name: 'Remove account' }).click();
    await card(page, 'anna').waitFor({ state: 'detached' });
    await page.locator('main:focus').waitFor();
    expect((await evenkeel.accounts()).map((account) => account.email)).toEqual([emailOf('bert')]);
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('No request yet.').waitFor();
  });

  it('adds and pauses an account by keyboard alone', async () => {
    await using stage = await open({ accounts: ['anna'], imported: false });
    const { page } = stage;
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Choose auth.json files' }));
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles([authFile('anna.json', stage.account('anna').authFile())]);
    await page.getByText('anna.json: anna@example.test added').waitFor();
    await page.locator('main:focus').waitFor();
    await tabTo(page, card(page, 'anna').getByRole('button', { name: 'Pause' }));
    await page.keyboard.press('Space');
    await card(page, 'anna').getByText('Paused', { exact: true }).waitFor();
    expect(await focusedText(page)).toBe('Resume');
    await tabTo(page, card(page, 'anna').getByRole('button', { name: 'Details of' }));
    await page.keyboard.press('Enter');
    const details = page.getByRole('dialog');
    await details.waitFor();
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Details…');
  });

  it('hides e-mails on wish, also after a reload', async () => {
    await using stage = await open();
    const { page } = stage;
    await card(page, 'anna').waitFor();
    await page.getByLabel('Hide e-mails').check();
    await page.getByRole('heading', { name: 'a•••@•••.test' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'a•••@•••.test' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('@example.test');
  });
});
