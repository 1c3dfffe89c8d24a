import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

import { startEvenkeel } from '../fakes/running-evenkeel.ts';
import type { RunningEvenkeel } from '../fakes/running-evenkeel.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import type { FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { morningZone } from './morning-zone.ts';
import { settled } from './settled.ts';

const repository = resolve(import.meta.dirname, '../..');

export interface StageOptions {
  /** Accounts that exist upstream, by name; `anna` has the address anna@example.test. */
  readonly accounts?: readonly string[];
  /** Whether they are in the pool already, or for the test to add. */
  readonly imported?: boolean;
  readonly path?: string;
  /** The steps to the first answer are shown, as they are to somebody new. */
  readonly isFirstRun?: boolean;
  /** The page shows no dashboard at first, because somebody has to sign in. */
  readonly isClosed?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly context?: BrowserContextOptions;
}

/** The real engine before the fake upstream, and a browser on its dashboard. */
export interface Stage extends AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly evenkeel: RunningEvenkeel;
  readonly page: Page;
  /** Where the browser stands, as an IANA name. */
  readonly timeZone: string;
  /** What the browser complained about: script errors, refused content. A test that provokes some empties it. */
  readonly problems: string[];
  account(name: string): FakeAccount;
  /** One turn as a client sends it, of a conversation or of none; resolves with what the client got. */
  turn(conversation?: string): Promise<{ status: number; text: string }>;
}

/** Call once in a test file: one browser for all its tests. The dashboard was built before the first of them. */
export function useBrowser(): (options?: StageOptions) => Promise<Stage> {
  let browser: Browser | null = null;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  });

  afterAll(() => browser?.close());

  return async (options = {}) => {
    if (!browser) throw new Error('The browser was not launched.');
    return await openStage(browser, options);
  };
}

async function openStage(browser: Browser, options: StageOptions): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const upstream = opened.use(await startFakeUpstream());
  const names = options.accounts ?? ['anna', 'bert'];
  const accounts = new Map(names.map((name) => [name, upstream.addAccount({ id: name, email: emailOf(name) })]));
  const evenkeel = opened.use(await startEvenkeel({ upstream, ...(options.env ? { env: options.env } : {}) }));
  if (options.imported !== false && names.length > 0) {
    await evenkeel.importAuthFiles([...accounts.values()].map((account) => account.authFile()));
  }
  const timeZone = morningZone(Date.now());
  const context = await browser.newContext({
    timezoneId: timeZone,
    reducedMotion: 'reduce',
    ...(options.isFirstRun ? {} : { storageState: pastFirstRun(evenkeel.origin) }),
    ...options.context,
  });
  opened.defer(() => context.close());
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: evenkeel.origin });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  // The browser must have been told to hand choosers over before a key can open one; a listener tells it for good.
  page.on('filechooser', () => undefined);
  const go = () => page.goto(`${evenkeel.origin}${options.path ?? '/dashboard'}`);
  await (options.isClosed ? go() : settled(page, go));

  const held = opened.move();
  return {
    upstream,
    evenkeel,
    page,
    timeZone,
    problems,
    account: (name) => {
      const account = accounts.get(name);
      if (!account) throw new Error(`There is no account ${name} on this stage.`);
      return account;
    },
    turn: async (conversation) => {
      const response = await evenkeel.fetch('/backend-api/codex/responses', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'user-agent': 'browser-suite/1',
          ...(conversation === undefined ? {} : { session_id: conversation }),
        },
        body: JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, instructions: '', input: [userMessage] }),
      });
      return { status: response.status, text: await response.text() };
    },
    [Symbol.asyncDispose]: async () => {
      await held.disposeAsync();
      if (problems.length > 0) throw new Error(`The browser complained:\n${problems.join('\n')}`);
    },
  };
}

function pastFirstRun(origin: string): NonNullable<BrowserContextOptions['storageState']> {
  return { cookies: [], origins: [{ origin, localStorage: [{ name: 'evenkeel.first-run', value: 'over' }] }] };
}

const userMessage = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };

export function emailOf(name: string): string {
  return `${name}@example.test`;
}

export function card(page: Page, name: string): Locator {
  return page.getByRole('article', { name: emailOf(name) });
}

/** A file as the chooser or a drop hands it over. */
export function authFile(name: string, text: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'application/json', buffer: Buffer.from(text) };
}

/** Goes there by Tab alone, the way a person without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error('Tab does not lead there.');
}

/** What runs inside the page is text: the tests are not compiled for a browser and know no `document`. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent.trim()');
}

export function clipboardText(page: Page): Promise<string> {
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** Screenshots are for eyes; they land outside what is committed. */
export async function shoot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  const folder = resolve(repository, 'test-results');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: resolve(folder, `dashboard-${name}.png`), ...options });
}
