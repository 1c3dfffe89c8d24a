import { describe, expect, it } from 'vitest';

import type { Locator, Page } from 'playwright-core';

import { shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

const setting = (page: Page, key: string): Locator => page.locator(`[data-setting="${key}"]`);

describe('settings', () => {
  it('a change survives a reload and can be undone', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    const row = setting(page, 'routingStrategy');
    await row.getByLabel('Routing strategy').selectOption('round_robin');
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Saved.').waitFor();
    await page.reload();
    await row.getByText('From: dashboard').waitFor();
    expect(await row.getByLabel('Routing strategy').inputValue()).toBe('round_robin');

    await row.getByLabel('Routing strategy').selectOption('usage_weighted');
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('Undone.').waitFor();
    expect(await row.getByLabel('Routing strategy').inputValue()).toBe('round_robin');
    await row.getByRole('button', { name: 'Use the default' }).click();
    await row.getByText('From: default').waitFor();
  });

  it('a switch counts at once', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const row = setting(stage.page, 'replayUnseenFailures');
    await row.getByRole('checkbox').uncheck();
    await row.getByText('Saved.').waitFor();
    await stage.page.reload();
    await row.getByText('From: dashboard').waitFor();
    expect(await row.getByRole('checkbox').isChecked()).toBe(false);
  });

  it('a value that is not allowed is refused in words, beside the setting', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const row = setting(stage.page, 'shutdownDrainTimeout');
    await row.getByRole('textbox').fill('9999');
    await row.getByRole('textbox').press('Enter');
    await row.getByRole('alert').getByText('validation_error').waitFor();
    await row.getByRole('textbox').fill('20');
    await row.getByRole('textbox').press('Enter');
    await row.getByText('Saved.').waitFor();
    // The browser itself reports every 422 as a failed resource.
    expect(stage.problems.splice(0)).toHaveLength(1);
  });

  it('what the environment set is shown, named, and locked', async () => {
    await using stage = await open({ path: '/dashboard/settings', env: { EVENKEEL_LOG_LEVEL: 'warn' } });
    const row = setting(stage.page, 'logLevel');
    await row.getByText('Set by EVENKEEL_LOG_LEVEL. Change it there.').waitFor();
    expect(await row.getByRole('combobox').count()).toBe(0);
    await row.getByText('Default: info').waitFor();
  });

  it('another window sees the change', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const other = await stage.page.context().newPage();
    await other.goto(stage.page.url());
    await setting(other, 'tokenRefreshIntervalDays').getByRole('textbox').fill('5');
    await setting(other, 'tokenRefreshIntervalDays').getByRole('button', { name: 'Save' }).press('Enter');
    await setting(stage.page, 'tokenRefreshIntervalDays').getByText('From: dashboard').waitFor();
    expect(await setting(stage.page, 'tokenRefreshIntervalDays').getByRole('textbox').inputValue()).toBe('5');
  });

  it('what is being typed outlives a change of something else', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page, evenkeel } = stage;
    const field = setting(page, 'tokenRefreshIntervalDays').getByRole('textbox');
    await field.fill('5');
    await evenkeel.fetch('/api/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ streamIdleTimeout: 77 }),
    });
    await setting(page, 'streamIdleTimeout').getByText('From: dashboard').waitFor();
    expect(await field.inputValue()).toBe('5');
    await setting(page, 'tokenRefreshIntervalDays').getByRole('button', { name: 'Save' }).click();
    await setting(page, 'tokenRefreshIntervalDays').getByText('From: dashboard').waitFor();
  });

  it('is searched by title, meaning and name; hits are counted and marked', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    const found = page.getByTestId('settings-found');
    await found.getByText(/^\d+ settings$/).waitFor();
    await setting(page, 'tokenRefreshIntervalDays').getByRole('textbox').fill('5');
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a setting' }));
    await page.keyboard.type('usage interval');
    await found.getByText(/^1 of \d+ settings$/).waitFor();
    expect(await page.locator('[data-setting]:visible').count()).toBe(1);
    const row = setting(page, 'usageRefreshInterval');
    expect(await row.locator('mark').allInnerTexts()).toEqual(['Usage', 'usage', 'Interval', 'USAGE', 'INTERVAL']);
    await row.getByText('Default: 60 seconds').waitFor();
    await row.getByText('Counts at once').waitFor();
    expect(await page.getByTestId('sign-in-section').isVisible()).toBe(false);

    await page.getByRole('searchbox').fill('password');
    await page.getByTestId('sign-in-section').waitFor();
    await page.getByRole('searchbox').fill('EVENKEEL_UPSTREAM_PROXY');
    await page.getByRole('button', { name: 'Change the way to the upstream…' }).waitFor();
    await page.getByRole('searchbox').fill('no such thing (at all)');
    await found.getByText('No setting fits.').waitFor();
    await page.getByRole('searchbox').press('Escape');
    await row.waitFor();
    expect(await page.locator('mark').count()).toBe(0);
    // What was typed before the search is still there to be saved.
    expect(await setting(page, 'tokenRefreshIntervalDays').getByRole('textbox').inputValue()).toBe('5');
    await setting(page, 'upstreamBaseUrl').getByText('Counts at the next start').waitFor();
  });

  it.each(['light', 'dark'] as const)('%s, at three widths, nothing sticks out', async (colorScheme) => {
    await using stage = await open({ path: '/dashboard/settings', context: { colorScheme } });
    const { page } = stage;
    await page.getByRole('searchbox').fill('account');
    await page.locator('mark').first().waitFor();
    for (const width of [360, 800, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const root = 'document.documentElement';
      expect(await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
      await shoot(page, `settings-${colorScheme}-${width}`);
    }
  });
});
