import { EventSourceParserStream } from 'eventsource-parser/stream';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { clientSnippetSchema } from '#contract/client-snippet.ts';
import { foundAuthFileSchema } from '#contract/account.ts';
import { liveEventSchema } from '#contract/events.ts';
import { requestLogPageSchema } from '#contract/request-log.ts';
import { settingsResponseSchema } from '#contract/settings.ts';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { card, shoot, useBrowser } from './stage.ts';

const open = useBrowser();
/** So that each account meets a request whatever is known of its usage by then. */
const inTurn = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };
const pages = {
  overview: '',
  accounts: '/accounts',
  requests: '/requests',
  conversations: '/conversations',
  routing: '/routing',
  connect: '/connect',
  settings: '/settings',
} as const;

describe('the page and the engine', () => {
  it('what the engine answers is what the contract says, since the page does not parse it again', async () => {
    await using stage = await open();
    await stage.turn();
    const read = async (path: string): Promise<unknown> => (await stage.evenkeel.fetch(path)).json();
    requestLogPageSchema.parse(await read('/api/request-logs'));
    settingsResponseSchema.parse(await read('/api/settings'));
    z.strictObject({ snippets: z.array(clientSnippetSchema).min(3) }).parse(await read('/api/clients/snippets'));
    z.strictObject({ found: z.array(foundAuthFileSchema) }).parse(await read('/api/accounts/found'));

    const leaving = new AbortController();
    const { body } = await stage.evenkeel.fetch('/api/events', { signal: leaving.signal });
    const events = body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
    const first = await events?.read();
    expect(liveEventSchema.parse(JSON.parse(first?.value?.data ?? 'null')).type).toBe('snapshot');
    leaving.abort();
  });

  it('runs under a policy that allows nothing inline, without a complaint', async () => {
    await using stage = await open();
    const policy = (await stage.evenkeel.fetch('/dashboard')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    for (const path of Object.values(pages)) {
      await stage.page.goto(`${stage.evenkeel.origin}/dashboard${path}`);
      await stage.page.getByTestId('connection').getByText('Live').waitFor();
    }
    expect(stage.problems).toEqual([]);
  });

  it('says so while the engine is away', async () => {
    await using stage = await open();
    await card(stage.page, 'anna').waitFor();
    await stage.evenkeel.stop();
    await stage.page.getByRole('alert').getByText('No connection to Evenkeel.').waitFor();
    await stage.page.getByTestId('connection').getByText('Reconnecting…').waitFor();
    expect(await card(stage.page, 'anna').count()).toBe(1);
    stage.problems.length = 0;
  });

  it('back and forward, and a link to a page, work', async () => {
    await using stage = await open({ path: '/dashboard/settings' });
    const { page } = stage;
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    expect(await page.title()).toBe('Activity · Evenkeel');
    await page.locator('h1:focus').waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/dashboard/settings');
  });

  it('a chosen theme holds after a reload, against the system', async () => {
    await using stage = await open({ context: { colorScheme: 'light' } });
    const { page } = stage;
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByLabel('Theme').selectOption('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload({ waitUntil: 'commit' });
    await page.getByTestId('connection').waitFor();
    expect(await ground()).toBe(dark);
    await page.getByLabel('Theme').selectOption('system');
    expect(await ground()).toBe(light);
  });
});

describe('how it looks', () => {
  it.each(['light', 'dark'] as const)('%s, at three widths, nothing sticks out', async (colorScheme) => {
    await using stage = await open({ context: { colorScheme }, env: inTurn });
    const { page, evenkeel } = stage;
    stage.account('anna').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    for (let count = 0; count < 3; count += 1) await stage.turn(`0199f2b7-3c5e-7a61-9d0a-5d1f8b3a77c${count}`);
    for (const width of [360, 800, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`${evenkeel.origin}/dashboard${path}`);
        await page.getByTestId('connection').getByText('Live').waitFor();
        const things = page.locator('article, tbody tr, pre, form, [data-client], [data-testid=preview-reason]');
        await things.filter({ visible: true }).first().waitFor();
        const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(overhang, `${name} at ${width}`).toBeLessThanOrEqual(0);
        await shoot(page, `${name}-${colorScheme}-${width}`);
      }
      await page.goto(`${evenkeel.origin}/dashboard/requests`);
      await page.getByRole('row').filter({ hasText: 'after 1 failed try' }).getByRole('button').click();
      await page.getByRole('dialog').waitFor();
      await shoot(page, `detail-${colorScheme}-${width}`);
    }
  });

  it('the empty state has one primary action', async () => {
    await using stage = await open({ accounts: [] });
    await stage.page.getByRole('heading', { name: 'Put your Codex accounts behind one address' }).waitFor();
    expect(await stage.page.locator('button.primary').count()).toBe(1);
    await shoot(stage.page, 'empty');
  });
});
