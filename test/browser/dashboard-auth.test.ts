import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { codeAt, fromBase32, stepOf } from '../../src-proxy/dashboard-auth/totp.ts';
import { shoot, tabTo, useBrowser, type Stage } from './stage.ts';

const open = useBrowser();
const password = 'correct horse battery';

/** What only an owner may press. */
const writes =
  /pause|resume|\badd\b|import|export|save|create|delete|remove|rename|edit|sign in again|redeem|reset|probe|settle|refresh|undo|apply|write|change|use only/i;
/** Pages that a guest has, each with its heading. Activity's Pause holds the list still, and changes nothing. */
const guestPages = ['Overview', 'Accounts', 'Reports', 'Routing', 'Keys', 'Connect', 'Settings'].map(
  (name) => [name, name] as const,
);

const section = (page: Page) => page.getByTestId('sign-in-section');
/** The browser itself reports every 401 and 403 as a failed resource; what was being read at a sign-out notes it, too. */
const expectRefusals = (stage: Stage): void => {
  for (const problem of stage.problems.splice(0)) expect(problem).toMatch(/40[13]|Sign in to the dashboard first/);
};

async function setPassword(page: Page): Promise<void> {
  await section(page).getByRole('button', { name: 'Set a password…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a password' });
  await dialog.getByLabel('New password', { exact: true }).fill(password);
  await dialog.getByLabel('New password once more').fill('something else');
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await dialog.getByText('The two passwords are not the same.').waitFor();
  await dialog.getByLabel('New password once more').fill(password);
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await dialog.waitFor({ state: 'detached' });
  await section(page).getByText('A password is asked for.').waitFor();
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

describe('S35: the sign-in of the dashboard', () => {
  it('S35: set, sign out, a wrong one is refused in words, the right one works; all by keyboard', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    await setPassword(page);
    await shoot(page, 'sign-in-section');
    await tabTo(page, section(page).getByRole('button', { name: 'Sign out', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
    await page.getByLabel('Password', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('not it at all');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The password is not right.').waitFor();
    await shoot(page, 'sign-in-page');
    await signIn(page);
    await section(page).waitFor();
    await page.getByTestId('connection').getByText('Live').waitFor();
    expect(await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).count()).toBe(0);
    expectRefusals(stage);
  });

  it('a second factor is set up from its QR code’s key and asked for at the next sign-in', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    await setPassword(page);
    await section(page).getByRole('button', { name: 'Set up a second factor…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up a second factor' });
    const secret = fromBase32((await dialog.getByTestId('totp-secret').textContent()) ?? '') ?? Buffer.alloc(0);
    await dialog.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
    await shoot(page, 'totp');
    const code = (ahead: number): string => codeAt(secret, stepOf(Date.now()) + ahead);
    await dialog.getByLabel('Code').fill(code(0));
    await dialog.getByRole('button', { name: 'Turn it on' }).click();
    await section(page).getByText('and a code from an authenticator app').waitFor();
    await section(page).getByRole('button', { name: 'Sign out everywhere' }).click();
    await signIn(page);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByLabel('Code').and(page.locator(':focus')).waitFor();
    expect(await section(page).count()).toBe(0);
    await page.keyboard.type(code(1));
    await page.keyboard.press('Enter');
    await section(page).getByText('and a code from an authenticator app').waitFor();
    expectRefusals(stage);
  });

  it('a guest sees and has nothing to change; the owner sees who changed what', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    await setPassword(page);
    await section(page).getByRole('button', { name: 'Let guests look…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Let guests look' });
    await dialog.getByLabel('Guest password').fill('look but no more');
    await dialog.getByLabel('New password once more').fill('look but no more');
    await dialog.getByRole('button', { name: 'Set the guest password' }).click();
    await section(page).getByText('Guests with the guest password can look').waitFor();
    await section(page).getByRole('link', { name: 'What was changed, and by whom' }).click();
    await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
    await page.getByRole('cell', { name: 'dashboard_auth.guest_access' }).waitFor();
    await page.getByLabel('What').selectOption('dashboard_auth.password_set');
    await page.getByRole('cell', { name: 'dashboard_auth.guest_access' }).waitFor({ state: 'detached' });
    await shoot(page, 'audit');
    await page.goto(`${stage.evenkeel.origin}/dashboard/settings`);
    await section(page).getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in as a guest' }).click();
    await page.getByLabel('Guest password').fill('look but no more');
    await page.keyboard.press('Enter');
    await page.getByText('You are here as a guest').waitFor();
    await page.getByTestId('connection').getByText('Live').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.goto(`${stage.evenkeel.origin}/dashboard`);
    await page.getByRole('article', { name: 'anna@example.test' }).waitFor();
    expect(await page.getByRole('button', { name: /Pause|Add account/ }).count()).toBe(0);
    await shoot(page, 'guest');

    await page.getByRole('link', { name: 'Routing', exact: true }).click();
    await page.getByTestId('preview-reason').waitFor();
    for (const radio of await page.getByRole('group', { name: 'Strategy' }).getByRole('radio').all())
      expect(await radio.isDisabled()).toBe(true);
    expect(await page.getByRole('main').getByRole('combobox').and(page.locator(':enabled')).count()).toBe(0);
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('no login, no key').waitFor();
    expect(await page.locator('[data-client]').count()).toBe(0);
    for (const [link, heading] of guestPages) {
      await page.getByRole('navigation').getByRole('link', { name: link, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await page.getByRole('main').locator('h2:visible, p:visible, table:visible').first().waitFor();
      const buttons = page.getByRole('main').getByRole('button', { name: writes });
      expect({ link, buttons: await buttons.allInnerTexts() }).toEqual({ link, buttons: [] });
    }
    expectRefusals(stage);
  });

  it('A11: the window’s token is taken from the address, and what else the address says is followed', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    await page.goto(`${stage.evenkeel.origin}/dashboard/settings#handover=not-one-of-ours`);
    await page.reload();
    await section(page).waitFor();
    expect(page.url()).not.toContain('handover');
    await setPassword(page);
    await section(page).getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
    await page.evaluate('location.hash = "#handover=made-up"');
    await page.waitForFunction('!location.hash.includes("handover")');
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor();
    expectRefusals(stage);
  });
});

describe('where a sign-in is required', () => {
  it('A1: the page asks for the token from the console first, and is then in', async () => {
    const token = 'a-token-for-this-test';
    await using stage = await open({
      env: { EVENKEEL_REQUIRE_SIGN_IN: 'true', EVENKEEL_DASHBOARD_BOOTSTRAP_TOKEN: token },
      imported: false,
      isClosed: true,
    });
    const { page } = stage;
    await page.getByRole('heading', { name: 'Set a password for Evenkeel' }).waitFor();
    expect(stage.evenkeel.output()).toContain(token);
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password once more').fill(password);
    await page.getByLabel('Token from the console').fill('another token');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is not the token').waitFor();
    await page.getByLabel('Token from the console').fill(token);
    await page.keyboard.press('Enter');
    await page.getByTestId('connection').getByText('Live').waitFor();
    expectRefusals(stage);
  });
});
