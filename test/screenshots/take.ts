// The pictures of the README: the real engine before the fake upstream, sixty requests of an invented person, and Chromium.
//   npm run screenshots
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';

import { startEvenkeel, type RunningEvenkeel } from '../fakes/running-evenkeel.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { burst429, ok } from '../fakes/upstream/steps.ts';

const folder = resolve(import.meta.dirname, '../../docs/screenshots');
const hourSeconds = 3600;

/** Who is in the pool, with what is used of the 5-hour and the weekly window. */
const people = [
  { id: 'work', email: 'kim@studio.example', plan: 'pro', used: [62, 41], resetsIn: [1.6, 70] },
  { id: 'home', email: 'kim@home.example', plan: 'plus', used: [18, 55], resetsIn: [3.2, 31] },
  { id: 'lab', email: 'kim@lab.example', plan: 'team', used: [4, 12], resetsIn: [4.6, 120] },
] as const;

const pages = [
  { name: 'overview', path: '/dashboard', theme: 'light' },
  { name: 'activity', path: '/dashboard/requests', theme: 'light' },
  { name: 'routing', path: '/dashboard/routing', theme: 'dark' },
  { name: 'reports', path: '/dashboard/reports', theme: 'light' },
] as const;

async function work(upstream: FakeUpstream, evenkeel: RunningEvenkeel): Promise<void> {
  const accounts = people.map(({ id, email, plan, used, resetsIn }) => {
    const account = upstream.addAccount({ id, email, plan });
    const resetAt = (hours: number): number => Math.floor(Date.now() / 1000 + hours * hourSeconds);
    account.usage = {
      primary: { usedPercent: used[0], windowSeconds: 5 * hourSeconds, resetAt: resetAt(resetsIn[0]) },
      secondary: { usedPercent: used[1], windowSeconds: 168 * hourSeconds, resetAt: resetAt(resetsIn[1]) },
    };
    return account;
  });
  await evenkeel.importAuthFiles(accounts.map((account) => account.authFile()));
  const models = ['gpt-5.5', 'gpt-5.5', 'gpt-5.4-mini'];
  const clients = ['codex_cli_rs/0.169.0', 'codex_cli_rs/0.169.0', 'opencode/1.4.2', 'OpenAI/JS 7.57.0'];
  for (let turn = 0; turn < 60; turn += 1) {
    const inputTokens = 4000 + ((turn * 7919) % 60_000);
    const usage = {
      inputTokens,
      cachedTokens: Math.floor(inputTokens * 0.8),
      outputTokens: 200 + ((turn * 397) % 1500),
      reasoningTokens: 100,
    };
    for (const account of accounts) account.script([ok('Done.', { usage, pace: 12 })]);
    if (turn === 57) accounts[2]?.script([burst429(2)]);
    await ask(evenkeel, models[turn % 3] ?? 'gpt-5.5', clients[turn % 4] ?? '', `thread-${turn % 9}`);
  }
}

async function ask(evenkeel: RunningEvenkeel, model: string, client: string, thread: string): Promise<void> {
  const answer = await evenkeel.fetch('/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': client, session_id: thread },
    body: JSON.stringify({
      model,
      stream: true,
      store: false,
      instructions: '',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }],
    }),
  });
  await answer.text();
}

async function openPage(browser: Browser, origin: string, path: string, theme: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    storageState: {
      cookies: [],
      origins: [
        {
          origin,
          localStorage: [
            { name: 'evenkeel.theme', value: theme },
            { name: 'evenkeel.first-run', value: 'over' },
          ],
        },
      ],
    },
  });
  const page = await context.newPage();
  await page.goto(`${origin}${path}`);
  await page.getByTestId('connection').getByText('Live').waitFor();
  // Skeletons give way to what was asked for.
  await page.waitForTimeout(1500);
  return page;
}

await mkdir(folder, { recursive: true });
await using upstream = await startFakeUpstream();
await using evenkeel = await startEvenkeel({ upstream });
await work(upstream, evenkeel);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  for (const { name, path, theme } of pages) {
    const page = await openPage(browser, evenkeel.origin, path, theme);
    await page.screenshot({ path: resolve(folder, `${name}.png`) });
    console.log(`docs/screenshots/${name}.png`);
    await page.context().close();
  }
} finally {
  await browser.close();
}
