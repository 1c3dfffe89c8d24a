import { describe, expect, it } from 'vitest';

import { addButton, dialog } from './sign-in-steps.ts';
import { focusedText, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

describe('without a mouse', () => {
  it('adds an account, makes a key and changes a setting', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    const press = (key: string) => page.keyboard.press(key);
    upstream.issuer.deviceInterval = '1';

    await tabTo(page, addButton(page).first());
    await press('Enter');
    await tabTo(page, dialog(page).getByRole('button', { name: 'Use a device code' }));
    await press('Enter');
    await dialog(page).getByLabel('Your code').waitFor();
    upstream.issuer.approveDevice(upstream.issuer.userCodes[0] ?? '');
    await dialog(page).getByRole('button', { name: 'Done' }).waitFor();
    await press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByText('anna@example.test').first().waitFor();

    await tabTo(page, page.getByRole('link', { name: 'Keys', exact: true }));
    await press('Enter');
    await page.locator('h1:focus').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Create a key' }).first());
    await press('Enter');
    await tabTo(page, dialog(page).getByLabel('Name', { exact: true }));
    await page.keyboard.type('by keyboard');
    await press('Enter');
    await dialog(page).getByTestId('secret').waitFor();
    await tabTo(page, dialog(page).getByRole('button', { name: 'Copy' }));
    await press('Enter');
    await dialog(page).getByRole('button', { name: 'Copied' }).waitFor();
    await press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByText('by keyboard').first().waitFor();

    await press('g');
    await press('s');
    await page.locator('h1:focus').waitFor();
    expect(await focusedText(page)).toBe('Settings');
    const box = page.locator('form[data-setting=hideUpstreamQuotaFromApiKeys] input');
    await tabTo(page, box);
    await press('Space');
    await page.locator('form[data-setting=hideUpstreamQuotaFromApiKeys]').getByText('Saved.').waitFor();
    expect(await box.isChecked()).toBe(true);
  });
});
