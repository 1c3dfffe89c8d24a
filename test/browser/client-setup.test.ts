import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { useBrowser } from './stage.ts';

const open = useBrowser();
const original = 'model_provider = "other"\n[model_providers.other]\nbase_url = "https://other.test"\n';

describe('setting up Codex in the dashboard', () => {
  it('shows the exact change, writes it, tries it, tells of an edit, and takes it out again', async () => {
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/connect' });
    const { page, evenkeel } = stage;
    const path = join(dirname(evenkeel.dataDir), '.codex', 'config.toml');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, original);
    await page.reload();
    const card = page.locator('[data-client="codex"]');
    await card.and(page.locator('[data-state="elsewhere"]')).waitFor();

    await card.getByRole('button', { name: 'Show the change for Codex CLI' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('#evenkeel# model_provider = "other"').first().waitFor();
    expect(await dialog.locator('li.added').count()).toBe(9);
    expect(await dialog.locator('li.removed').allTextContents()).toEqual([
      expect.stringContaining('model_provider = "other"'),
    ]);
    expect(await readFile(path, 'utf8')).toBe(original);
    await dialog.getByRole('button', { name: 'Write this' }).click();
    await card.and(page.locator('[data-state="set-up"]')).waitFor();
    expect(await readFile(path, 'utf8')).toContain(evenkeel.origin);

    await card.getByRole('button', { name: /^Try the connection/ }).click();
    await card.getByText('the way is open').waitFor();

    const written = await readFile(path, 'utf8');
    await writeFile(
      path,
      written.replace(/openai_base_url = .*/, 'openai_base_url = "http://127.0.0.1:9/backend-api/codex"'),
    );
    await page.reload();
    await card.and(page.locator('[data-state="drifted"]')).waitFor();
    await card.getByText('http://127.0.0.1:9').first().waitFor();
    await card.getByRole('button', { name: /^Set .* right/ }).click();
    await dialog.getByRole('button', { name: 'Write this' }).click();
    await card.and(page.locator('[data-state="set-up"]')).waitFor();

    await card.getByRole('button', { name: /^Undo/ }).click();
    await dialog.getByRole('button', { name: 'Undo this' }).click();
    await card.and(page.locator('[data-state="elsewhere"]')).waitFor();
    expect(await readFile(path, 'utf8')).toBe(original);
    expect(stage.problems).toEqual([]);
  });

  it('a file that was edited while its change was shown is refused with the reason', async () => {
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/connect' });
    const { page, evenkeel } = stage;
    const path = join(dirname(evenkeel.dataDir), '.codex', 'config.toml');
    const card = page.locator('[data-client="codex"]');
    await card.getByRole('button', { name: /^Show the change/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('li.added').first().waitFor();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, original);
    await dialog.getByRole('button', { name: 'Write this' }).click();
    await dialog.getByRole('alert').getByText('has changed since').waitFor();
    expect(await readFile(path, 'utf8')).toBe(original);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.locator('li.removed').first().waitFor();
    stage.problems.length = 0;
  });

  it('where Evenkeel demands an API key it asks for one before anything is written, and shows it to nobody', async () => {
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/connect' });
    const { page, evenkeel } = stage;
    const path = join(dirname(evenkeel.dataDir), '.codex', 'config.toml');
    const send = async (method: string, what: string, body: object): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      return await (await fetch(`${evenkeel.origin}${what}`, { method, headers, body: JSON.stringify(body) })).json();
    };
    const { id, key } = (await send('POST', '/api/api-keys/', { name: 'codex' })) as { id: string; key: string };
    await send('PUT', '/api/settings', { requireApiKey: true });
    const card = page.locator('[data-client="codex"]');
    await card.getByRole('button', { name: /^Show the change/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('demands an API key').waitFor();
    expect(await dialog.getByRole('button', { name: 'Write this' }).count()).toBe(0);
    await dialog.getByLabel('API key for this program').fill(key);
    await dialog.getByRole('button', { name: 'Show the change with this key' }).click();
    await dialog.getByText('http_headers').waitFor();
    expect(await dialog.textContent()).not.toContain(key);
    await dialog.getByRole('button', { name: 'Write this' }).click();
    await card.and(page.locator('[data-state="set-up"]')).waitFor();
    expect(await readFile(path, 'utf8')).toContain(key);
    await card.getByRole('button', { name: /^Try the connection/ }).click();
    await card.getByText('the way is open').waitFor();

    // A key that was taken back is found by trying, and another one takes its place.
    const other = (await send('POST', '/api/api-keys/', { name: 'other' })) as { id: string; key: string };
    await send('DELETE', `/api/api-keys/${id}`, {});
    await card.getByRole('button', { name: /^Try the connection/ }).click();
    await card.getByRole('button', { name: /^Show the change/ }).click();
    await dialog.getByText('Nothing would change.').waitFor();
    await dialog.getByLabel('API key for this program').fill(other.key);
    await dialog.getByRole('button', { name: 'Show the change with this key' }).click();
    await dialog.getByRole('button', { name: 'Write this' }).click();
    await card.getByRole('button', { name: /^Try the connection/ }).click();
    await card.getByText('the way is open').waitFor();
    expect(await readFile(path, 'utf8')).toContain(other.key);
    expect(stage.problems).toEqual([]);
  });
});
