import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { Refusal } from '../src-proxy/contract/refusal.ts';
import { EngineStartError } from '../src-proxy/engine-api.ts';
import { createShell } from './shell.ts';
import { idleStopMs } from './stop-within.ts';
import { allLines } from './tray/tray-item.ts';

const listening = 'Evenkeel is listening on http://127.0.0.1:2455 (dashboard http://127.0.0.1:2455/dashboard)';
const taken = () =>
  new EngineStartError('port_in_use', 'Port 2455 is taken.', { pid: 42, name: 'nginx', isEvenkeel: false });
const labels = (shell: ReturnType<typeof createShell>) =>
  shell.tray()?.items.flatMap((item) => (item.kind === 'item' ? [item.label] : []));

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

describe('the port is taken', () => {
  it('stays, names the holder in dialog and tray, and starts once tried again', async () => {
    const { ports, engine, dialogs, lifecycle, printed } = fakeShellPorts();
    engine.startErrors = [taken()];
    const shell = createShell(ports);
    const running = shell.run();
    await dialogs.next();
    expect(dialogs.last).toMatchObject({
      message: 'Port 2455 is taken by nginx (process 42)',
      buttons: ['Try again', 'Use another port…', 'Later', 'Quit'],
    });
    expect(shell.tray()?.icon).toBe('error');
    expect(labels(shell)).toEqual([
      'Not running · Port 2455 is taken by nginx (process 42)',
      'Try again',
      'Use another port…',
      'Quit',
    ]);
    expect(lifecycle.exits).toEqual([]);

    dialogs.press('Try again');
    await running;
    expect(engine.starts).toEqual([undefined, undefined]);
    expect(printed).toEqual([listening]);
    expect(shell.tray()?.icon).toBe('attention');
  });

  it('takes another port only after the person agreed to that very port', async () => {
    const { ports, engine, dialogs, printed } = fakeShellPorts();
    engine.startErrors = [taken()];
    const running = createShell(ports).run();
    await dialogs.next();
    dialogs.press('Use another port…');
    await dialogs.next();
    expect(dialogs.last?.buttons).toEqual(['Use port 2456', 'Back']);
    expect(engine.starts).toEqual([undefined]);
    dialogs.press('Use port 2456');
    await running;
    expect(engine.starts).toEqual([undefined, 2456]);
    expect(printed.at(-1)).toContain('http://127.0.0.1:2456');
  });

  it('going back from the other port asks again and changes nothing', async () => {
    const { ports, engine, dialogs } = fakeShellPorts();
    engine.startErrors = [taken()];
    const running = createShell(ports).run();
    await dialogs.next();
    dialogs.press('Use another port…');
    await dialogs.next();
    dialogs.press('Back');
    await dialogs.next();
    expect(dialogs.last?.buttons).toContain('Try again');
    dialogs.press('Later');
    await running;
    expect(engine.starts).toEqual([undefined]);
  });

  it('the tray can try again while the dialog is open, which closes it', async () => {
    const { ports, engine, dialogs, printed } = fakeShellPorts();
    engine.startErrors = [taken()];
    const shell = createShell(ports);
    const running = shell.run();
    await dialogs.next();
    shell.click('retry');
    await running;
    await settled();
    expect(dialogs.shown).toHaveLength(1);
    expect(printed).toEqual([listening]);
  });

  it('a second start asks again after the person put it off', async () => {
    const { ports, engine, dialogs, lifecycle } = fakeShellPorts();
    engine.startErrors = [taken()];
    const running = createShell(ports).run();
    await dialogs.next();
    dialogs.press('Later');
    await running;
    expect(lifecycle.exits).toEqual([]);
    lifecycle.secondInstance();
    await settled();
    expect(dialogs.shown).toHaveLength(2);
  });

  it('quits when the person says so', async () => {
    const { ports, engine, dialogs, lifecycle } = fakeShellPorts();
    engine.startErrors = [taken()];
    const running = createShell(ports).run();
    await dialogs.next();
    dialogs.press('Quit');
    await running;
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
  });
});

describe('the engine cannot be opened', () => {
  it('shows the sentence, offers no other port, and opens again on retry', async () => {
    const { ports, dialogs, printed, outside } = fakeShellPorts();
    outside.openErrors = [new Error('The data folder is in use by process 7.')];
    const running = createShell(ports).run();
    await dialogs.next();
    expect(dialogs.last).toMatchObject({
      detail: 'The data folder is in use by process 7.',
      buttons: ['Try again', 'Later', 'Quit'],
    });
    dialogs.press('Try again');
    await running;
    expect(printed).toEqual([listening]);
  });
});

describe('quit', () => {
  it('drains, shows how many requests still run, and exits 0', async () => {
    const { ports, engine, lifecycle, window, outside } = fakeShellPorts();
    const drained = Promise.withResolvers<void>();
    engine.stopWork = () => drained.promise;
    const shell = createShell(ports);
    await shell.run();
    engine.change({ activeRequests: 2 });
    lifecycle.requestQuit();
    await settled();
    expect(engine.stops).toBe(1);
    expect(lifecycle.exits).toEqual([]);
    expect(shell.tray()?.icon).toBe('draining');
    expect(labels(shell)).toEqual(['Quitting · 2 requests still running', 'Quit now']);

    drained.resolve();
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
    expect(window.open).toBe(false);
    expect(outside.disposedTrays).toBe(1);
    expect(engine.listeners).toBe(0);
  });

  it('asked for twice stops once', async () => {
    const { ports, engine, lifecycle } = fakeShellPorts();
    const shell = createShell(ports);
    await shell.run();
    await Promise.all([shell.quit(), shell.quit()]);
    expect(engine.stops).toBe(1);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('does not hang on an engine that is stuck with nothing to do', async () => {
    const { ports, engine, lifecycle, time } = fakeShellPorts();
    engine.stopWork = () => new Promise(() => {});
    const shell = createShell(ports);
    await shell.run();
    lifecycle.requestQuit();
    await time.advance(idleStopMs + 1_000);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('"Quit now" does not wait for running requests', async () => {
    const { ports, engine, lifecycle } = fakeShellPorts();
    engine.stopWork = () => new Promise(() => {});
    engine.change({ activeRequests: 1 });
    const shell = createShell(ports);
    await shell.run();
    shell.click('quit');
    shell.click('quit-now');
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
  });

  it('ends also when the engine fails to stop', async () => {
    const { ports, engine, lifecycle, log } = fakeShellPorts();
    engine.stopWork = () => Promise.reject(new Error('The disk is gone.'));
    const shell = createShell(ports);
    await shell.run();
    await shell.quit();
    expect(lifecycle.exits).toEqual([0]);
    expect(log.lines).toContain('error The engine did not stop in order.');
  });

  it('while the engine is being opened, closes what then opened', async () => {
    const { ports, engine, lifecycle } = fakeShellPorts();
    const opening = Promise.withResolvers<void>();
    const shell = createShell({ ...ports, openEngine: () => opening.promise.then(() => ({ engine, port: 2455 })) });
    const running = shell.run();
    await settled();
    lifecycle.requestQuit();
    opening.resolve();
    await running;
    await lifecycle.exited();
    expect(engine.starts).toEqual([]);
    expect(engine.stops).toBe(1);
  });
});

describe('clicks', () => {
  it('copy the address and the set-up, and open the dashboard', async () => {
    const { ports, copied, window } = fakeShellPorts();
    const shell = createShell(ports);
    await shell.run();
    shell.click('copy-address');
    shell.click('copy-setup');
    shell.click('open-dashboard');
    expect(copied).toEqual(['http://127.0.0.1:2455', 'model_provider = "evenkeel"']);
    expect(window.shows).toHaveLength(2);
  });

  it('on the icon open the window on Windows, and elsewhere leave it to the menu', async () => {
    for (const [platform, shows] of [
      ['win32', 2],
      ['darwin', 1],
      ['linux', 1],
    ] as const) {
      const { ports, window, outside } = fakeShellPorts();
      await createShell({ ...ports, platform }).run();
      outside.clickIcon();
      expect(window.shows).toHaveLength(shows);
    }
  });
});

describe('accounts in the tray', () => {
  const labelOf = (shell: ReturnType<typeof createShell>, id: string) =>
    allLines(shell.tray()?.items ?? []).find((line) => line.id === id)?.label;

  async function running() {
    const outside = fakeShellPorts();
    outside.engine.accounts = [sampleAccount({ accountId: 'a', displayName: 'Work' })];
    const shell = createShell({ ...outside.ports, startHidden: true });
    await shell.run();
    return { ...outside, shell };
  }

  it('are paused, resumed and asked for their usage', async () => {
    const { shell, engine, dialogs } = await running();
    for (const verb of ['pause', 'resume', 'refresh-usage'] as const) shell.click({ verb, accountId: 'a' });
    await settled();
    expect(engine.asked).toEqual(['pause a', 'resume a', 'refresh a']);
    expect(dialogs.shown).toEqual([]);
  });

  it('show an action under way, which is done once however often it is clicked, and then what came of it', async () => {
    const { shell, engine } = await running();
    const answered = Promise.withResolvers<void>();
    engine.work = () => answered.promise;
    shell.click({ verb: 'probe', accountId: 'a' });
    shell.click({ verb: 'probe', accountId: 'a' });
    expect(labelOf(shell, 'account:a:probe')).toBe('Probing…');
    answered.resolve();
    await settled();
    expect(engine.asked).toEqual(['probe a']);
    expect(labelOf(shell, 'account:a:probe')).toBe('Probe now');
    expect(labelOf(shell, 'account:a:result:0')).toBe('Probe 09:00: answered, 5 h 41 % → 42 % used');
  });

  it('tell why an action was refused, in a dialog and in the menu, until it succeeds', async () => {
    const { shell, engine, dialogs } = await running();
    engine.work = () => Promise.reject(new Refusal('account_state_transition_invalid', 'Sign in to it first.'));
    shell.click({ verb: 'pause', accountId: 'a' });
    await dialogs.next();
    expect(dialogs.last).toMatchObject({
      message: 'Work could not be paused',
      detail: 'Sign in to it first.',
      buttons: ['OK'],
    });
    expect(labelOf(shell, 'account:a:result:0')).toBe('Pause 09:00: Sign in to it first.');
    engine.work = () => Promise.resolve();
    shell.click({ verb: 'pause', accountId: 'a' });
    await settled();
    expect(labelOf(shell, 'account:a:result:0')).toBeUndefined();
    expect(dialogs.shown).toHaveLength(1);
  });

  it('an error nobody foresaw is told without its insides', async () => {
    const { shell, engine, dialogs, log } = await running();
    engine.work = () => Promise.reject(new TypeError('x of undefined'));
    shell.click({ verb: 'probe', accountId: 'a' });
    await dialogs.next();
    expect(dialogs.last?.detail).toBe('Evenkeel ran into an error of its own. The log has the details.');
    expect(log.lines).toContain('warn What was asked for in the tray was refused.');
  });

  it('are all refreshed by one click: only those that may be asked, and one dialog for all that failed', async () => {
    const { shell, engine, dialogs } = await running();
    engine.accounts = [
      ...engine.accounts,
      sampleAccount({ accountId: 'b', displayName: 'Home', status: 'paused' }),
      sampleAccount({ accountId: 'c', status: 'reauth_required' }),
    ];
    engine.work = (asked) => Promise.reject(new Refusal('upstream_unreachable', `No answer to ${asked}.`));
    shell.click('refresh-all');
    shell.click('refresh-all');
    expect(labelOf(shell, 'refresh-all')).toBe('Refreshing usage…');
    await dialogs.next();
    expect(engine.asked).toEqual(['refresh a', 'refresh b']);
    expect(dialogs.shown).toHaveLength(1);
    expect(dialogs.last).toMatchObject({
      message: 'The usage of 2 accounts could not be read',
      detail: 'No answer to refresh a.\n\nNo answer to refresh b.',
    });
    expect(labelOf(shell, 'refresh-all')).toBe('Refresh usage now');
  });

  it('a removed one is forgotten, also when its action ends later', async () => {
    const { shell, engine } = await running();
    const answered = Promise.withResolvers<void>();
    engine.work = () => answered.promise;
    shell.click({ verb: 'probe', accountId: 'a' });
    const [account] = engine.accounts;
    engine.emit({ type: 'account-removed', accountId: 'a' });
    answered.resolve();
    await settled();
    engine.accounts = account ? [account] : [];
    expect(labelOf(shell, 'account:a:probe')).toBe('Probe now');
    expect(labelOf(shell, 'account:a:result:0')).toBeUndefined();
  });

  it('sign in again, and are added, in the dialog of the window', async () => {
    const { shell, engine, window } = await running();
    engine.accounts = [sampleAccount({ accountId: 'a/b' })];
    shell.click({ verb: 'sign-in', accountId: 'a/b' });
    shell.click('add-account');
    shell.click({ verb: 'details', accountId: 'a/b' });
    await settled();
    expect(window.shows).toEqual([
      'http://127.0.0.1:2455#sign-in=a%2Fb',
      'http://127.0.0.1:2455#sign-in=new',
      'http://127.0.0.1:2455#account=a%2Fb',
    ]);
  });

  it('quitting takes open dialogs away', async () => {
    const { shell, engine, dialogs, lifecycle } = await running();
    engine.work = () => Promise.reject(new Refusal('draining', 'Stopping.'));
    shell.click({ verb: 'pause', accountId: 'a' });
    await dialogs.next();
    await shell.quit();
    expect(dialogs.aborted).toBe(1);
    expect(lifecycle.exits).toEqual([0]);
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
