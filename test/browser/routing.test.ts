import { describe, expect, it } from 'vitest';

import type { Page } from 'playwright-core';

import { simulationSchema } from '#contract/routing-simulation.ts';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { emailOf, tabTo, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/routing';

const strategy = (page: Page, name: string) => page.locator(`[data-strategy="${name}"]`);
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const undo = (page: Page) => page.getByRole('region', { name: 'Last change' }).getByRole('button', { name: 'Undo' });
const rows = (page: Page) => page.locator('ol > li .name > span:first-child');
const saved = (page: Page) => page.getByRole('group', { name: 'Not saved yet' }).waitFor({ state: 'detached' });

/** The names in the sequence of the preview, as a screen reader hears them. */
async function previewed(page: Page, count: number): Promise<string[]> {
  const labels = await page
    .getByTestId('preview')
    .getByRole('radio')
    .evaluateAll((radios) => radios.map((radio) => String(radio.getAttribute('aria-label'))));
  return labels.slice(0, count).map((label) => label.replace(/^Request \d+: /, ''));
}

async function nameOf(stage: Stage, accountId: string | null): Promise<string | undefined> {
  return (await stage.evenkeel.accounts()).find((account) => account.accountId === accountId)?.displayName;
}

describe('how requests are shared out', () => {
  it('a strategy takes effect on the next request, and undo brings the one before back', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page, evenkeel } = stage;
    expect(await strategy(page, 'usage_weighted').getByRole('radio').isChecked()).toBe(true);
    expect(await page.locator('[data-strategy]').count()).toBe(9);
    await strategy(page, 'single_account').click();
    await page.getByText('While no account is chosen, no request is served.').waitFor();
    await page.getByLabel('Which account').selectOption({ label: emailOf('cleo') });
    await save(page).click();
    await saved(page);
    await page.getByRole('status').getByText('shared out the new way from the next one on').waitFor();
    for (let count = 0; count < 2; count += 1) await stage.turn();
    const served = await evenkeel.requestLogs();
    expect(await nameOf(stage, served[0]?.accountId ?? null)).toBe(emailOf('cleo'));
    expect(served[0]?.accountId).toBe(served[1]?.accountId);

    await undo(page).click();
    await page.getByRole('status').getByText('shared out as before').waitFor();
    await page.reload();
    await strategy(page, 'usage_weighted').locator(':checked').waitFor();
  });

  it('what is not saved changes nothing, and can be discarded', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    await strategy(page, 'fill_first').click();
    await page.getByLabel('Prefer what resets first').selectOption('weekly');
    await page.getByText('With what you have chosen, before it is saved.').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await strategy(page, 'usage_weighted').locator(':checked').waitFor();
    expect(await save(page).count()).toBe(0);
  });

  it('a strategy that the environment sets is locked, and says by what', async () => {
    await using stage = await open({ path, env: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    await stage.page.getByText('Set by EVENKEEL_ROUTING_STRATEGY. Change it there.').waitFor();
    expect(await strategy(stage.page, 'priority').getByRole('radio').isDisabled()).toBe(true);
  });
});

describe("an owner's order", () => {
  it('is made by keyboard alone, with the focus kept and each step spoken', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page, evenkeel } = stage;
    await strategy(page, 'priority').click();
    const before = await rows(page).allInnerTexts();
    const last = before[2] ?? '';
    const up = page.getByRole('button', { name: `Move ${last} up` });
    await tabTo(page, up);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(`${last} is now number 2 of 3.`).waitFor();
    await up.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByRole('status').getByText(`${last} is now number 1 of 3.`).waitFor();
    expect(await rows(page).allInnerTexts()).toEqual([last, before[0], before[1]]);
    await tabTo(page, save(page));
    await page.keyboard.press('Enter');
    await saved(page);
    await stage.turn();
    const [entry] = await evenkeel.requestLogs();
    expect(await nameOf(stage, entry?.accountId ?? null)).toBe(last);

    await undo(page).click();
    await page.getByRole('status').getByText('shared out as before').waitFor();
    expect((await evenkeel.accounts()).map(({ priority }) => priority)).toEqual([null, null, null]);
  });

  it('is made by dragging', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page, evenkeel } = stage;
    await strategy(page, 'priority').click();
    const [first, second, third] = await rows(page).allInnerTexts();
    const handle = page.getByTitle(`Drag ${first} to another place`);
    await handle.scrollIntoViewIfNeeded();
    const from = await handle.boundingBox();
    const to = await page.getByTitle(`Drag ${third} to another place`).boundingBox();
    if (!from || !to) throw new Error('There is no handle to drag.');
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, to.y + to.height, { steps: 6 });
    await page.mouse.up();
    expect(await rows(page).allInnerTexts()).toEqual([second, third, first]);
    await save(page).click();
    await saved(page);
    const places = new Map((await evenkeel.accounts()).map(({ displayName, priority }) => [displayName, priority]));
    expect([second, third, first].map((name) => places.get(name ?? ''))).toEqual([0, 1, 2]);
    await page.reload();
    await rows(page).nth(2).waitFor();
    expect(await rows(page).allInnerTexts()).toEqual([second, third, first]);
  });
});

describe('what one account is used for', () => {
  it('counts at once, is undone, and is the same in the account’s details', async () => {
    await using stage = await open({ path });
    const { page, evenkeel } = stage;
    const use = () => page.getByLabel(`Use of ${emailOf('bert')}`, { exact: true });
    await use().selectOption({ label: 'Use up first' });
    await page.getByRole('status').getByText('is used up before all others').waitFor();
    await page.getByTestId('preview').getByText('20 of 20').waitFor();
    expect(new Set(await previewed(page, 20))).toEqual(new Set([emailOf('bert')]));
    await stage.turn();
    const [entry] = await evenkeel.requestLogs();
    expect(await nameOf(stage, entry?.accountId ?? null)).toBe(emailOf('bert'));

    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('button', { name: `Details of ${emailOf('bert')}` }).click();
    expect(await use().inputValue()).toBe('burn_first');
    await use().selectOption({ label: 'Keep for last' });
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await undo(page).click();
    await page
      .getByRole('article', { name: emailOf('bert') })
      .getByText('Use up first')
      .waitFor();
  });
});

describe('the preview', () => {
  it('is where the next requests then go', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert', 'cleo'] });
    const { page, evenkeel } = stage;
    await strategy(page, 'priority').click();
    const [first, second] = await rows(page).allInnerTexts();
    const answer = page.waitForResponse('**/api/routing/simulate');
    await page.getByRole('button', { name: `Move ${first} down` }).click();
    simulationSchema.parse(await (await answer).json());
    await page
      .getByTestId('preview')
      .getByRole('radio', { name: `Request 1: ${second}` })
      .waitFor({ state: 'attached' });
    await save(page).click();
    await saved(page);

    // The first in the order is used up: the preview must know that too.
    const limited = stage.account((second ?? '').split('@')[0] ?? '');
    limited.script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    await stage.turn();
    await page
      .getByTestId('preview')
      .getByRole('radio', { name: `Request 1: ${first}` })
      .waitFor({ state: 'attached' });
    const expected = await previewed(page, 5);
    for (let count = 0; count < 5; count += 1) await stage.turn();
    const served = (await evenkeel.requestLogs()).slice(0, 5).toReversed();
    expect(await Promise.all(served.map(({ accountId }) => nameOf(stage, accountId)))).toEqual(expected);
  });

  it('tells the reason of each, by arrow key too', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    const reason = page.getByTestId('preview-reason');
    await reason.getByText('Request 1:').waitFor();
    await reason.getByText('has most left').waitFor();
    await page.getByTestId('preview').getByRole('radio').first().focus();
    await page.keyboard.press('ArrowRight');
    await reason.getByText('Request 2:').waitFor();
    expect(await reason.getByRole('list', { name: 'Accounts looked at' }).getByRole('listitem').count()).toBe(2);
  });
});
