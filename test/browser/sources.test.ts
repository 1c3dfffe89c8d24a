import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { modelSourceListSchema, modelSourceTestSchema } from '#contract/model-sources.ts';

import { listing, startModelsServer } from '../fakes/source/models-server.ts';
import { focusedText, shoot, tabTo, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/sources';
const canary = 'browser-canary-key';
const cardOf = (page: Page, name: string): Locator => page.locator(`[data-source="${name}"]`);

async function listed({ evenkeel }: Stage) {
  return modelSourceListSchema.parse(await (await evenkeel.fetch('/api/model-sources/')).json()).sources;
}

/** As the API has it, for a stage that begins with a source. */
async function create({ evenkeel }: Stage, wanted: object): Promise<void> {
  const response = await evenkeel.fetch('/api/model-sources/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  expect(response.status).toBe(201);
}

describe('model sources', () => {
  it('a source is added: what is wrong is said at its field, its models are asked for, its key is never shown again', async () => {
    await using server = await startModelsServer();
    await using stage = await open({ path, accounts: [] });
    const { page, problems } = stage;
    await page.getByRole('heading', { name: 'No source yet' }).waitFor();
    expect(await page.locator('button.primary').count()).toBe(1);
    await page.getByRole('button', { name: 'Add a source' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await dialog.getByLabel('Name', { exact: true }).fill('Lab');
    await dialog.getByRole('button', { name: 'Add the source' }).click();
    await dialog.getByText('Write the whole address').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("inputmode")')).toBe('url');

    await dialog.getByLabel('Base URL').fill('http://api.example.com/v1');
    await dialog.getByRole('button', { name: 'Add the source' }).click();
    await dialog.getByText('would send the key and every prompt').waitFor();
    await dialog.getByLabel('Base URL').fill(server.baseUrl);
    await dialog.getByLabel('API key').fill(canary);
    server.answer = { status: 401 };
    await dialog.getByRole('button', { name: 'Ask the source for its models' }).click();
    await dialog.getByText('does not accept the key (401)').waitFor();
    server.answer = listing('local-small', 'local-large');
    await dialog.getByRole('button', { name: 'Ask the source for its models' }).click();
    await dialog.getByText('2 models filled in').waitFor();
    const first = dialog.getByRole('group', { name: 'Model 1' });
    expect(await first.getByLabel('Name', { exact: true }).inputValue()).toBe('local-small');
    await first.getByLabel('Input', { exact: true }).fill('0.5');
    await first.getByLabel('Output').fill('1.25');
    await dialog.getByRole('switch').check();
    await dialog.getByText('There is no ceiling').waitFor();
    await dialog.getByLabel('Ceiling for a month').fill('20');
    await dialog.getByText('There is no ceiling').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Add the source' }).click();
    await dialog.waitFor({ state: 'detached' });

    const card = cardOf(page, 'Lab');
    await card.getByText('In the vault').waitFor();
    await card.getByText('$0.00 of $20.00').waitFor();
    await card
      .getByRole('row', { name: /local-small/ })
      .getByText('$1.25')
      .waitFor();
    await card.getByText('It steps in').waitFor();
    expect(await listed(stage)).toMatchObject([
      { name: 'Lab', hasKey: true, isOverflow: true, monthlyCeilingMicroUsd: 20_000_000 },
    ]);
    expect(await page.content()).not.toContain(canary);
    expect(await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain(
      canary,
    );
    // The browser notes the refusal that this test provoked.
    problems.length = 0;
  });

  it('a source is tested, turned off and on again, edited and removed', async () => {
    await using server = await startModelsServer();
    await using stage = await open({ path, accounts: [] });
    const { page } = stage;
    await create(stage, { name: 'Lab', baseUrl: server.baseUrl, apiKey: canary, models: [{ model: 'local-small' }] });
    const card = cardOf(page, 'Lab');
    // It came by another way than this page: the live event brings it.
    await card.waitFor();
    await page.getByRole('button', { name: 'Test Lab' }).click();
    await card.getByText('answers and lists 2 models').waitFor();
    await page.getByRole('button', { name: 'Turn Lab off' }).click();
    await card.getByText('Off', { exact: true }).waitFor();
    expect(await focusedText(page)).toBe('Turn on');
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.getByText('On', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Edit Lab' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Lab' });
    expect(await dialog.getByLabel('API key').inputValue()).toBe('');
    await dialog.getByText('A key is in the vault').waitFor();
    await dialog.getByLabel('Name', { exact: true }).first().fill('Laboratory');
    await dialog.getByLabel('Erase the key').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await cardOf(page, 'Laboratory').getByText('None', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Remove Laboratory' }).click();
    const question = page.getByRole('dialog', { name: 'Remove Laboratory?' });
    await question.getByText('cannot be undone').waitFor();
    await question.getByRole('button', { name: 'Remove and erase the key' }).click();
    await page.getByRole('heading', { name: 'No source yet' }).waitFor();
    expect(await listed(stage)).toEqual([]);
  });

  it('all of it goes by keyboard alone', async () => {
    await using server = await startModelsServer();
    await using stage = await open({ path, accounts: [] });
    const { page } = stage;
    await tabTo(page, page.getByRole('button', { name: 'Add a source' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await page.keyboard.type('Keyboard');
    await page.keyboard.press('Tab');
    await page.keyboard.type(server.baseUrl);
    await tabTo(page, dialog.getByRole('button', { name: 'Add a model' }));
    await page.keyboard.press('Enter');
    await page.keyboard.type('typed-model');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await cardOf(page, 'Keyboard').getByText('typed-model').waitFor();
    expect(await focusedText(page)).not.toBe('');

    await tabTo(page, page.getByRole('button', { name: 'Test Keyboard' }));
    await page.keyboard.press('Enter');
    await cardOf(page, 'Keyboard').getByText('lists 2 models').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Remove Keyboard' }));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Remove Keyboard?' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await focusedText(page)).toBe('Remove…');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Remove and erase the key' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No source yet' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('looks right (%s), wide and narrow', async (colorScheme) => {
    await using stage = await open({ path, accounts: [], context: { colorScheme } });
    const { page } = stage;
    await page.getByRole('heading', { name: 'No source yet' }).waitFor();
    await shoot(page, `sources-empty-${colorScheme}`);
    const models = [
      { model: 'llama3.3:70b', displayName: 'Llama', contextWindow: 131_072, inputPer1m: 0.59, outputPer1m: 0.79 },
      { model: 'gpt-5.5', upstreamModel: 'openai/gpt-5.5', inputPer1m: 1.25, cachedInputPer1m: 0.125, outputPer1m: 10 },
      { model: 'unpriced', isEnabled: false },
    ];
    await create(stage, {
      name: 'A provider with a long name that wraps on a telephone',
      baseUrl: 'https://api.example.com/v1',
      apiKey: canary,
      models,
      isOverflow: true,
      abilities: ['responses', 'chat_completions', 'embeddings'],
      monthlyCeilingMicroUsd: 20_000_000,
    });
    await create(stage, { name: 'Desk', baseUrl: 'http://127.0.0.1:11434/v1', isEnabled: false });
    await cardOf(page, 'Desk').waitFor();
    await shoot(page, `sources-${colorScheme}`);
    await page.getByRole('button', { name: 'Edit A provider' }).click();
    await page.getByRole('dialog').getByRole('group', { name: 'Model 3' }).waitFor();
    await shoot(page, `sources-editor-${colorScheme}`);
    await page.getByRole('dialog').getByRole('group', { name: 'Model 3' }).scrollIntoViewIfNeeded();
    await shoot(page, `sources-editor-models-${colorScheme}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).scrollIntoViewIfNeeded();
    await shoot(page, `sources-editor-overflow-${colorScheme}`);
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot(page, `sources-editor-narrow-${colorScheme}`);
    await page.keyboard.press('Escape');
    await shoot(page, `sources-narrow-${colorScheme}`);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('what the engine answers is what the contract says', async () => {
    await using server = await startModelsServer();
    await using stage = await open({ path, accounts: [] });
    await create(stage, { name: 'Lab', baseUrl: server.baseUrl });
    const [source] = await listed(stage);
    const answer = await stage.evenkeel.fetch(`/api/model-sources/${source?.id}/test`, { method: 'POST' });
    expect(modelSourceTestSchema.parse(await answer.json()).ok).toBe(true);
  });
});
