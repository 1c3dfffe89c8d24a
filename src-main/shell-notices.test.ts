import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { EngineStartError } from '../src-proxy/engine-api.ts';
import { createShell } from './shell.ts';

const healthy = sampleAccount({ accountId: 'a/b', displayName: 'Work' });
const old = { ...healthy, status: 'reauth_required', statusReason: 'The sign-in has expired.' } as const;

async function hidden() {
  const outside = fakeShellPorts();
  outside.engine.accounts = [healthy];
  const shell = createShell({ ...outside.ports, startHidden: true });
  await shell.run();
  await outside.time.advance(1_000);
  const become = async (account: typeof healthy) => {
    outside.engine.accounts = [account];
    outside.engine.emit({ type: 'account', account });
    await outside.time.advance(1_000);
  };
  return { ...outside, shell, become };
}

describe('notifications', () => {
  it('tell of an account that needs a sign-in; a click opens its sign-in', async () => {
    const { notifications, window, become } = await hidden();
    await become(old);
    await become(old);
    expect(notifications.shown.map(({ title }) => title)).toEqual(['Work needs a sign-in']);
    notifications.click('login:a/b');
    expect(window.shows).toEqual(['http://127.0.0.1:2455#sign-in=a%2Fb']);
  });

  it('are not shown for what the window shows', async () => {
    const { notifications, shell, window, become } = await hidden();
    shell.click('open-dashboard');
    await become(old);
    window.close();
    await become(old);
    expect(notifications.shown).toEqual([]);
  });

  it('are switched by their settings, at once', async () => {
    const { engine, notifications, become } = await hidden();
    await engine.changeSettings({ notifyLogin: false });
    await become(old);
    expect(notifications.shown).toEqual([]);
  });

  it('a hundred changes are one look, and an idle app looks at nothing but the minute', async () => {
    const { engine, time, become } = await hidden();
    await become(healthy);
    const before = time.waiting;
    for (let change = 0; change < 100; change += 1) engine.emit({ type: 'account', account: healthy });
    expect(time.waiting).toBe(before + 1);
    await time.advance(1_000);
    expect(time.waiting).toBe(before);
  });

  it('end with the app', async () => {
    const { notifications, shell, engine, time } = await hidden();
    await shell.quit();
    engine.accounts = [old];
    engine.emit({ type: 'account', account: old });
    await time.advance(5_000);
    expect(notifications.shown).toEqual([]);
  });
});

describe('an engine that does not start while nobody looks', () => {
  const taken = () => new EngineStartError('port_in_use', 'Taken.', { pid: 42, name: 'nginx', isEvenkeel: false });

  async function failed(change: { notifyProxyDown?: boolean; supported?: boolean; startHidden?: boolean } = {}) {
    const outside = fakeShellPorts();
    outside.engine.startErrors = [taken()];
    outside.engine.values = { ...outside.engine.values, notifyProxyDown: change.notifyProxyDown ?? true };
    outside.notifications.supported = change.supported ?? true;
    const running = createShell({ ...outside.ports, startHidden: change.startHidden ?? true }).run();
    await settled();
    return { ...outside, running };
  }

  it('started with the machine: one notification in place of a dialog; a click asks what to do', async () => {
    const { notifications, dialogs } = await failed();
    expect(notifications.shown).toMatchObject([{ title: 'Port 2455 is taken by nginx (process 42)' }]);
    expect(dialogs.shown).toEqual([]);
    notifications.click('problem');
    await settled();
    expect(dialogs.last?.buttons).toContain('Try again');
  });

  it.each([
    ['the person does not want that', { notifyProxyDown: false }],
    ['the system shows none', { supported: false }],
    ['somebody started it', { startHidden: false }],
  ])('a dialog where %s', async (_name, change) => {
    const { notifications, dialogs } = await failed(change);
    expect(dialogs.shown).toHaveLength(1);
    expect(notifications.shown).toEqual([]);
  });
});
