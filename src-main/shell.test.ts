import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { createShell } from './shell.ts';

const listening = 'Evenkeel is listening on http://127.0.0.1:2455 (dashboard http://127.0.0.1:2455/dashboard)';

describe('start', () => {
  it('starts the engine, opens the window and prints where it listens, last', async () => {
    const { ports, window, printed } = fakeShellPorts();
    await createShell(ports).run();
    expect(window.shows).toEqual(['http://127.0.0.1:2455']);
    expect(printed).toEqual([listening]);
  });

  it('says which vault is used where it is not the keychain', async () => {
    const { ports, engine, printed } = fakeShellPorts();
    engine.change({ vault: { kind: 'file', detail: 'Tokens are in sealed files.' } });
    await createShell(ports).run();
    expect(printed).toEqual(['Tokens are in sealed files.', listening]);
  });

  it('stays in the tray with --hidden once there is an account', async () => {
    const { ports, engine, window } = fakeShellPorts();
    engine.accounts = [sampleAccount()];
    await createShell({ ...ports, startHidden: true }).run();
    expect(window.shows).toEqual([]);
  });

  it('opens the window at the first run, also with --hidden', async () => {
    const { ports, window } = fakeShellPorts();
    await createShell({ ...ports, startHidden: true }).run();
    expect(window.shows).toHaveLength(1);
  });
});

describe('single instance', () => {
  it('a second start hands over: one line, exit 0, no engine', async () => {
    const { ports, lifecycle, engine, printed } = fakeShellPorts();
    lifecycle.isFirst = false;
    await createShell(ports).run();
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain('running already');
    expect(lifecycle.exits).toEqual([0]);
    expect(engine.starts).toEqual([]);
  });

  it('the first one shows its window when a second starts, and on a click in the dock', async () => {
    const { ports, engine, lifecycle, window } = fakeShellPorts();
    engine.accounts = [sampleAccount()];
    await createShell({ ...ports, startHidden: true }).run();
    lifecycle.secondInstance();
    lifecycle.activate();
    expect(window.shows).toEqual(['http://127.0.0.1:2455', 'http://127.0.0.1:2455']);
  });

  it('a second start while the first still starts is answered with a window', async () => {
    const { ports, engine, lifecycle, window } = fakeShellPorts();
    engine.accounts = [sampleAccount()];
    const running = createShell({ ...ports, startHidden: true }).run();
    lifecycle.secondInstance();
    await running;
    expect(window.shows).toHaveLength(1);
  });
});

describe('somebody looks, the machine wakes', () => {
  it('the engine hears of an opened menu, a shown window and an unlocked screen', async () => {
    const { ports, engine, window, outside } = fakeShellPorts();
    window.look();
    expect(engine.looks).toBe(0);
    const shell = createShell(ports);
    await shell.run();
    outside.openMenu();
    window.look();
    outside.unlock();
    expect(engine.looks).toBe(3);
    await shell.quit();
    window.look();
    expect(engine.looks).toBe(3);
  });

  it('the engine hears of a wake-up and of another network', async () => {
    const { ports, engine, outside, time } = fakeShellPorts();
    await createShell(ports).run();
    outside.resume();
    expect(engine.wakes).toBe(1);
    outside.addresses = '198.51.100.2';
    await time.advance(30_000);
    expect(engine.wakes).toBe(2);
  });
});

describe('a sign-in that ended', () => {
  const login = {
    flowId: 'f',
    status: 'success',
    errorCode: null,
    errorMessage: null,
    accountId: 'a',
    result: 'added',
    startedBy: 'our window',
  } as const;

  it.each([
    ['well, begun in our window', login, 1],
    ['well, begun elsewhere', { ...login, startedBy: 'node' }, 0],
    ['well, begun by nobody knows whom', { ...login, startedBy: null }, 0],
    ['not at all yet', { ...login, status: 'pending', accountId: null, result: null }, 0],
    ['badly', { ...login, status: 'error', accountId: null, result: null }, 0],
  ] as const)('%s: brings the window to the front so often: %i', async (_name, ended, fronts) => {
    const { ports, engine, window } = fakeShellPorts();
    await createShell(ports).run();
    engine.emit({ type: 'login', login: ended });
    expect(window.fronts).toHaveLength(fronts);
  });
});
