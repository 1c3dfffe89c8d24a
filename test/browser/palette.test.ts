import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { card, clipboardText, emailOf, focusedText, shoot, useBrowser } from './stage.ts';

const open = useBrowser();
const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Commands' });
const box = (page: Page): Locator => palette(page).getByRole('combobox');
const chosen = (page: Page): Locator => palette(page).locator('[role=option][aria-selected=true]');
const heading = (page: Page, name: string): Locator => page.getByRole('heading', { level: 1, name });

/** Opens it by keys, types, waits until the first fit is the one that is meant, and does it. */
async function command(page: Page, typed: string, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await box(page).fill(typed);
  await chosen(page).filter({ hasText: title }).waitFor();
  await page.keyboard.press('Enter');
  await palette(page).waitFor({ state: 'detached' });
}

describe('the command palette', () => {
  it('opens by its button and by keys; Escape closes it and the focus returns', async () => {
    await using stage = await open();
    const { page } = stage;
    const button = page.getByRole('button', { name: 'Commands' });
    await button.focus();
    await page.keyboard.press('Control+k');
    await page.locator('[role=combobox]:focus').waitFor();
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'detached' });
    expect(await focusedText(page)).toContain('Commands');
    await button.click();
    await palette(page).waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).waitFor({ state: 'detached' });
    expect(await focusedText(page)).toContain('Commands');
  });

  it('is a combobox: the arrows move what is chosen, the focus stays', async () => {
    await using stage = await open();
    const { page } = stage;
    await page.keyboard.press('Control+k');
    const first = await chosen(page).innerText();
    expect(await box(page).getAttribute('aria-activedescendant')).toBe(await chosen(page).getAttribute('id'));
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page).innerText()).not.toBe(first);
    expect(await box(page).getAttribute('aria-activedescendant')).toBe(await chosen(page).getAttribute('id'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const last = palette(page).getByRole('option').last();
    expect(await last.getAttribute('aria-selected')).toBe('true');
    await page.locator('[role=combobox]:focus').waitFor();
    await box(page).fill('zzzz');
    await palette(page).getByRole('option', { name: 'Search the requests for “zzzz”' }).waitFor();
    expect(await palette(page).getByRole('option').count()).toBe(1);
  });

  it('goes to pages, changes the look, copies the address, and remembers what was used', async () => {
    await using stage = await open({ context: { colorScheme: 'light' } });
    const { page, evenkeel } = stage;
    await command(page, 'keys', 'Go to: Keys');
    await heading(page, 'Keys').waitFor();
    await command(page, 'dark', 'Theme: dark');
    expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark');
    await command(page, 'mask', 'Hide e-mails');
    await command(page, 'overview', 'Go to: Overview');
    expect(await page.getByText(emailOf('anna')).count()).toBe(0);
    await command(page, 'copy address', 'Copy the address');
    expect(await clipboardText(page)).toBe(evenkeel.origin);
    await page.reload();
    await page.getByTestId('connection').getByText('Live').waitFor();
    await page.keyboard.press('Control+k');
    expect(await chosen(page).innerText()).toContain('Copy the address');
  });

  it('pauses and resumes an account, with a way back', async () => {
    await using stage = await open();
    const { page, evenkeel } = stage;
    await command(page, 'anna pause', `${emailOf('anna')}: pause`);
    await evenkeel.waitForAccounts((all) => all.some(({ status }) => status === 'paused'));
    await page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' }).click();
    await evenkeel.waitForAccounts((all) => all.every(({ status }) => status === 'active'));
    await command(page, 'pause all', 'Pause all accounts');
    await evenkeel.waitForAccounts((all) => all.every(({ status }) => status === 'paused'));
    await command(page, 'resume all', 'Resume all paused accounts');
    await evenkeel.waitForAccounts((all) => all.every(({ status }) => status === 'active'));
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('pauses the whole proxy, with a way back, and resumes it', async () => {
    await using stage = await open();
    const { page } = stage;
    const notice = page.getByText('Evenkeel is paused: new requests are refused');
    await command(page, 'pause proxy', 'Pause the proxy');
    await notice.waitFor();
    expect((await stage.turn()).status).toBe(503);
    await page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' }).click();
    await notice.waitFor({ state: 'detached' });
    await command(page, 'pause proxy', 'Pause the proxy');
    await notice.waitFor();
    await command(page, 'resume proxy', 'Resume the proxy');
    await notice.waitFor({ state: 'detached' });
    expect((await stage.turn()).status).toBe(200);
  });

  it('opens dialogs: details, adding an account, a new key', async () => {
    await using stage = await open();
    const { page } = stage;
    await command(page, 'bert details', `${emailOf('bert')}: details`);
    await page.getByRole('dialog', { name: emailOf('bert') }).waitFor();
    // A dialog has the keyboard for itself.
    await page.keyboard.press('Control+k');
    expect(await palette(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await command(page, 'add account', 'Add an account');
    await page.getByRole('dialog', { name: 'Add an account' }).waitFor();
    await page.keyboard.press('Escape');
    await command(page, 'create key', 'Create an API key');
    await page.getByRole('dialog', { name: 'Create an API key' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Once: it must not open again by itself.
    await command(page, 'overview', 'Go to: Overview');
    await command(page, 'go keys', 'Go to: Keys');
    await heading(page, 'Keys').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('jumps to a setting by its title, from another page and on its own', async () => {
    await using stage = await open();
    const { page } = stage;
    await command(page, 'log level', 'Setting: Log level');
    const row = page.locator('form[data-setting=logLevel]');
    await row.locator('select:focus, input:focus').or(page.locator('form[data-setting=logLevel]:focus')).waitFor();
    await command(page, 'require api key', 'Setting: Require an API key');
    const box = page.locator('form[data-setting=requireApiKey] input:focus');
    await box.waitFor();
    expect(await box.isChecked()).toBe(false);
  });

  it('runs the diagnostics', async () => {
    await using stage = await open();
    const { page } = stage;
    const asked = page.waitForRequest(
      (request) => request.url().includes('diagnostics') && request.method() === 'POST',
    );
    await command(page, 'doctor', 'Run the diagnostics');
    await heading(page, 'Diagnostics').waitFor();
    expect((await (await asked).response())?.ok()).toBe(true);
  });

  it('searches the requests for what was typed', async () => {
    await using stage = await open();
    const { page } = stage;
    await command(page, 'gpt-5.5 zzz', 'Search the requests for “gpt-5.5 zzz”');
    await heading(page, 'Activity').waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe('gpt-5.5 zzz');
  });
});

describe('single keys', () => {
  it('g and a letter go to pages, ? shows them all; nothing fires where somebody writes', async () => {
    await using stage = await open();
    const { page } = stage;
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await heading(page, 'Settings').waitFor();
    await page.locator('h1:focus').waitFor();
    const field = page.locator('form[data-setting] input:not([type=checkbox])').first();
    await field.fill('');
    await field.pressSequentially('go?');
    expect(await field.inputValue()).toBe('go?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await shoot(page, 'shortcuts');
  });

  it('WCAG 2.1.4: can be switched off for good; Ctrl and K stays', async () => {
    await using stage = await open();
    const { page } = stage;
    await page.keyboard.press('?');
    await page.getByLabel('Use single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByTestId('connection').getByText('Live').waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.keyboard.press('Control+k');
    await palette(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/dashboard');
    expect(await page.getByRole('dialog').count()).toBe(1);
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, wide and narrow', async (colorScheme) => {
    await using stage = await open({ context: { colorScheme } });
    const { page } = stage;
    await card(page, 'anna')
      .or(page.getByText(emailOf('anna')).first())
      .first()
      .waitFor();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.keyboard.press('Control+k');
      await palette(page).getByRole('option').first().waitFor();
      await shoot(page, `palette-${colorScheme}-${width}`);
      await box(page).fill('an');
      await shoot(page, `palette-typed-${colorScheme}-${width}`);
      const edges = await palette(page).boundingBox();
      expect((edges?.x ?? -1) >= 0 && (edges?.width ?? width) <= width).toBe(true);
      await page.keyboard.press('Escape');
      await palette(page).waitFor({ state: 'detached' });
    }
  });
});
