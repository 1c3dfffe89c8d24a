import type { Notification } from 'electron';
import { describe, expect, it } from 'vitest';

import { dropBeforeHead } from '../fakes/upstream/steps.ts';
import type { DesktopStage } from './desktop-stage.ts';
import { useDesktop } from './use-desktop.ts';

type WithShown = typeof globalThis & { shown: Notification[] };

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

/** Notifications are Electron's own up to where they are handed to the system's panel, which is not there. */
async function catchNotifications() {
  await stage.app.evaluate(({ Notification: Shown }) => {
    const shown: Notification[] = [];
    Object.assign(globalThis, { shown });
    Shown.isSupported = () => true;
    Shown.prototype.show = function show(this: Notification) {
      shown.push(this);
    };
  });
  return {
    shown: () => stage.app.evaluate(() => (globalThis as WithShown).shown.map(({ title, body }) => ({ title, body }))),
    click: (title: string) =>
      stage.app.evaluate((_electron, wanted) => {
        (globalThis as WithShown).shown.find((one) => one.title === wanted)?.emit('click');
      }, title),
  };
}

/** What changed so far has been looked at: timers of one length come in the order in which they were set. */
const looked = () => stage.app.evaluate(() => new Promise<void>((resolve) => setTimeout(resolve, 1_000)));

async function importAccount(id: string, email: string) {
  const account = stage.upstream.addAccount({ id, email });
  const form = new FormData();
  form.append('auth_json', new File([account.authFile()], 'auth.json', { type: 'application/json' }));
  const answer = await fetch(`${await stage.origin()}/api/accounts/import`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
  return account;
}

async function windowShown(): Promise<void> {
  await stage.window();
  await stage.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const [window] = BrowserWindow.getAllWindows();
        if (window?.isVisible()) resolve();
        else window?.once('show', () => resolve());
      }),
  );
}

async function closeWindow(): Promise<void> {
  const closed = (await stage.window()).waitForEvent('close');
  await stage.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}

async function turn(): Promise<number> {
  const answer = await fetch(`${await stage.origin()}/backend-api/codex/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, instructions: '', input: [] }),
  });
  await answer.text();
  return answer.status;
}

/** Nothing but another sign-in of its owner brings it back. */
async function loseSignIn(account: Awaited<ReturnType<typeof importAccount>>): Promise<void> {
  account.expireAccessTokens();
  account.refreshFailure = 'refresh_token_invalidated';
  await turn();
  await stage.trayWhere(({ icon }) => icon === 'attention');
}

describe('notifications', () => {
  it('tell once, in their own words, of what nobody sees; a click opens the page at its place', async () => {
    await stage.launch({ EVENKEEL_NOTIFY_FAILOVER: 'true', EVENKEEL_ROUTING_STRATEGY: 'priority' });
    const ada = await importAccount('acc-a', 'ada@example.test');
    const bob = await importAccount('acc-b', 'bob@example.test');
    const { shown, click } = await catchNotifications();
    await closeWindow();
    await looked();

    ada.always(dropBeforeHead());
    expect(await turn()).toBe(200);
    await looked();
    const moved = {
      title: 'A request moved to bob@example.test',
      body: 'ada@example.test could not serve it. Evenkeel went on by itself.',
    };
    expect(await shown()).toEqual([moved]);

    await loseSignIn(bob);
    await looked();
    await turn();
    await looked();
    const title = 'bob@example.test needs a sign-in';
    expect(await shown()).toEqual([moved, { title, body: expect.stringMatching(/\S\.$/) }]);

    const opened = stage.app.waitForEvent('window');
    await click(title);
    const page = await opened;
    await page.getByRole('dialog').getByText('bob@example.test').first().waitFor();
  });

  it('do not tell what the window shows, nor later when it is closed', async () => {
    await stage.launch();
    const ada = await importAccount('acc-a', 'ada@example.test');
    const { shown } = await catchNotifications();
    await windowShown();
    await looked();
    await loseSignIn(ada);
    await looked();
    await closeWindow();
    await turn();
    await looked();
    expect(await shown()).toEqual([]);
  });
});
