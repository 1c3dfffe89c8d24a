import { readdirSync, readFileSync } from 'node:fs';
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
    // E4: a file that is dropped on it is no address.
    expect(preferences[0]?.navigateOnDragDrop ?? false).toBe(false);
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

  it('against the middle button on a link', async () => {
    const page = await stage.window();
    await page.evaluate(`(() => {
      const link = Object.assign(document.createElement('a'), { id: 'lure', href: '${evil}middle', textContent: 'here' });
      link.style = 'position: fixed; inset: 0; z-index: 9999';
      document.body.append(link);
    })()`);
    await page.mouse.click(40, 40, { button: 'middle' });
    expect(await whereAfter("document.querySelector('#lure').remove()")).toBe(`${origin}/dashboard`);
    await stage.whenWarned(`The window was kept from leaving the dashboard. {"url":"${evil}middle"}`);
    expect(stage.app.windows()).toHaveLength(1);
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

describe('E3: the page runs our own script and no other', () => {
  const wholePolicy = [
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
  ];

  it('by a policy that every page comes with', async () => {
    for (const path of ['/dashboard', '/dashboard/accounts', '/dashboard/nothing-here']) {
      const policy = (await fetch(`${origin}${path}`)).headers.get('content-security-policy') ?? '';
      expect(policy.split('; ').toSorted()).toEqual(wholePolicy);
    }
  });

  it.each([
    [
      'a script in the page',
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = true' }))",
    ],
    [
      'a handler in markup',
      "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"globalThis.ran = true\">')",
    ],
    [
      'a script from elsewhere',
      "document.body.append(Object.assign(document.createElement('script'), { src: 'https://evil.test/x.js' }))",
    ],
  ])('%s does not run', async (_name, attempt) => {
    await inPage(`(() => { ${attempt}; })()`);
    await inPage("fetch('/health').then((answer) => answer.text())");
    expect(await inPage('typeof globalThis.ran')).toBe('undefined');
  });
});

describe('E5: the system is handed no address but those on the list', () => {
  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://evil.test/share',
    'ms-msdt:/id',
    'https://auth.openai.com.evil.test/',
    'https://auth.openai.com@evil.test/',
    'http://auth.openai.com/',
  ])('%s is refused', async (url) => {
    const opened = await stage.catchBrowser();
    await inPage(`(() => { open(${JSON.stringify(url)}); })()`);
    await inPage("fetch('/health').then((answer) => answer.text())");
    expect(await opened()).toEqual([]);
  });

  it('and what is on the list goes to the browser, not into the window', async () => {
    const opened = await stage.catchBrowser();
    await inPage("(() => { open('https://status.openai.com/'); })()");
    await expect.poll(opened).toEqual(['https://status.openai.com/']);
    expect(stage.app.windows()).toHaveLength(1);
  });
});

describe('E7: there is no way from the page into the app but HTTP', () => {
  it('by nothing that listens for it, and nothing that a page could call', async () => {
    const channels = await stage.app.evaluate(({ ipcMain }) => ipcMain.eventNames());
    // Electron's own, against an error that nobody hears.
    expect(channels).toEqual(['error']);
    expect(
      await inPage('Object.keys(globalThis).filter((name) => /electron|ipc|bridge|evenkeel/i.test(name)).join()'),
    ).toBe('');
  });

  it('by sources that name neither IPC nor a preload', () => {
    const sources = readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    expect(sources.length).toBeGreaterThan(20);
    for (const file of sources)
      expect(readFileSync(join(root, 'src-main', file), 'utf8')).not.toMatch(
        /ipcMain|ipcRenderer|contextBridge|preload:/,
      );
  });
});

describe('E10: what a second start says is not listened to', () => {
  it('neither switches nor addresses: the first keeps its port and its page', async () => {
    const words = ['--port', '1', '--data-dir', '/nowhere', 'evenkeel://open?url=https://evil.test/', '--inspect=0'];
    await stage.app.evaluate(({ app }, args) => void app.emit('second-instance', {}, args, '/'), words);
    expect(await stage.origin()).toBe(origin);
    expect(await whereAfter('null')).toBe(`${origin}/dashboard`);
    expect(stage.app.windows()).toHaveLength(1);
  });
});

describe('E11: nothing is fetched to be run', () => {
  it('a copy without an address for updates offers none', async () => {
    const tray = await stage.tray();
    expect(tray?.items.some((item) => 'id' in item && item.id === 'update')).toBe(false);
  });

  it('by what the package is built with: an update is only taken from where the build says, signed', () => {
    const updates = readFileSync(join(root, 'src-main/electron/updates.ts'), 'utf8');
    expect(updates).toContain('autoDownload = false');
    expect(updates).toContain('autoInstallOnAppQuit = false');
    expect(updates).not.toMatch(/setFeedURL|forceDevUpdateConfig|verifyUpdateCodeSignature\s*=/);
  });
});

describe('E12: what is installed is what was looked at', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
  };
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

  it('every package has its digest and comes from the registry', () => {
    const packages = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true);
    expect(packages.length).toBeGreaterThan(100);
    const without = packages.filter(([, one]) => !one.integrity?.startsWith('sha512-'));
    expect(without.map(([path]) => path)).toEqual([]);
    for (const [path, { resolved }] of packages)
      if (resolved !== undefined) expect([path, resolved]).toEqual([path, expect.stringMatching(/^https:\/\//)]);
  });

  it('every version is named exactly', () => {
    const wanted = Object.entries({ ...own['dependencies'], ...own['devDependencies'] });
    expect(wanted.filter(([, version]) => !/^(?:npm:.+@)?\d+\.\d+\.\d+/.test(version))).toEqual([]);
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
