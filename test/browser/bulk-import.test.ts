import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeCodexLbFolder } from '../../src-proxy/accounts/codex-lb/codex-lb-folder.fixture.ts';
import { authFile, card, emailOf, focusedText, shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

describe('importing many accounts', () => {
  it('shows first what would happen, then imports and says of each account what became of it', async () => {
    await using stage = await open({
      path: '/dashboard/accounts',
      accounts: ['anna', 'bert', 'cleo'],
      imported: false,
    });
    const { page, evenkeel } = stage;
    await evenkeel.importAuthFiles([stage.account('anna').authFile('2026-01-01T00:00:00.000Z')]);
    await card(page, 'anna').waitFor();
    await page.getByRole('button', { name: 'Import many' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import many accounts' });
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose files' }).click();
    const bert = stage.account('bert').authFile('2026-05-01T00:00:00.000Z');
    await (
      await chooser
    ).setFiles([
      authFile('anna.json', stage.account('anna').authFile('2026-06-01T00:00:00.000Z')),
      authFile('bert.json', bert),
      authFile('bert-again.json', bert),
      authFile('cleo.json', stage.account('cleo').authFile()),
      authFile('shopping.json', '{"milk": 2}'),
    ]);
    await dialog.getByText('2 new, 1 to update, 1 duplicate, 1 unreadable').waitFor();
    await dialog.getByRole('row', { name: /bert@example\.test.*New/ }).waitFor();
    await dialog.getByText(/^shopping\.json: ./).waitFor();
    await shoot(page, 'bulk-preview');
    expect(await evenkeel.accounts()).toHaveLength(1);

    await dialog.getByRole('button', { name: 'Import 3 accounts' }).click();
    await dialog.getByText('Import finished: 2 added, 1 updated').waitFor();
    await dialog.getByText(`cleo.json: ${emailOf('cleo')} added`).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    for (const name of ['anna', 'bert', 'cleo']) await card(page, name).waitFor();
    expect(await evenkeel.accounts()).toHaveLength(3);
    expect(await focusedText(page)).toBe('Import many…');
  });

  it('several files dropped anywhere are shown first; leaving writes nothing', async () => {
    await using stage = await open({ imported: false, path: '/dashboard/settings' });
    const { page } = stage;
    const files = ['anna', 'bert'].map((name) => ({ name: `${name}.json`, text: stage.account(name).authFile() }));
    const dataTransfer = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      for (const { name, text } of ${JSON.stringify(files)}) transfer.items.add(new File([text], name));
      return transfer;
    })()`);
    await page.dispatchEvent('body', 'drop', { dataTransfer });
    await page.getByRole('dialog').getByText('2 new').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await stage.evenkeel.accounts()).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/dashboard');
  });

  it('takes a folder by keyboard, and leaves out what can hold no account', async () => {
    await using stage = await open({ imported: false });
    const { page } = stage;
    const folder = join(dirname(stage.evenkeel.dataDir), 'pool');
    for (const name of ['anna', 'bert']) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'auth.json'), stage.account(name).authFile());
    }
    await writeFile(join(folder, 'photo.jpg'), 'not one');
    await tabTo(page, page.getByRole('button', { name: 'Import many' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Choose a folder' }));
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(folder);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 other file of the folder was left out.').waitFor();
    await dialog.getByRole('row', { name: /bert@example\.test.*pool\/bert\/auth\.json/ }).waitFor();
    expect(await focusedText(page)).toBe('Import 2 accounts');
    await page.keyboard.press('Enter');
    await dialog.getByText('Import finished: 2 added').waitFor();
    expect(await focusedText(page)).toBe('Done');
    await page.keyboard.press('Enter');
    await card(page, 'bert').waitFor();
  });

  it('offers the codex-lb of this machine, with a preview', async () => {
    await using stage = await open({ imported: false });
    const { page, evenkeel } = stage;
    const rows = ['anna', 'bert'].map((name) => {
      const { id: accountId, email, accessToken, refreshToken } = stage.account(name);
      return { accountId, email, accessToken, refreshToken };
    });
    makeCodexLbFolder(join(dirname(evenkeel.dataDir), '.codex-lb'), rows).close();
    await page.reload();
    await page.getByText('A codex-lb with 2 accounts was found on this machine.').waitFor();
    await page.getByRole('button', { name: 'Look at its accounts' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 new').waitFor();
    expect(await evenkeel.accounts()).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 2 accounts' }).click();
    await dialog.getByText('Import finished: 2 added').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await card(page, 'anna').waitFor();
  });
});
