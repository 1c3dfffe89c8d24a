import { describe, expect, it } from 'vitest';

import { accountProbeSchema } from '#contract/account-actions.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { card, emailOf, focusedText, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/accounts';

describe('a name for an account', () => {
  it('is given, taken back by Undo, and taken away by an empty one', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    const dialog = page.getByRole('dialog', { name: 'Rename this account' });
    const rename = async (name: string, alias: string) => {
      await page.getByRole('button', { name: `Rename ${name}` }).click();
      await dialog.getByLabel('Name').fill(alias);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
    };
    await rename(emailOf('anna'), 'Work');
    await page.getByRole('article', { name: 'Work' }).getByText(emailOf('anna')).waitFor();
    await page.getByRole('status').getByText('This account is now called Work.').waitFor();
    expect((await stage.evenkeel.accounts())[0]?.alias).toBe('Work');

    await page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' }).click();
    await card(page, 'anna').waitFor();
    expect((await stage.evenkeel.accounts())[0]?.alias).toBeNull();

    await rename(emailOf('anna'), 'Home');
    await rename('Home', '  ');
    await card(page, 'anna').waitFor();
  });

  it('is given by keyboard alone, and the focus returns', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    await tabTo(page, page.getByRole('button', { name: `Rename ${emailOf('anna')}` }));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Work');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Rename Work' }).waitFor();
    expect(await page.locator('button:focus').getAttribute('aria-label')).toBe('Rename Work');
  });
});

describe('a tiny request', () => {
  it('is sent only after a question, and shows before and after', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page, upstream } = stage;
    const ask = () => card(page, 'anna').getByRole('button', { name: 'Try a tiny request' }).click();
    await ask();
    await page.getByText('uses a little of its quota').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(upstream.turns()).toEqual([]);
    expect(await focusedText(page)).toBe('Try a tiny request…');

    await ask();
    const answer = page.waitForResponse('**/probe');
    await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
    accountProbeSchema.parse(await (await answer).json());
    await page.getByRole('dialog').getByText('It works: the account answered.').waitFor();
    await page.getByRole('row', { name: /^State Ready Ready$/ }).waitFor();
    expect(upstream.turns()).toHaveLength(1);
  });
});

describe('figures', () => {
  it('are refreshed on wish', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    await card(page, 'anna').waitFor();
    stage.account('anna').usage = usualUsageOf(63, 20);
    await card(page, 'anna').getByRole('button', { name: 'Refresh the figures' }).click();
    await card(page, 'anna').getByText('37% left').waitFor();
    await page
      .getByRole('status')
      .getByText(`The figures of ${emailOf('anna')} are fresh.`)
      .waitFor();
    expect((await stage.evenkeel.accounts())[0]?.usage.primaryRemainingPercent).toBe(37);
  });
});
