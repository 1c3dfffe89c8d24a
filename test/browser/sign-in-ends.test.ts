import { describe, expect, it } from 'vitest';

import { addButton, allow, beginInBrowser, dialog, loseSignIn, started, statusOf } from './sign-in-steps.ts';
import { card, emailOf, focusedText, shoot, useBrowser } from './stage.ts';

const open = useBrowser();

describe('leaving', () => {
  it('by the button, by Escape and by another way each end the flow on the engine', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    const browser = dialog(page).getByRole('button', { name: 'Sign in with the browser' });
    await addButton(page).click();
    const first = await started(page, browser.click());
    const second = await started(page, dialog(page).getByRole('button', { name: 'Use a device code' }).click());
    expect((await statusOf(stage, first.flowId)).status).toBe('cancelled');
    await dialog(page).getByLabel('Your code').waitFor();
    let cancelled = page.waitForResponse('**/api/oauth/cancel');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await cancelled;
    expect((await statusOf(stage, second.flowId)).status).toBe('cancelled');

    await addButton(page).click();
    const third = await started(page, browser.click());
    await dialog(page).getByText('Waiting for you in the browser').waitFor();
    cancelled = page.waitForResponse('**/api/oauth/cancel');
    await page.bringToFront();
    await page.keyboard.press('Escape');
    await cancelled;
    await dialog(page).waitFor({ state: 'detached' });
    expect((await statusOf(stage, third.flowId)).status).toBe('cancelled');
    expect(await focusedText(page)).toBe('Add account');
    expect(await stage.evenkeel.accounts()).toEqual([]);
  });

  it('asks first when an address was pasted and not used', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    await addButton(page).click();
    const flow = await started(page, dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click());
    await page.bringToFront();
    await dialog(page).getByText('The browser ended on a page').click();
    const typed = 'http://localhost:1455/auth/callback';
    await dialog(page).getByLabel('Paste its address here').fill(typed);
    await page.keyboard.press('Escape');
    await dialog(page).getByText('Leave all the same?').waitFor();
    await dialog(page).getByRole('button', { name: 'Stay' }).click();
    expect(await dialog(page).getByLabel('Paste its address here').inputValue()).toBe(typed);
    expect((await statusOf(stage, flow.flowId)).status).toBe('pending');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    const cancelled = page.waitForResponse('**/api/oauth/cancel');
    await dialog(page).getByRole('button', { name: 'Leave' }).click();
    await cancelled;
    expect((await statusOf(stage, flow.flowId)).status).toBe('cancelled');
  });
});

describe('signing in again', () => {
  it('brings an account back, and refuses another in its place', async () => {
    await using stage = await open();
    const { page, upstream } = stage;
    await loseSignIn(stage, 'anna');
    const again = card(page, 'anna').getByRole('button', { name: `Sign in again: ${emailOf('anna')}` });
    upstream.issuer.consent = 'ask';
    await again.click();
    await dialog(page)
      .getByRole('heading', { name: `Sign in to ${emailOf('anna')} again` })
      .waitFor();
    await allow(await beginInBrowser(page), 'bert');
    await page.bringToFront();
    await dialog(page).getByRole('alert').waitFor();
    const anna = (await stage.evenkeel.accounts()).find((one) => one.email === emailOf('anna'));
    expect(anna?.status).toBe('reauth_required');

    const popup = page.context().waitForEvent('page');
    await dialog(page).getByRole('button', { name: 'Start again' }).click();
    await allow(await popup, 'anna');
    await page.bringToFront();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await card(page, 'anna').getByText('Ready').waitFor();
    expect(await stage.evenkeel.accounts()).toHaveLength(2);
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, wide and narrow, nothing sticks out', async (colorScheme) => {
    await using stage = await open({ context: { colorScheme } });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    await loseSignIn(stage, 'anna');
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const look = async (name: string) => {
        const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(overhang, `${name} at ${width}`).toBeLessThanOrEqual(0);
        await shoot(page, `sign-in-${name}-${colorScheme}-${width}`);
      };
      await card(page, 'anna').getByRole('button', { name: 'again' }).scrollIntoViewIfNeeded();
      await look('card');
      await addButton(page).click();
      await look('choose');
      const issuerPage = await beginInBrowser(page);
      await page.bringToFront();
      await dialog(page).getByText('Waiting for you in the browser').waitFor();
      await look('browser');
      await issuerPage.getByRole('link', { name: 'Deny' }).click();
      await page.bringToFront();
      await dialog(page).getByRole('alert').waitFor();
      await look('denied');
      await dialog(page).getByRole('button', { name: 'Use a device code' }).click();
      await dialog(page).getByLabel('Your code').waitFor();
      await look('device');
      await dialog(page).getByRole('button', { name: 'Cancel' }).click();
      await dialog(page).waitFor({ state: 'detached' });
    }
  });
});
