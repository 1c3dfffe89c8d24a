import { describe, expect, it } from 'vitest';

import { oauthStartedSchema } from '#contract/oauth.ts';

import { addButton, addressAfterAllowing, allow, beginInBrowser, dialog } from './sign-in-steps.ts';
import { card, clipboardText, emailOf, focusedText, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();

describe('adding an account in the browser', () => {
  it('from the click to the card: dialog, issuer, callback, done', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    const clickedAtMs = performance.now();
    await addButton(page).click();
    const issuerPage = await beginInBrowser(page);
    await dialog(page).getByText('Waiting for you in the browser').waitFor();
    await dialog(page)
      .getByText(/^Time left: \d+:\d\d$/)
      .waitFor();
    await allow(issuerPage, 'anna');
    await issuerPage.getByRole('heading', { name: 'Signed in' }).waitFor();
    await dialog(page)
      .getByRole('status')
      .getByText(`${emailOf('anna')} was added.`)
      .waitFor();
    console.info(`From "Add account" to the ready account: ${Math.round(performance.now() - clickedAtMs)} ms`);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await card(page, 'anna').getByText('Ready').waitFor();
    await page
      .getByRole('status')
      .getByText(`${emailOf('anna')} was added.`)
      .waitFor();
    expect((await stage.turn()).status).toBe(200);
    expect(upstream.turns().map((turn) => turn.accountId)).toEqual(['anna']);
  });

  it('closes by itself when it is done', async () => {
    await using stage = await open({ imported: false });
    const { page } = stage;
    await addButton(page).click();
    await dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click();
    await dialog(page).getByRole('button', { name: 'Done' }).waitFor();
    await dialog(page).waitFor({ state: 'detached' });
    await card(page, 'anna').waitFor();
    expect((await stage.evenkeel.accounts()).map((account) => account.status)).toEqual(['active']);
  });

  it('the same account again is updated, never doubled', async () => {
    await using stage = await open({ accounts: ['anna'] });
    const { page } = stage;
    await addButton(page).click();
    await dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click();
    await dialog(page)
      .getByText(`${emailOf('anna')} is signed in again.`)
      .first()
      .waitFor();
    expect(await stage.evenkeel.accounts()).toHaveLength(1);
  });

  it('a denied consent has its own sentence, adds nothing, and can be begun again', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    await addButton(page).click();
    const issuerPage = await beginInBrowser(page);
    await issuerPage.getByRole('link', { name: 'Deny' }).click();
    const alert = dialog(page).getByRole('alert');
    await alert.getByText('The sign-in did not work').waitFor();
    await alert.getByText('access_denied').waitFor();
    expect(await stage.evenkeel.accounts()).toEqual([]);
    expect(await focusedText(page)).toBe('Start again');
    upstream.issuer.consent = 'at-once';
    await dialog(page).getByRole('button', { name: 'Start again' }).click();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await card(page, 'anna').waitFor();
  });

  it('two tabs sign in at once, each to its own account', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    const other = await page.context().newPage();
    await other.goto(`${stage.evenkeel.origin}/dashboard`);
    await addButton(page).click();
    const first = await beginInBrowser(page);
    await addButton(other).click();
    const second = await beginInBrowser(other);
    await allow(second, 'bert');
    await dialog(other)
      .getByText(`${emailOf('bert')} was added.`)
      .first()
      .waitFor();
    await allow(first, 'anna');
    await page.bringToFront();
    await dialog(page)
      .getByText(`${emailOf('anna')} was added.`)
      .first()
      .waitFor();
    expect(await stage.evenkeel.accounts()).toHaveLength(2);
  });
});

describe('when the browser cannot come back', () => {
  it('the address that it ended on is pasted; a wrong one is refused and can be corrected', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    await addButton(page).click();
    const address = await addressAfterAllowing(await beginInBrowser(page), 'anna');
    await page.bringToFront();
    await dialog(page).getByText('The browser ended on a page that cannot be opened?').click();
    const box = dialog(page).getByLabel('Paste its address here');
    await box.fill('https://example.test/nothing');
    await dialog(page).getByRole('button', { name: 'Finish the sign-in' }).click();
    await dialog(page).getByRole('alert').waitFor();
    expect(await stage.evenkeel.accounts()).toEqual([]);
    await box.fill(address);
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await card(page, 'anna').getByText('Ready').waitFor();
    stage.problems.length = 0;
  });

  it('the box is there at once, with the reason, when nobody listens for the browser', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.consent = 'ask';
    await page.route('**/api/oauth/start', async (route) => {
      const response = await route.fetch();
      const flow = oauthStartedSchema.parse(await response.json());
      await route.fulfill({ response, json: { ...flow, listening: false, problem: 'Port 1455 is taken by codex.' } });
    });
    await addButton(page).click();
    await dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click();
    await dialog(page).getByText('Port 1455 is taken by codex.').waitFor();
    await dialog(page).getByLabel('Paste its address here').waitFor();
    expect(await dialog(page).locator('.primary').allInnerTexts()).toEqual(['Finish the sign-in']);
  });

  it('a device code does it, shown large and copied by a press', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.deviceInterval = '1';
    await addButton(page).click();
    await dialog(page).getByRole('button', { name: 'Use a device code instead' }).click();
    await dialog(page).getByText('Waiting for you to enter the code').waitFor();
    const code = await dialog(page).getByLabel('Your code').innerText();
    expect(upstream.issuer.userCodes).toEqual([code]);
    await dialog(page).getByRole('button', { name: 'Copy the code' }).click();
    expect(await clipboardText(page)).toBe(code);
    const popup = page.context().waitForEvent('page');
    await dialog(page).getByRole('link', { name: 'Open the page for the code' }).click();
    await (await popup).getByRole('link', { name: `Allow ${code}` }).click();
    await page.bringToFront();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await card(page, 'anna').getByText('Ready').waitFor();
  });
});

describe('without a mouse', () => {
  it('adds an account by device code', async () => {
    await using stage = await open({ imported: false });
    const { page, upstream } = stage;
    upstream.issuer.deviceInterval = '1';
    await tabTo(page, addButton(page));
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    expect(await focusedText(page)).toBe('Sign in with the browser');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog(page).getByLabel('Your code').waitFor();
    expect(await focusedText(page)).toBe('Open the page for the code');
    upstream.issuer.approveDevice(upstream.issuer.userCodes[0] ?? '');
    await dialog(page).getByRole('button', { name: 'Done' }).waitFor();
    expect(await focusedText(page)).toBe('Done');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.locator('main:focus').waitFor();
    await card(page, 'anna').waitFor();
  });

  it('goes on in the content when the button goes because an account came from elsewhere', async () => {
    await using stage = await open({ imported: false });
    const { page, evenkeel } = stage;
    await tabTo(page, addButton(page));
    await evenkeel.importAuthFiles([stage.account('anna').authFile()]);
    await card(page, 'anna').waitFor();
    await page.locator('main:focus').waitFor();
    expect(await addButton(page).and(page.locator(':focus')).count()).toBe(0);
  });
});
