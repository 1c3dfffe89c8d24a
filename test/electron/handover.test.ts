import { describe, expect, it } from 'vitest';

import type { DesktopStage } from './desktop-stage.ts';
import { useDesktop } from './use-desktop.ts';

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

const overview = { name: 'Overview', level: 1 } as const;
const statusOf = async (origin: string, path: string): Promise<number> => (await fetch(`${origin}${path}`)).status;

describe('A11: where the dashboard asks for a sign-in', () => {
  it('our own window is in by itself, from the first start on, and its address tells nobody how', async () => {
    await stage.launch({ EVENKEEL_REQUIRE_SIGN_IN: 'true' });
    const page = await stage.window();
    const origin = await stage.origin();
    await page.getByRole('heading', overview).waitFor();
    expect(page.url()).toBe(`${origin}/dashboard`);
    expect(await statusOf(origin, '/api/accounts')).toBe(401);
    const cookies = await page.context().cookies();
    expect(cookies.filter(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Strict')).toHaveLength(1);
  });

  it('a window that is opened anew is in again, and a page that its link leads to opens behind it', async () => {
    const app = await stage.launch({ EVENKEEL_REQUIRE_SIGN_IN: 'true' });
    const first = await stage.window();
    await first.getByRole('heading', overview).waitFor();
    const closed = first.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    // A session that is gone, as after a change of the password.
    await app.evaluate(({ session }) => session.defaultSession.clearStorageData());
    const opened = app.waitForEvent('window');
    await stage.click('set-up-client');
    const page = await opened;
    await page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
    expect(page.url()).toBe(`${await stage.origin()}/dashboard/connect`);
  });

  it('an open window whose session has ended is let in by the next click in the tray', async () => {
    const app = await stage.launch({ EVENKEEL_REQUIRE_SIGN_IN: 'true' });
    const page = await stage.window();
    await page.getByRole('heading', overview).waitFor();
    await app.evaluate(({ session }) => session.defaultSession.clearStorageData());
    await page.reload();
    await page.getByRole('heading', { name: /^(Sign in to|Set a password for) Evenkeel$/ }).waitFor();
    await stage.click('open-dashboard');
    await page.getByRole('heading', overview).waitFor();
    expect(page.url()).not.toContain('handover');
  });
});
