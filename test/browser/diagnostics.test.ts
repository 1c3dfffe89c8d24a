import { readFile } from 'node:fs/promises';

import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';

import { clipboardText, shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/diagnostics';

it('S50, S3: the self-tests run before one’s eyes; report, settings, log and bundle are at hand', async () => {
  await using stage = await open({ path, env: { EVENKEEL_AUTH_BASE_URL: 'http://127.0.0.1:9' } });
  const { page } = stage;
  await page.getByText('They have not been run since Evenkeel started.').waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Run the self-tests' }));
  await page.keyboard.press('Enter');
  const failed = page.getByRole('region', { name: 'Failed (1)' });
  await failed.getByText('127.0.0.1:9 did not answer without a proxy.').waitFor();
  await failed.getByText('No connection comes about').waitFor();
  await page.getByText(/^1 failed, \d+ to look at\.$/).waitFor();
  // What failed comes first, and who may be pasted anywhere has no address of anybody.
  expect(await page.locator('[data-test]').first().getAttribute('data-test')).toBe('network.sign-in');
  await page.getByText(/^Fine \(\d+\)$/).click();
  await page.locator('[data-test^="account:"]').getByRole('heading', { name: 'Account anna@example.test' }).waitFor();
  await page.getByText(/^Fine \(\d+\)$/).click();
  await page.getByRole('button', { name: 'Copy the report' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const report = await clipboardText(page);
  expect(report).toContain('## Failed (1)');
  expect(report).not.toContain('anna@');

  const settings = page.getByRole('region', { name: 'Settings in force' });
  await settings.getByRole('row', { name: /authBaseUrl.*EVENKEEL_AUTH_BASE_URL/ }).waitFor();
  expect(await settings.getByText('capacityWaitTimeout').count()).toBe(0);
  await settings.getByLabel('Only what is not the default').uncheck();
  await settings.getByText('capacityWaitTimeout').waitFor();

  const log = page.getByRole('region', { name: 'Log', exact: true });
  await log.getByText('Listening').waitFor();
  await log.getByRole('button', { name: 'Pause' }).click();
  await log.getByText('Paused: new lines are not shown.').waitFor();
  await log.getByLabel('Show').selectOption('error');
  await log.getByText('There is no such line in the log.').waitFor();

  const bundle = page.getByRole('region', { name: 'Bundle to hand on' });
  await bundle.getByText('No prompt and no answer').waitFor();
  const downloading = page.waitForEvent('download');
  await bundle.getByRole('button', { name: /^Download evenkeel-diagnostics-.*zip$/ }).click();
  const files = unzipSync(await readFile(await (await downloading).path()));
  expect(Object.keys(files)).toContain('self-tests.json');
  expect(Buffer.from(files['self-tests.json'] ?? []).toString()).toContain('"verdict": "fail"');

  await log.getByLabel('Show').selectOption('debug');
  await page.evaluate('scrollTo(0, 0)');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await shoot(page, `diagnostics-${colorScheme}-${width}`);
    }
  }
  await settings.getByLabel('Only what is not the default').check();
  await page.setViewportSize({ width: 1280, height: 2400 });
  await shoot(page, 'diagnostics-whole-dark-1280');
  await page.setViewportSize({ width: 360, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await log.scrollIntoViewIfNeeded();
  await shoot(page, 'diagnostics-log-light-360');
  await settings.scrollIntoViewIfNeeded();
  await shoot(page, 'diagnostics-settings-light-360');
});
