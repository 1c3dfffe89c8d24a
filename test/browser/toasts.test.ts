import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { allow, beginInBrowser, dialog, loseSignIn } from './sign-in-steps.ts';
import { emailOf, shoot, useBrowser } from './stage.ts';

const open = useBrowser();
const inTurn = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };
const toasts = (page: Page) => page.getByRole('region', { name: 'News' }).getByTestId('toast');

describe('what happened by itself', () => {
  it('an account that needs its owner: said once, leads to the sign-in, gone when that is done', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page, upstream } = stage;
    await loseSignIn(stage, 'anna');
    const toast = toasts(page).filter({ hasText: `${emailOf('anna')} needs you` });
    await toast.waitFor();
    upstream.issuer.consent = 'ask';
    await toast.getByRole('button', { name: `Sign in again: ${emailOf('anna')}` }).click();
    expect(await toasts(page).count()).toBe(0);
    await allow(await beginInBrowser(page), 'anna');
    await page.bringToFront();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await stage.evenkeel.waitForAccounts((all) => all.every(({ status }) => status === 'active'));
    // The person did that: no news.
    expect(
      await toasts(page)
        .filter({ hasText: emailOf('anna') })
        .count(),
    ).toBe(0);
  });

  it('is taken back when it is settled elsewhere', async () => {
    await using stage = await open();
    const { page, evenkeel } = stage;
    await loseSignIn(stage, 'anna');
    await toasts(page).filter({ hasText: 'needs you' }).waitFor();
    const anna = (await evenkeel.accounts()).find(({ email }) => email === emailOf('anna'));
    const gone = await evenkeel.fetch(`/api/accounts/${anna?.accountId}`, { method: 'DELETE' });
    expect(gone.ok).toBe(true);
    await toasts(page).filter({ hasText: 'needs you' }).waitFor({ state: 'detached' });
    expect(await toasts(page).count()).toBe(0);
  });

  it('a request that another account answered, told once, with the reason a press away', async () => {
    await using stage = await open({ env: inTurn });
    const { page } = stage;
    stage.account('anna').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    await stage.turn();
    await stage.turn();
    const toast = toasts(page).filter({ hasText: 'could not serve a request' });
    await toast.getByText(`${emailOf('anna')} could not serve a request, so ${emailOf('bert')} did.`).waitFor();
    const entry = (await stage.evenkeel.requestLogs()).find(({ attempts }) => attempts.length > 1);
    await toast.getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe(entry?.requestId);
  });

  it('nothing is said about one’s own doing', async () => {
    await using stage = await open();
    const { page, evenkeel } = stage;
    await page
      .getByRole('button', { name: `Pause ${emailOf('anna')}` })
      .first()
      .click();
    await evenkeel.waitForAccounts((all) => all.some(({ status }) => status === 'paused'));
    await page
      .getByRole('button', { name: `Resume ${emailOf('anna')}` })
      .first()
      .click();
    await evenkeel.waitForAccounts((all) => all.every(({ status }) => status === 'active'));
    expect(await toasts(page).count()).toBe(0);
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, wide and narrow', async (colorScheme) => {
    await using stage = await open({ accounts: ['anna', 'bert', 'carl'], env: inTurn, context: { colorScheme } });
    const { page } = stage;
    stage.account('anna').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    for (let count = 0; count < 3; count += 1) await stage.turn();
    await loseSignIn(stage, 'carl');
    await toasts(page).nth(1).waitFor();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      expect(overhang).toBeLessThanOrEqual(0);
      await shoot(page, `toasts-${colorScheme}-${width}`);
    }
  });
});
