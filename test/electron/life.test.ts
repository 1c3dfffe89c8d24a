import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type DesktopStage, labelIn } from './desktop-stage.ts';
import { useDesktop } from './use-desktop.ts';

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

const heading = { level: 1 } as const;

describe('the life of the desktop app', () => {
  it('survives a crash of its page: the window comes back by itself, the proxy never stopped', async () => {
    const app = await stage.launch();
    const page = await stage.window();
    await page.getByRole('heading', heading).waitFor();
    const origin = await stage.origin();
    const reloaded = app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<string>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          contents?.once('did-finish-load', () => resolve(contents.getURL()));
          contents?.forcefullyCrashRenderer();
        }),
    );
    expect(await reloaded).toBe(`${origin}/dashboard`);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    const text = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("#app") !== null'),
    );
    expect(text).toBe(true);
  });

  it('is started with the machine, hidden, once somebody has ticked that, and no more once it is taken back', async () => {
    const config = join(stage.folder, 'config');
    const file = join(config, 'autostart', 'evenkeel.desktop');
    await stage.launch({ XDG_CONFIG_HOME: config });
    await stage.origin();
    const ticked = (isTicked: boolean) =>
      stage.trayWhere(({ items }) =>
        items.some((item) => item.kind === 'item' && item.id === 'at-login' && item.checked === isTicked),
      );
    await stage.click('at-login');
    await ticked(true);
    expect(await readFile(file, 'utf8')).toMatch(/\nExec="[^"\n]+electron" "[^"\n]+" "--hidden"\n/);
    await stage.click('at-login');
    await ticked(false);
    expect(existsSync(file)).toBe(false);
  });

  it('pauses and resumes the proxy from the tray; the window says so and resumes it, too', async () => {
    await stage.launch();
    const page = await stage.window();
    await page.getByRole('heading', heading).waitFor();
    await stage.click('pause-proxy');
    const tray = await stage.trayWhere(({ icon }) => icon === 'paused');
    expect(labelIn(tray, 'status')).toMatch(/^Paused · 127\.0\.0\.1:/);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await stage.trayWhere(({ icon }) => icon !== 'paused');
    await page.getByText('Evenkeel is paused').waitFor({ state: 'detached' });
  });

  it('draws what is left into the icon, as a picture that the system takes', async () => {
    const app = await stage.launch({ EVENKEEL_TRAY_PERCENT: 'true' });
    const page = await stage.window();
    const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
    const tray = await stage.trayWhere(({ percent }) => percent !== null);
    expect(tray.icon).toBe('ok');
    expect(tray.percent).toBeGreaterThan(0);
    expect(await app.evaluate(({ app: running }) => running.isReady())).toBe(true);
  });

  it('keeps near nothing running once its window is closed: no renderer is left', async () => {
    const app = await stage.launch();
    const page = await stage.window();
    await page.getByRole('heading', heading).waitFor();
    const closed = page.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    const kinds = () => app.evaluate(({ app: running }) => running.getAppMetrics().map(({ type }) => type));
    // The window is gone a moment before its process is.
    await expect.poll(kinds).not.toContain('Tab');
  });
});
