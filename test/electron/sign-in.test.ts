import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { TrayModel } from '../../src-main/tray/tray-model.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { DesktopStage, labelIn } from './desktop-stage.ts';
import { OwnDisplay } from './own-display.ts';
import { OwnKeyring } from './own-keyring.ts';
import { buildWhenStale, shots } from './runtime.ts';

let display: OwnDisplay;
let stage: DesktopStage;
let home: string;
let keyring: OwnKeyring;

beforeAll(async () => {
  await buildWhenStale();
  display = await OwnDisplay.open();
});
afterAll(() => display[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'evenkeel-keyring-'));
  keyring = await OwnKeyring.open(home);
  stage = await DesktopStage.open(display);
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await keyring[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const onKeyring = () => ({
  EVENKEEL_VAULT: 'auto',
  DBUS_SESSION_BUS_ADDRESS: keyring.environment['DBUS_SESSION_BUS_ADDRESS'] ?? '',
});

async function expectAddress(opened: () => Promise<string[]>, count: number): Promise<string> {
  await expect.poll(opened, { timeout: 20_000 }).toHaveLength(count);
  return (await opened())[count - 1] ?? '';
}

/** What a browser does with the address: the issuer sends it back to the callback port, where a page says how it went. */
async function signInOutside(address: string): Promise<string> {
  const answer = await fetch(address);
  return await answer.text();
}

/** Every file under a folder that holds one of the texts. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const content = await readFile(path);
    if (texts.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

/** The name under which the keychain keeps the tokens of a data folder that is not the usual one. */
function serviceOf(dataDir: string): string {
  return `Evenkeel (${createHash('sha256').update(resolve(dataDir), 'utf8').digest('hex').slice(0, 8)})`;
}

describe('signing in from the desktop, with the tokens in a real keychain', () => {
  it('from the click to the ready account: dialog, system browser, callback, window back in front', async () => {
    const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    const app = await stage.launch(onKeyring());
    const page = await stage.window();
    await page.getByRole('button', { name: 'Add account' }).first().waitFor();
    const opened = await stage.catchBrowser();

    const clickedAtMs = performance.now();
    await page.getByRole('button', { name: 'Add account' }).first().click();
    await page.getByRole('button', { name: 'Sign in with the browser' }).click();
    const address = await expectAddress(opened, 1);
    expect(address).toMatch(new RegExp(`^${stage.upstream.authBaseUrl}/oauth/authorize\\?`));
    // The browser lies over the window, which Chromium then takes for one that nobody sees.
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    expect(await signInOutside(address)).toContain('ada@example.test is ready');

    await page.getByText('ada@example.test was added.').first().waitFor();
    const tray = await stage.trayWhere(({ icon }) => icon === 'ok');
    console.info(`From "Add account" to the ready account: ${Math.round(performance.now() - clickedAtMs)} ms`);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
    expect(JSON.stringify(tray.items)).toContain('● ada@example.test');
    await page.screenshot({ path: join(shots, 'signed-in.png') });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('article', { name: 'ada@example.test' }).getByText('Ready').waitFor();
    await page.screenshot({ path: join(shots, 'signed-in-card.png') });

    const entries = await keyring.entries(serviceOf(join(stage.folder, 'data')));
    const kept = entries.filter(({ account: name }) => !name.endsWith('/current')).map(({ password }) => password);
    const tokens = Buffer.from(kept.join(''), 'base64url').toString('utf8');
    expect(tokens).toContain(account.refreshToken);
    expect(tokens).toContain(account.accessToken);
    // The whole home of the app: data, its log and database, and what Chromium keeps.
    expect(await filesWith(stage.folder, [account.refreshToken, account.accessToken])).toEqual([]);
  });

  it('an address that is denied changes nothing, and the window stays where it is', async () => {
    stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    stage.upstream.issuer.consent = 'deny';
    const app = await stage.launch(onKeyring());
    const page = await stage.window();
    await page.getByRole('button', { name: 'Add account' }).first().waitFor();
    const opened = await stage.catchBrowser();
    await page.getByRole('button', { name: 'Add account' }).first().click();
    await page.getByRole('button', { name: 'Sign in with the browser' }).click();
    const address = await expectAddress(opened, 1);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await signInOutside(address);
    await page.getByText('The sign-in did not work').waitFor({ state: 'attached' });
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(false);
    expect(await keyring.entries(serviceOf(join(stage.folder, 'data')))).toEqual([]);
  });
});

describe('signing in from another program', () => {
  it('leaves the window where it is, and tells it of the account', async () => {
    stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    const app = await stage.launch(onKeyring());
    const page = await stage.window();
    await page.getByRole('button', { name: 'Add account' }).first().waitFor();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const begun = await fetch(`${await stage.origin()}/api/oauth/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { authorizationUrl } = (await begun.json()) as { authorizationUrl: string };
    expect(await signInOutside(authorizationUrl)).toContain('ada@example.test is ready');
    await page.getByRole('article', { name: 'ada@example.test' }).waitFor({ state: 'attached' });
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(false);
  });
});

/** There are other submenus: of what was asked lately, and of what can be copied. */
const isAccount = (item: TrayModel['items'][number]): boolean =>
  item.kind === 'submenu' && item.id.startsWith('account:');

describe('the tray of accounts', () => {
  it('pauses, resumes, refreshes, probes, and signs in again', async () => {
    const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    const app = await stage.launch(onKeyring());
    const page = await stage.window();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
    const tray = await stage.trayWhere(({ items }) => items.some(isAccount));
    const menu = tray.items.find(isAccount);
    if (menu?.kind !== 'submenu') throw new Error('The tray has no account.');
    const { id } = menu;
    const shows = (text: RegExp) => stage.trayWhere((model) => text.test(labelIn(model, id) ?? ''));
    await shows(/% .*left/);

    await stage.click(`${id}:pause`);
    await shows(/^‖ .* paused$/);
    expect(await stage.label(`${id}:why:0`)).toBe('Paused by you. Resume it to use it again.');
    await page.getByRole('article', { name: 'ada@example.test' }).getByText('Paused', { exact: true }).waitFor();
    await stage.click(`${id}:resume`);
    await shows(/^● .*left/);

    account.usage = usualUsageOf(73, 20);
    await stage.click(`${id}:refresh-usage`);
    await shows(/27% left/);
    account.usage = usualUsageOf(64, 20);
    await stage.click('refresh-all');
    await shows(/36% left/);
    account.usage = usualUsageOf(64, 85);
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await shows(/15% of the week left/);

    await stage.click(`${id}:probe`);
    const probed = await stage.trayWhere((model) => (labelIn(model, `${id}:result:0`) ?? '').startsWith('Probe '));
    expect(labelIn(probed, `${id}:result:0`)).toMatch(/^Probe \d{1,2}:\d{2}.*: answered, 5h 64% → 64% used, Week/);
    expect(stage.upstream.turns()).toHaveLength(1);

    const opened = await stage.catchBrowser();
    await stage.click(`${id}:sign-in`);
    await page.getByRole('dialog').getByText('Choose the same account').waitFor();
    expect(page.url()).not.toContain('#');
    await page.screenshot({ path: join(shots, 'sign-in-again.png') });
    await page.getByRole('button', { name: 'Sign in with the browser' }).click();
    await signInOutside(await expectAddress(opened, 1));
    await page.getByText('ada@example.test is signed in again.').first().waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await stage.click('add-account');
    await page.getByRole('dialog').getByRole('heading', { name: 'Add an account' }).waitFor();
  });

  it('says in a dialog why an action failed', async () => {
    const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    const app = await stage.launch(onKeyring());
    const page = await stage.window();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
    const tray = await stage.trayWhere(({ items }) => items.some(isAccount));
    const menu = tray.items.find(isAccount);
    if (menu?.kind !== 'submenu') throw new Error('The tray has no account.');
    await app.evaluate(({ dialog }) => {
      const told: unknown[] = [];
      Object.assign(globalThis, { told });
      dialog.showMessageBox = (...given: unknown[]) => {
        const options = given.at(-1) as Electron.MessageBoxOptions;
        told.push({ message: options.message, detail: options.detail });
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
    });
    await stage.upstream.close();
    await stage.click(`${menu.id}:refresh-usage`);
    const told = () => app.evaluate(() => (globalThis as unknown as { told: unknown[] }).told);
    await expect
      .poll(told, { timeout: 30_000 })
      .toEqual([
        { message: 'The usage of ada@example.test could not be read', detail: expect.stringMatching(/\w.*\.$/s) },
      ]);
    await stage.trayWhere((model) => /^Usage \d/.test(labelIn(model, `${menu.id}:result:0`) ?? ''));
  });
});
