import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { Refusal } from '../src-proxy/contract/refusal.ts';
import { createShell } from './shell.ts';
import { allLines } from './tray/tray-item.ts';

describe('clicks', () => {
  it('copy the address and the set-up, and open the dashboard', async () => {
    const { ports, copied, window } = fakeShellPorts();
    const shell = createShell(ports);
    await shell.run();
    shell.click('copy-address');
    shell.click({ snippetId: 'a' });
    shell.click({ snippetId: 'gone' });
    shell.click('open-dashboard');
    expect(copied).toEqual(['http://127.0.0.1:2455', 'model_provider = "evenkeel"']);
    expect(window.shows).toHaveLength(2);
  });

  it('on the icon open the window on Windows, and elsewhere leave it to the menu', async () => {
    for (const [platform, shows] of [
      ['win32', 2],
      ['darwin', 1],
      ['linux', 2],
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
    expect(labelOf(shell, 'account:a:result:0')).toBe('Probe 09:00: answered, 5h 41% → 42% used');
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

  it('tell the same once while somebody still reads it, and again afterwards', async () => {
    const { shell, engine, dialogs } = await running();
    engine.work = () => Promise.reject(new Refusal('account_state_transition_invalid', 'Sign in to it first.'));
    for (const verb of ['pause', 'probe', 'pause'] as const) {
      shell.click({ verb, accountId: 'a' });
      await settled();
    }
    expect(dialogs.shown.map(({ message }) => message)).toEqual([
      'Work could not be paused',
      'Work could not be probed',
    ]);
    dialogs.press('OK');
    await settled();
    shell.click({ verb: 'probe', accountId: 'a' });
    await settled();
    expect(dialogs.shown).toHaveLength(3);
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
    shell.click({ verb: 'use-reset', accountId: 'a/b' });
    await settled();
    expect(window.shows).toEqual([
      'http://127.0.0.1:2455#sign-in=a%2Fb',
      'http://127.0.0.1:2455#sign-in=new',
      'http://127.0.0.1:2455#account=a%2Fb',
      'http://127.0.0.1:2455#account=a%2Fb&show=resets',
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

  it('hidden e-mails stay hidden in what is told on the way out', async () => {
    const { shell, engine, dialogs } = await running();
    await engine.changeSettings({ hideEmails: true });
    const answered = Promise.withResolvers<void>();
    engine.stopWork = () => answered.promise;
    engine.work = () => answered.promise.then(() => Promise.reject(new Refusal('draining', 'ada@example.test waits.')));
    engine.accounts = engine.accounts.map((account) => ({ ...account, displayName: 'ada@example.test' }));
    shell.click({ verb: 'pause', accountId: 'a' });
    const quit = shell.quit();
    answered.resolve();
    await Promise.all([quit, dialogs.next()]);
    expect(JSON.stringify(dialogs.shown)).not.toContain('ada@');
    expect(dialogs.last?.detail).toBe('a•••@•••.test waits.');
  });
});
