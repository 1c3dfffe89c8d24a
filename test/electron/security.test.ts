import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DesktopStage } from './desktop-stage.ts';
import { OwnDisplay } from './own-display.ts';
import { buildWhenStale, electronVersion, root } from './runtime.ts';

let display: OwnDisplay;
let stage: DesktopStage;
let origin: string;

beforeAll(async () => {
  await buildWhenStale();
  display = await OwnDisplay.open();
  stage = await DesktopStage.open(display);
  await stage.launch();
  origin = await stage.origin();
  const page = await stage.window();
  await page.getByRole('heading', { level: 1 }).waitFor();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await display[Symbol.asyncDispose]();
});

/** Evaluates an expression in the page, as text: this file knows no browser types. */
async function inPage(expression: string): Promise<unknown> {
  const page = await stage.window();
  return await page.evaluate(expression);
}

/** Tries something in the page that should not take it anywhere, and says where the page then is. */
async function whereAfter(attempt: string): Promise<string> {
  const page = await stage.window();
  await page.evaluate(attempt);
  // A navigation that was let through would be under way by the time of the next round trips.
  await page.evaluate(() => fetch('/health').then((answer) => answer.text()));
  return page.url();
}

describe('E1: the window is a plain sandboxed page', () => {
  it('by the preferences that Electron really uses', async () => {
    const preferences = await stage.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        return (webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences();
      }),
    );
    expect(preferences).toHaveLength(1);
    expect(preferences[0]).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(preferences[0]?.preload).toBeUndefined();
  });

  it('by what the page can see', async () => {
    expect(await inPage('[typeof require, typeof process, typeof module].join()')).toBe(
      'undefined,undefined,undefined',
    );
  });
});

describe('E2: the page loads from its own origin only', () => {
  it('by everything that it fetched, and by a foreign fetch that fails', async () => {
    const page = await stage.window();
    const urls = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
    expect(urls.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    const foreign = await page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'loaded',
          () => 'refused',
        ),
      `${stage.upstream.origin}/`,
    );
    expect(foreign).toBe('refused');
    expect(stage.upstream.requests).toEqual([]);
  });
});

describe('E4: the window stays where it is', () => {
  const evil = 'https://evil.test/';
  it.each([
    ['location.assign', `location.assign('${evil}')`, evil],
    ['another local port', "location.href = 'http://127.0.0.1:1/'", 'http://127.0.0.1:1/'],
    ['a click on a link', `Object.assign(document.createElement('a'), { href: '${evil}link' }).click()`, `${evil}link`],
    [
      'a link to a new window',
      `Object.assign(document.createElement('a'), { href: '${evil}new', target: '_blank' }).click()`,
      `${evil}new`,
    ],
  ])('against %s, by our own guard', async (_name, attempt, url) => {
    expect(await whereAfter(attempt)).toBe(`${origin}/dashboard`);
    await stage.whenWarned(`The window was kept from leaving the dashboard. {"url":"${url}"}`);
  });

  // Chromium or the page's own policy stops these before our guard is asked.
  it.each([
    [
      'a form',
      `(() => { const form = document.createElement('form'); form.action = '${evil}'; document.body.append(form); form.submit(); form.remove(); })()`,
    ],
    ['a file', "location.href = 'file:///etc/passwd'"],
    ['a data page', "location.href = 'data:text/html,<h1>x</h1>'"],
    [
      'a frame',
      `(() => { const frame = document.createElement('iframe'); frame.src = '${evil}'; document.body.append(frame); frame.remove(); })()`,
    ],
  ])('against %s', async (_name, attempt) => {
    expect(await whereAfter(attempt)).toBe(`${origin}/dashboard`);
  });

  it('and opens no second one', async () => {
    expect(await inPage("window.open('https://evil.test/') === null")).toBe(true);
    expect(await inPage("window.open('/dashboard') === null")).toBe(true);
    expect(stage.app.windows()).toHaveLength(1);
  });
});

describe('E6: the page gets no permission but to copy', () => {
  it.each(['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'])(
    '%s is denied',
    async (name) => {
      expect(await inPage(`navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`)).toBe(
        'denied',
      );
    },
  );

  it.each([
    ['notifications', 'Notification.requestPermission()'],
    ['a microphone', "navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'given', () => 'denied')"],
    [
      'the place',
      "new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('given'), () => resolve('denied')))",
    ],
    ['the clipboard', "navigator.clipboard.readText().then(() => 'given', () => 'denied')"],
    [
      'USB devices',
      "navigator.usb.getDevices().then((devices) => devices.length === 0 ? 'denied' : 'given', () => 'denied')",
    ],
  ])('asking for %s does not help', async (_name, ask) => {
    expect(await inPage(ask)).toBe('denied');
  });
});

describe('E9: the Electron is past the known holes', () => {
  it('in the package that releases are built with, and in the one tested here', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string };
    };
    const major = (version: string) => Number(version.split('.')[0]);
    expect(major(devDependencies.electron)).toBeGreaterThanOrEqual(42);
    expect(major(electronVersion())).toBeGreaterThanOrEqual(42);
  });
});
