import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { type DesktopStage, labelIn } from './desktop-stage.ts';
import { OwnBus } from './own-bus.ts';
import { electronProgram, root, sandboxArgs, shots } from './runtime.ts';
import { useDesktop } from './use-desktop.ts';

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

const turn = (origin: string) =>
  fetch(`${origin}/backend-api/codex/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      model: 'gpt-5.5',
      stream: true,
      store: false,
      instructions: '',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello' }] }],
    }),
  });

async function importAccount(id: string, email: string) {
  const page = await stage.window();
  const account = stage.upstream.addAccount({ id, email });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
  await page.getByText(email).first().waitFor();
  return account;
}

async function portHeldByUs(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy()).listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port.');
  return {
    port: address.port,
    release: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('the desktop app', () => {
  it('opens its window at the first run, also when started hidden', async () => {
    await stage.launch({}, ['--hidden']);
    const page = await stage.window();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const origin = await stage.origin();
    expect(page.url()).toBe(`${origin}/dashboard`);
    await page.screenshot({ path: join(shots, 'first-run.png') });
  });

  it('serves an imported account: the request appears in the window and in the tray', async () => {
    await stage.launch();
    const page = await stage.window();
    await importAccount('acc-a', 'ada@example.test');
    const origin = await stage.origin();
    const answer = await turn(origin);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Hello from acc-a');

    const tray = await stage.trayWhere(({ items }) =>
      items.some((item) => item.kind === 'submenu' && item.id === 'request:0'),
    );
    expect(tray.icon).toBe('ok');
    const labels = new Map(tray.items.flatMap((item) => (item.kind === 'separator' ? [] : [[item.id, item.label]])));
    const account = [...labels.keys()].find((id) => id.startsWith('account:')) ?? '';
    expect(labels.get(account)).toMatch(/^● ada@example\.test {3}\d+% .*left/);
    expect(labels.get('request:0')).toMatch(/^\d{1,2}:\d{2}.* {3}gpt-5\.5 · ada@example\.test · ok$/);

    await page.screenshot({ path: join(shots, 'overview.png') });
    await page.getByRole('link', { name: 'Activity' }).first().click();
    await page.getByText('gpt-5.5').first().waitFor();
    await page.screenshot({ path: join(shots, 'requests.png') });
  });

  it('keeps tray and proxy when the window closes; a second start hands over and the window comes back', async () => {
    const app = await stage.launch();
    const page = await stage.window();
    const origin = await stage.origin();
    const closed = page.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    expect(app.windows()).toHaveLength(0);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    expect((await stage.tray())?.items[0]).toMatchObject({ action: 'copy-address' });

    const opened = app.waitForEvent('window');
    const second = spawn(electronProgram(), [...sandboxArgs, root, '--port', '1'], {
      env: stage.environment(),
      cwd: stage.folder,
    });
    let printed = '';
    second.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const [code] = (await once(second, 'close')) as [number];
    expect(code).toBe(0);
    expect(printed.trim()).toBe('Evenkeel is running already: its window has been asked to the front.');
    expect((await opened).url()).toContain(origin);
  });

  it('with an account, starts hidden and opens from the tray', async () => {
    await stage.launch();
    await importAccount('acc-a', 'ada@example.test');
    await stage.click('quit');
    expect(await stage.ended()).toBe(0);

    const app = await stage.launch({}, ['--hidden']);
    await stage.origin();
    expect(app.windows()).toHaveLength(0);
    const opened = app.waitForEvent('window');
    await stage.click('open-dashboard');
    await (await opened).getByText('ada@example.test').first().waitFor();
  });

  it('on a GNOME without a tray, opens also when started hidden, and says on close that it goes on', async () => {
    await stage.launch();
    await importAccount('acc-a', 'ada@example.test');
    await stage.click('quit');
    expect(await stage.ended()).toBe(0);

    await using bus = await OwnBus.open(stage.folder);
    const gnome = { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_CURRENT_DESKTOP: 'GNOME' };
    const app = await stage.launch(gnome, ['--hidden']);
    const page = await stage.window();
    await page.getByText('ada@example.test').first().waitFor();
    await app.evaluate(({ dialog, BrowserWindow }) => {
      dialog.showMessageBox = (...given: unknown[]) => {
        console.warn(JSON.stringify(given.at(-1)));
        return Promise.resolve({ response: 1, checkboxChecked: false });
      };
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await stage.whenWarned('Evenkeel goes on running');
    // The second button quits: nothing else on the screen could.
    expect(await stage.ended()).toBe(0);
  });

  it('copies the address and the Codex set-up from the tray, and from the page', async () => {
    const app = await stage.launch();
    const page = await stage.window();
    const origin = await stage.origin();
    const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
    await stage.click('status');
    expect(await copied()).toBe(origin);
    await stage.click('copy:openai-python');
    expect(await copied()).toContain(`base_url="${origin}/v1"`);

    await app.evaluate(({ clipboard }) => clipboard.writeText(''));
    await stage.click('set-up-client');
    await page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
    await page.locator('details > summary').first().click();
    await page.getByRole('button', { name: /^Copy/ }).first().click();
    await page
      .getByRole('button', { name: /^Copied/ })
      .first()
      .waitFor();
    expect(await copied()).not.toBe('');
  });

  it('speaks the language of the system, and another as soon as the owner chooses it', async () => {
    const app = await stage.launch({ LANG: 'de_DE.UTF-8', LANGUAGE: 'de' });
    const origin = await stage.origin();
    const menus = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
    const quit = (label: string) => stage.trayWhere((tray) => labelIn(tray, 'quit') === label);
    await quit('Beenden');
    expect(await menus()).toEqual(['Evenkeel', 'Bearbeiten', 'Ansicht', 'Fenster']);
    const answer = await fetch(`${origin}/api/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ desktopLanguage: 'zh-CN' }),
    });
    expect(answer.status).toBe(200);
    await quit('退出');
    expect(await menus()).toEqual(['Evenkeel', '编辑', '显示', '窗口']);
  });

  it('shows how a program is set up, and leads to its place on the page, where nothing is written unseen', async () => {
    await mkdir(join(stage.folder, '.codex'));
    const file = join(stage.folder, '.codex', 'config.toml');
    await writeFile(file, 'model = "gpt-5.5"\n');
    await stage.launch();
    const page = await stage.window();
    const shows = (label: string) => stage.trayWhere((tray) => labelIn(tray, 'client:codex') === label);
    await shows('Codex CLI · not set up');
    await stage.click('client:codex');
    const button = page.locator('[data-client=codex] button:focus');
    await button.waitFor();
    expect(await readFile(file, 'utf8')).toBe('model = "gpt-5.5"\n');

    await button.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Write this' }).click();
    await shows('Codex CLI · set up');
    await stage.click('client:codex:undo');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo this' }).click();
    await shows('Codex CLI · not set up');
    expect(await readFile(file, 'utf8')).toBe('model = "gpt-5.5"\n');
  });

  it('drains at SIGTERM and asks nobody: the running answer arrives whole, then it exits 0', async () => {
    await stage.launch();
    const account = await importAccount('acc-a', 'ada@example.test');
    const origin = await stage.origin();
    const hold = createLatch();
    account.script([ok('A long answer', { hold })]);
    const answer = await turn(origin);
    stage.process.kill('SIGTERM');
    await stage.trayWhere((tray) => labelIn(tray, 'quit-now') !== null && labelIn(tray, 'stay') === null);
    hold.open();
    expect(await answer.text()).toContain('response.completed');
    expect(await stage.ended()).toBe(0);
    await expect(fetch(`${origin}/health`)).rejects.toThrow('fetch failed');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    await stage.launch();
    await stage.origin();
    const ended = stage.ended();
    stage.process.kill(signal);
    expect(await ended).toBe(0);
  });
});

describe('the port is taken', () => {
  it('stays, says so in dialog and tray, and starts once tried again', async () => {
    const holder = await portHeldByUs();
    await stage.launch({ EVENKEEL_PORT: String(holder.port) });
    const tray = await stage.trayWhere(({ icon }) => icon === 'error');
    expect(tray.items[0]).toMatchObject({ label: expect.stringContaining(`Port ${holder.port} is taken`) });
    expect(stage.process.exitCode).toBeNull();
    await stage.screenshotOfScreen(join(shots, 'port-taken.png'));

    await holder.release();
    await stage.click('retry');
    expect(await stage.origin()).toBe(`http://127.0.0.1:${holder.port}`);
    expect((await fetch(`http://127.0.0.1:${holder.port}/health`)).status).toBe(200);
    await stage.window();
  });

  it('never hops by itself: another port is named and asked about first', async () => {
    const holder = await portHeldByUs();
    await stage.launch({ EVENKEEL_PORT: String(holder.port) });
    await stage.trayWhere(({ icon }) => icon === 'error');
    await stage.click('other-port');
    await stage.screenshotOfScreen(join(shots, 'other-port.png'));
    expect((await stage.tray())?.icon).toBe('error');
    await stage.click('quit');
    expect(await stage.ended()).toBe(0);
    await holder.release();
  });
});

describe('the engine cannot be opened', () => {
  it.each([
    ['a setting that cannot be used', { EVENKEEL_LOG_LEVEL: 'loud' }, 'setting-invalid.png', []],
    ['a data folder that is none', { EVENKEEL_DATA_DIR: join(root, 'package.json') }, 'data-folder-invalid.png', []],
    ['a keychain that is asked for and not there', { EVENKEEL_VAULT: 'keychain' }, 'no-keychain.png', ['open-logs']],
  ] as [string, Record<string, string>, string, string[]][])(
    'by %s: says so and stays',
    async (_name, environment, shot, logs) => {
      await stage.launch(environment);
      const tray = await stage.trayWhere(({ icon }) => icon === 'error');
      expect(tray.items.flatMap((item) => (item.kind === 'item' ? [item.id] : []))).toEqual([
        'status',
        'retry',
        'at-login',
        // There is a log to look at as soon as there is a folder for it.
        ...logs,
        'quit',
      ]);
      await stage.screenshotOfScreen(join(shots, shot));
      await stage.click('quit');
      expect(await stage.ended()).toBe(0);
    },
  );
});
