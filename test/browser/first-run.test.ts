import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { oauthStartedSchema } from '#contract/oauth.ts';

import { status } from '../fakes/upstream/steps.ts';
import { addButton, allow, beginInBrowser, dialog } from './sign-in-steps.ts';
import { focusedText, shoot, useBrowser } from './stage.ts';

const open = useBrowser();
const steps = (page: Page): Locator => page.getByTestId('first-run');
const at = (page: Page, step: string): Locator => page.locator(`[data-testid=first-run][data-step=${step}]`);

describe('somebody new', () => {
  it('from no account over the tool to the first answer, and never again', async () => {
    await using stage = await open({ imported: false, isFirstRun: true });
    const { page, upstream } = stage;
    await at(page, 'account').waitFor();
    expect(await page.locator('.primary:visible').allInnerTexts()).toEqual(['Add account']);
    upstream.issuer.consent = 'ask';
    await addButton(page).click();
    await allow(await beginInBrowser(page), 'anna');
    await page.bringToFront();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'detached' });

    await at(page, 'connect').waitFor();
    await steps(page).getByRole('button', { name: 'It is connected, go on' }).click();
    await at(page, 'request').waitFor();
    expect(await focusedText(page)).toBe('Send a first request');
    await steps(page).getByText('Waiting for the first request').waitFor();

    // Where it was left is where it goes on.
    await page.reload();
    await at(page, 'request').waitFor();
    await stage.turn();
    await steps(page).locator('[data-testid=first-request][data-state=good]').waitFor();
    await steps(page).getByText('anna@example.test').waitFor();
    await steps(page).getByRole('button', { name: 'Done' }).click();
    await steps(page).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('connection').getByText('Live').waitFor();
    await page.getByText('anna@example.test').first().waitFor();
    expect(await steps(page).count()).toBe(0);
  });

  it('a request goes past the step of the tool; one that failed says why and is not the end', async () => {
    await using stage = await open({ accounts: ['anna'], isFirstRun: true });
    const { page } = stage;
    await at(page, 'connect').waitFor();
    stage.account('anna').script([status(400, { error: { code: 'invalid_prompt', message: 'Not like this.' } })]);
    await stage.turn();
    await at(page, 'request').waitFor();
    const told = steps(page).getByTestId('first-request');
    expect(await told.getAttribute('data-state')).toBe('bad');
    expect(await told.innerText()).toContain('Not like this.');
  });

  it('can be skipped, for good', async () => {
    await using stage = await open({ accounts: [], isFirstRun: true });
    const { page } = stage;
    await steps(page).getByRole('button', { name: 'Skip this' }).click();
    await page.getByRole('heading', { name: 'Put your Codex accounts behind one address' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Put your Codex accounts behind one address' }).waitFor();
    expect(await steps(page).count()).toBe(0);
  });

  it('is not shown to somebody whose requests are answered already', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    await stage.turn();
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await page.getByTestId('connection').getByText('Live').waitFor();
    await page.getByText('anna@example.test').first().waitFor();
    expect(await steps(page).count()).toBe(0);
  });
});

describe('what can go wrong with the sign-in', () => {
  it.each([
    ['vault_locked', 'The keychain is locked.', 'The keychain did not take the sign-in', 'Unlock the keychain'],
    ['upstream_unreachable', 'No route to the host.', 'The sign-in service cannot be reached', 'firewall or VPN'],
    ['upstream_unreachable', 'CERT_NOT_YET_VALID', 'The clock of this computer seems to be wrong', 'time zone'],
    ['account_mismatch', 'Not the one.', 'That was another account', 'private window'],
    ['login_expired', 'Nobody finished it.', 'The time for this sign-in is over', 'before the time is over'],
  ])('%s (%s) has a heading and says what to do', async (errorCode, errorMessage, heading, advice) => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    let flowId = '';
    await page.route('**/api/oauth/start', async (route) => {
      const response = await route.fetch();
      flowId = oauthStartedSchema.parse(await response.json()).flowId;
      await route.fulfill({ response });
    });
    await page.route('**/api/oauth/status?*', (route) => {
      const ended = errorCode === 'login_expired' ? 'expired' : 'error';
      return route.fulfill({ json: { flowId, status: ended, errorCode, errorMessage, accountId: null, result: null } });
    });
    await addButton(page).click();
    await dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click();
    await page.bringToFront();
    await dialog(page).getByRole('alert').getByText(heading).waitFor();
    await dialog(page).getByRole('list', { name: 'What to do' }).getByText(advice).waitFor();
    expect(await focusedText(page)).toBe('Start again');
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, wide and narrow, nothing sticks out', async (colorScheme) => {
    await using stage = await open({ imported: false, accounts: ['anna'], isFirstRun: true, context: { colorScheme } });
    const { page } = stage;
    const look = async (name: string) => {
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(overhang, `${name} at ${width}`).toBeLessThanOrEqual(0);
        await shoot(page, `first-run-${name}-${colorScheme}-${width}`);
      }
    };
    await at(page, 'account').waitFor();
    await look('account');
    await stage.evenkeel.importAuthFiles([stage.account('anna').authFile()]);
    await at(page, 'connect').waitFor();
    await look('connect');
    await steps(page).getByRole('button', { name: 'It is connected, go on' }).click();
    await at(page, 'request').waitFor();
    await look('request');
    await stage.turn();
    await steps(page).locator('[data-testid=first-request][data-state=good]').waitFor();
    await look('answered');
  });
});
