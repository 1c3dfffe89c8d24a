import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { apiKeyListSchema, keyTrendsSchema, keyUsageWeekSchema } from '#contract/api-keys.ts';
import { priceTableSchema } from '#contract/prices.ts';

import { ok } from '../fakes/upstream/steps.ts';
import { clipboardText, emailOf, focusedText, shoot, tabTo, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/keys';
const cardOf = (page: Page, name: string): Locator => page.locator(`[data-key="${name}"]`);
const lastChange = (page: Page): Locator => page.getByRole('region', { name: 'Last change' });

/** One turn as a client with a key sends it. */
async function turn({ evenkeel }: Stage, key: string | null, model = 'gpt-5.5') {
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };
  const response = await evenkeel.fetch('/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, stream: true, store: false, instructions: '', input: [message] }),
  });
  return { status: response.status, text: await response.text() };
}

/** Makes a key the way a person does, and closes the dialog once it is copied. */
async function make(page: Page, name: string, fill?: (dialog: Locator) => Promise<void>): Promise<string> {
  await page.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an API key' });
  await dialog.getByLabel('Name').fill(name);
  await fill?.(dialog);
  await dialog.getByRole('button', { name: 'Create the key' }).click();
  return await takeShown(page, name);
}

async function takeShown(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `The key of ${name}` });
  await dialog.getByText('this is the only time that it is shown').waitFor();
  const key = await dialog.getByTestId('secret').innerText();
  await dialog.getByRole('button', { name: 'Copy the key' }).click();
  await dialog.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await clipboardText(page)).toBe(key);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  return key;
}

async function listed({ evenkeel }: Stage) {
  return apiKeyListSchema.parse(await (await evenkeel.fetch('/api/api-keys/')).json()).apiKeys;
}

describe('API keys', () => {
  it('a key is made, seen once, and works where one is required; without it a request is refused', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    await page.getByRole('heading', { name: 'No key yet' }).waitFor();
    await page.getByText('Create one before you require it').waitFor();
    expect(await page.locator('button.primary').count()).toBe(1);
    const key = await make(page, 'Laptop');
    expect(key).toMatch(/^sk-clb-\S{43}$/);
    await cardOf(page, 'Laptop').getByText('Active').waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain(
      key,
    );

    expect((await turn(stage, null)).status).toBe(200);
    await page.getByTestId('keyless').getByText('may ask without a key').waitFor();
    await page.getByLabel('Require an API key').check();
    await page.getByTestId('keyless').getByText('Every program needs a key').waitFor();
    expect([(await turn(stage, null)).status, (await turn(stage, key)).status]).toEqual([401, 200]);
    await cardOf(page, 'Laptop').getByText('this minute').waitFor();
    expect((await listed(stage))[0]?.usage.requestCount).toBe(1);
    await page.getByRole('button', { name: 'Revoke Laptop' }).click();
    await page.getByText('one is required: every request is refused').waitFor();
    expect(await page.content()).not.toContain(key);
  });

  it('a key that was not copied is not closed by one Escape', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    await tabTo(page, page.getByRole('button', { name: 'Create a key' }));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Keyboard');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'The key of Keyboard' });
    const key = await dialog.getByTestId('secret').innerText();
    await page.keyboard.press('Escape');
    await dialog.getByRole('alert').getByText('has not been copied').waitFor();
    await tabTo(page, dialog.getByRole('button', { name: 'Close without copying' }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);
    expect(await focusedText(page)).not.toBe('');
  });

  it('a limit of one request lets one through, is shown as reached, and can be reset', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    const key = await make(page, 'Once', async (dialog) => {
      await dialog.getByRole('button', { name: 'Add a limit' }).click();
      expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT');
      await dialog.getByRole('button', { name: 'Create the key' }).click();
      await dialog.getByRole('alert').getByText('Limit 1 needs a whole number').waitFor();
      await dialog.getByLabel('At most').fill('1');
    });
    await cardOf(page, 'Once').getByText('0 of 1 requests').waitFor();
    expect((await turn(stage, key)).status).toBe(200);
    const second = await turn(stage, key);
    expect([second.status, second.text.includes('rate_limit_exceeded')]).toEqual([429, true]);
    await cardOf(page, 'Once').getByText('1 of 1 requests').waitFor();
    const meter = cardOf(page, 'Once').getByRole('meter', { name: 'Once: Requests in 1 day' });
    expect(await meter.getAttribute('aria-valuetext')).toContain('Reached');

    await page.getByRole('button', { name: 'Reset the use of Once' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
    await cardOf(page, 'Once').getByText('0 of 1 requests').waitFor();
    expect(await focusedText(page)).toBe('Reset use…');
    expect((await turn(stage, key)).status).toBe(200);
  });

  it('how a key is served and what it may see is set, shown and changed', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    await make(page, 'Nightly', async (dialog) => {
      await dialog.getByLabel('Priority').selectOption('opportunistic');
      await dialog.getByText('refused with 429 and a time to come back').waitFor();
      await dialog.getByLabel('WebSocket').selectOption('always_http');
      await dialog.getByLabel('The accounts’ limits').uncheck();
      await dialog.getByRole('button', { name: 'Add a limit' }).click();
      await dialog.getByRole('group', { name: 'Limit 1' }).getByRole('combobox').first().selectOption('credits');
      await dialog.getByText('Nothing is counted against it').waitFor();
      await dialog.getByLabel('At most').fill('500');
    });
    await cardOf(page, 'Nightly').getByText('Only what others can spare · HTTP only').waitFor();
    await cardOf(page, 'Nightly').getByText('0 of 500 credits').waitFor();
    expect(await listed(stage)).toMatchObject([
      {
        trafficClass: 'opportunistic',
        transportPolicyOverride: 'always_http',
        usageSections: 'account_pool_usage',
        limits: [{ limitType: 'credits', maxValue: 500 }],
      },
    ]);
    await page.getByRole('button', { name: 'Edit Nightly' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Nightly' });
    await dialog.getByLabel('WebSocket').selectOption('As set for all');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await cardOf(page, 'Nightly').getByText('Only what others can spare', { exact: true }).waitFor();
    expect(await listed(stage)).toMatchObject([{ trafficClass: 'opportunistic', transportPolicyOverride: null }]);
  });

  it('a key is revoked and restored, gets a new secret, and is deleted', async () => {
    await using stage = await open({ path });
    const { page } = stage;
    const key = await make(page, 'Laptop');
    await page.getByRole('button', { name: 'Revoke Laptop' }).click();
    await cardOf(page, 'Laptop').getByText('Revoked').waitFor();
    expect(await focusedText(page)).toBe('Restore');
    expect((await turn(stage, key)).status).toBe(401);
    await lastChange(page).getByRole('button', { name: 'Undo' }).click();
    await cardOf(page, 'Laptop').getByText('Active').waitFor();
    expect((await turn(stage, key)).status).toBe(200);

    await page.getByRole('button', { name: 'New secret for Laptop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new secret' }).click();
    const next = await takeShown(page, 'Laptop');
    expect(next).not.toBe(key);
    expect(await focusedText(page)).toBe('New secret…');
    expect([(await turn(stage, key)).status, (await turn(stage, next)).status]).toEqual([401, 200]);
    const content = await page.content();
    expect([content.includes(key), content.includes(next)]).toEqual([false, false]);

    await page.getByRole('button', { name: 'Delete Laptop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the key' }).click();
    await page.getByRole('heading', { name: 'No key yet' }).waitFor();
    expect(await listed(stage)).toEqual([]);
    expect((await turn(stage, next)).status).toBe(401);
  });

  it('what a key may ask for is edited: models, effort, tier and accounts', async () => {
    await using stage = await open({ path });
    const { page, evenkeel } = stage;
    const key = await make(page, 'Narrow');
    await page.getByRole('button', { name: 'Edit Narrow' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Narrow' });
    await dialog.getByLabel('Allowed models').fill('gpt-5.5');
    await dialog.getByLabel('Reasoning effort').selectOption({ label: 'Always low' });
    await dialog.getByLabel('Service tier').selectOption({ label: 'Always flex' });
    await dialog.getByLabel(emailOf('bert')).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await focusedText(page)).toBe('Edit…');
    await cardOf(page, 'Narrow')
      .getByText('Models: gpt-5.5 · Effort always low · Tier always flex · Only 1 account')
      .waitFor();
    expect((await turn(stage, key, 'gpt-5')).status).toBe(403);
    expect((await turn(stage, key)).status).toBe(200);
    const bert = (await evenkeel.accounts()).find(({ displayName }) => displayName === emailOf('bert'));
    const [row] = (await evenkeel.requestLogs()).filter(({ status }) => status === 'success');
    expect([row?.accountId, row?.reasoningEffort]).toEqual([bert?.accountId, 'low']);
  });

  it('a key may be for some sources alone', async () => {
    await using stage = await open({ path });
    const { page, evenkeel } = stage;
    for (const name of ['One model', 'Another model']) {
      const created = await evenkeel.fetch('/api/model-sources/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, baseUrl: 'http://127.0.0.1:9/v1', models: [{ model: name.replace(' ', '-') }] }),
      });
      expect(created.status).toBeLessThan(300);
    }
    await make(page, 'Narrow', (dialog) => dialog.getByLabel('Another model').check());
    await cardOf(page, 'Narrow').getByText('Only 1 source').waitFor();
    expect((await listed(stage))[0]?.assignedSourceIds).toHaveLength(1);
    await page.getByRole('button', { name: 'Edit Narrow' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Narrow' });
    await dialog.getByText('What is always used holds on every route').waitFor();
    await dialog.getByLabel('Another model').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await cardOf(page, 'Narrow').getByText('Only 1 source').waitFor({ state: 'detached' });
  });

  it('the last seven days are bars and tables', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page, evenkeel } = stage;
    const usage = { inputTokens: 1000, cachedTokens: 400, outputTokens: 100, reasoningTokens: 0 };
    stage.account('anna').script([ok('one', { usage }), ok('two', { usage })]);
    const key = await make(page, 'Laptop');
    await turn(stage, key);
    await turn(stage, key);
    await cardOf(page, 'Laptop')
      .getByRole('img', { name: /^Laptop, requests of the last 7 days: 2 in all, most on .* with 2\.$/ })
      .waitFor();
    await page.getByRole('button', { name: 'Last 7 days of Laptop' }).click();
    const dialog = page.getByRole('dialog', { name: 'Laptop: the last 7 days' });
    await dialog.getByText('2 requests, 2.2K tokens').waitFor();
    const id = (await listed(stage))[0]?.id ?? '';
    keyTrendsSchema.parse(await (await evenkeel.fetch(`/api/api-keys/${id}/trends`)).json());
    keyUsageWeekSchema.parse(await (await evenkeel.fetch(`/api/api-keys/${id}/usage-7d`)).json());
    const today = dialog.getByRole('table', { name: 'By day' }).getByRole('row').last();
    expect(await today.getByRole('cell').first().innerText()).toBe('2');
    await dialog
      .getByRole('table', { name: 'By account' })
      .getByRole('row', { name: emailOf('anna') })
      .waitFor();
  });
});

describe('prices', () => {
  const usage = { inputTokens: 1000, cachedTokens: 0, outputTokens: 100, reasoningTokens: 0 };
  const costOfLast = async ({ evenkeel }: Stage) => (await evenkeel.requestLogs())[0]?.costMicroUsd;

  it("an owner's price is the cost of the next row, and the default comes back", async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page, evenkeel } = stage;
    stage.account('anna').script([1, 2, 3].map((number) => ok(`answer ${number}`, { usage })));
    await turn(stage, null);
    const before = await costOfLast(stage);
    await page.getByRole('searchbox', { name: 'Find a model' }).fill('gpt-5.5');
    await page.getByRole('button', { name: 'Edit the price of gpt-5.5', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'The price of gpt-5.5' });
    const standard = dialog.getByRole('group', { name: 'Standard' });
    await standard.getByLabel('Input', { exact: true }).fill('ten');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('input and output each need a number').waitFor();
    await standard.getByLabel('Input', { exact: true }).fill('100');
    await standard.getByLabel('Output').fill('200');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = page.locator('[data-price="gpt-5.5"]');
    await row.getByRole('cell').getByText('Yours').waitFor();
    expect(await focusedText(page)).toBe('Edit');
    const table = priceTableSchema.parse(await (await evenkeel.fetch('/api/prices')).json());
    expect(table.prices.find(({ model }) => model === 'gpt-5.5')).toMatchObject({ source: 'custom' });
    await turn(stage, null);
    expect(await costOfLast(stage)).toBe(120_000);

    await row.getByRole('button', { name: 'Back to the default price of gpt-5.5' }).click();
    await lastChange(page).getByText('The built-in price of gpt-5.5 holds again.').waitFor();
    await turn(stage, null);
    expect([before, await costOfLast(stage)]).toEqual([expect.any(Number), before]);
    expect(before).not.toBe(120_000);
  });

  it('a model whose price nobody knows is marked until it is given one', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    stage.account('anna').script([ok('one', { usage }), ok('two', { usage })]);
    await turn(stage, null, 'gpt-unheard-of');
    expect(await costOfLast(stage)).toBeNull();
    await page.getByTestId('unpriced').getByText('Price unknown').waitFor();
    await page.getByRole('button', { name: 'Set a price for gpt-unheard-of' }).click();
    const dialog = page.getByRole('dialog', { name: 'The price of gpt-unheard-of' });
    await dialog.getByLabel('Input', { exact: true }).fill('1');
    await dialog.getByLabel('Output').fill('2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByTestId('unpriced').waitFor({ state: 'detached' });
    await turn(stage, null, 'gpt-unheard-of');
    expect(await costOfLast(stage)).toBe(1200);
    await page.getByLabel('Only mine').check();
    await page.getByRole('button', { name: 'Back to the default price of gpt-unheard-of' }).click();
    await lastChange(page).getByText('gpt-unheard-of has no price any more.').waitFor();
  });
});

it.each(['light', 'dark'] as const)('%s, at three widths, nothing sticks out', async (colorScheme) => {
  await using stage = await open({ path, context: { colorScheme } });
  const { page } = stage;
  await make(page, 'A name that is as long as one gives to the build farm of a whole department', async (dialog) => {
    await dialog.getByRole('button', { name: 'Add a limit' }).click();
    await dialog.getByLabel('At most').fill('1000000000');
  });
  await page.getByRole('meter').waitFor();
  await page.getByRole('row').nth(1).waitFor();
  for (const width of [360, 800, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const root = 'document.documentElement';
    expect(await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
    await shoot(page, `keys-${colorScheme}-${width}`);
    await page.getByRole('button', { name: /^Edit A name/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await page.keyboard.press('Escape');
  }
});
