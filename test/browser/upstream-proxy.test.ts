import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { upstreamProxyViewSchema } from '#contract/upstream-proxy.ts';
import { startHttpProxy } from '../fakes/proxies/start-http-proxy.ts';
import { card, emailOf, focusedText, useBrowser, type Stage } from './stage.ts';

const open = useBrowser();
const credentials = { username: 'anna', password: 'proxy-canary-7' };

async function openForAnna({ page }: Stage): Promise<Locator> {
  await card(page, 'anna').getByRole('button', { name: 'Details of' }).click();
  await page.getByRole('button', { name: 'Way out of' }).click();
  const dialog = page.getByRole('dialog', { name: `How ${emailOf('anna')} reaches the upstream` });
  await dialog.getByLabel('As set for all accounts').waitFor();
  return dialog;
}

async function stored({ evenkeel }: Stage, path = ''): Promise<unknown> {
  return upstreamProxyViewSchema.parse(await (await evenkeel.fetch(`/api${path}/upstream-proxy`)).json());
}

describe('the way out of an account', () => {
  it('is tested, refused while it does not work, saved when it does, and its password never comes back', async () => {
    await using proxy = await startHttpProxy({ credentials });
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    const dialog = await openForAnna(stage);
    const path = `/accounts/${encodeURIComponent((await stage.evenkeel.accounts())[0]?.accountId ?? '')}`;
    await dialog.getByLabel('Through a proxy').check();
    await dialog.getByLabel('Address of the proxy').fill(proxy.address);
    await dialog.getByLabel('User name').fill('anna');
    await dialog.getByLabel('Password', { exact: true }).fill('wrong');
    await dialog.getByRole('button', { name: 'Test', exact: true }).click();
    const result = dialog.getByRole('status');
    await result.getByText(/./).first().waitFor();
    expect(proxy.signInsRefused).toBeGreaterThan(0);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('It was not saved.').waitFor();
    await dialog.getByText('Request id').waitFor();
    stage.problems.length = 0;
    expect(await stored(stage, path)).toMatchObject({ mode: 'global' });

    await dialog.getByLabel('Password', { exact: true }).fill(credentials.password);
    await dialog.getByText('It was not saved.').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Test', exact: true }).click();
    await result.getByText(/It took/).waitFor();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Way out…');
    await page.getByTestId('account-details').getByText(proxy.address).waitFor();
    expect(await stored(stage, path)).toEqual({
      mode: 'proxy',
      address: proxy.address,
      username: 'anna',
      hasPassword: true,
    });

    await page.getByRole('button', { name: 'Way out of' }).click();
    await dialog.getByText('A password is stored.').waitFor();
    expect(await dialog.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await dialog.getByLabel('Direct, without a proxy').check();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await stored(stage, path)).toMatchObject({ mode: 'direct' });
    expect(await page.content()).not.toContain(credentials.password);
  });

  it('is saved untested when its owner says so', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const dialog = await openForAnna(stage);
    await dialog.getByLabel('Through a proxy').check();
    await dialog.getByLabel('Address of the proxy').fill('http://127.0.0.1:9');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('button', { name: 'Save it anyway' }).click();
    await dialog.waitFor({ state: 'detached' });
    stage.problems.length = 0;
    expect((await stage.evenkeel.accounts())[0]?.upstreamProxy).toBe('http://127.0.0.1:9');
  });
});

describe('the way of all accounts', () => {
  it('is changed on the settings page', async () => {
    await using proxy = await startHttpProxy();
    await using stage = await open({ accounts: ['anna'], path: '/dashboard/settings' });
    const { page } = stage;
    const section = page.getByRole('region', { name: 'Way to the upstream' });
    await section.getByText('Direct, without a proxy.').waitFor();
    await section.getByRole('button', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog', { name: 'How all accounts reach the upstream' });
    await dialog.getByLabel('Through a proxy').check();
    expect(await dialog.getByLabel('As set for all accounts').count()).toBe(0);
    await dialog.getByLabel('Address of the proxy').fill(proxy.address);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await section.getByText(`Through ${proxy.address}.`).waitFor();
    expect(await stored(stage)).toMatchObject({ mode: 'proxy', address: proxy.address });
    expect((await stage.turn()).status).toBe(200);
    expect(proxy.tunnels.length).toBeGreaterThan(0);
  });
});
