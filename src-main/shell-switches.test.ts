import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount, sampleClient } from '../test/fakes/electron/samples.ts';
import { Refusal } from '../src-proxy/contract/refusal.ts';
import { createShell } from './shell.ts';
import { allLines } from './tray/tray-item.ts';

async function running() {
  const outside = fakeShellPorts();
  outside.engine.accounts = [
    sampleAccount({ accountId: 'a', displayName: 'Work' }),
    sampleAccount({ accountId: 'b', displayName: 'Home' }),
  ];
  const shell = createShell({ ...outside.ports, startHidden: true });
  await shell.run();
  const item = (id: string) => allLines(shell.tray()?.items ?? []).find((line) => line.id === id);
  const click = async (id: string) => {
    const action = item(id)?.action;
    if (!action) throw new Error(`There is no ${id} to click.`);
    shell.click(action);
    await settled();
  };
  return { ...outside, shell, item, click };
}

describe('the proxy', () => {
  it('is paused and resumed from the tray, which shows it by shape and word', async () => {
    const { shell, item, click } = await running();
    await click('pause-proxy');
    expect(shell.tray()?.icon).toBe('paused');
    expect(item('status')?.label).toBe('Paused · 127.0.0.1:2455');
    expect(item('pause-proxy')).toBeUndefined();
    await click('resume-proxy');
    expect(shell.tray()?.icon).toBe('ok');
  });

  it('that cannot be paused: the person is told why', async () => {
    const { engine, dialogs, click } = await running();
    engine.work = () => Promise.reject(new Refusal('draining', 'Evenkeel is stopping.'));
    await click('pause-proxy');
    expect(dialogs.last).toMatchObject({ message: 'The proxy could not be paused', detail: 'Evenkeel is stopping.' });
  });
});

describe('one account alone', () => {
  it('is chosen with a tick; taken back, the strategy is what it was', async () => {
    const { engine, item, click } = await running();
    engine.values = { ...engine.values, routingStrategy: 'fill_first' };
    await click('account:a:use-only');
    expect(engine.values).toMatchObject({ routingStrategy: 'single_account', singleAccountId: 'a' });
    expect([item('account:a:use-only')?.checked, item('account:b:use-only')?.checked]).toEqual([true, false]);
    await click('account:b:use-only');
    expect(engine.values.singleAccountId).toBe('b');
    await click('use-all');
    expect(engine.values).toMatchObject({ routingStrategy: 'fill_first', singleAccountId: '' });
    expect(item('use-all')).toBeUndefined();
  });

  it('chosen in another run, goes back to the default', async () => {
    const { engine, click } = await running();
    engine.values = { ...engine.values, routingStrategy: 'single_account', singleAccountId: 'a' };
    await click('account:a:use-only');
    expect(engine.values).toMatchObject({ routingStrategy: 'usage_weighted', singleAccountId: '' });
  });

  it('where something else decides: the person is told what, and nothing is ticked', async () => {
    const { engine, dialogs, item, click } = await running();
    engine.work = () => Promise.reject(new Refusal('setting_overridden', 'It is set by EVENKEEL_ROUTING_STRATEGY.'));
    await click('account:a:use-only');
    expect(dialogs.last).toMatchObject({
      message: 'Work could not be made the only one',
      detail: 'It is set by EVENKEEL_ROUTING_STRATEGY.',
    });
    expect(item('account:a:use-only')?.checked).toBe(false);
  });
});

describe('launch at login', () => {
  it('is switched on and off again', async () => {
    const { autostart, item, click } = await running();
    expect(item('at-login')?.checked).toBe(false);
    await click('at-login');
    expect([autostart.on, item('at-login')?.checked]).toEqual([true, true]);
    await click('at-login');
    expect([autostart.on, item('at-login')?.checked]).toEqual([false, false]);
  });

  it('that macOS wants approved first: is not ticked, and the person is told where', async () => {
    const { autostart, dialogs, item, click } = await running();
    autostart.isApproved = false;
    await click('at-login');
    expect(item('at-login')?.checked).toBe(false);
    const where = 'Allow it in System Settings > General > Login Items';
    expect(item('approve-at-login')).toMatchObject({ label: where, action: null });
    expect(dialogs.last).toMatchObject({
      message: 'macOS does not let Evenkeel launch at login yet',
      detail: where,
    });
  });

  it('that the system refuses: the person is told', async () => {
    const { autostart, dialogs, click } = await running();
    autostart.error = new Error('EACCES: permission denied');
    await click('at-login');
    expect(dialogs.last).toMatchObject({ message: 'Launch at login could not be changed' });
  });
});

describe('the folder of the log', () => {
  it('is opened, also while nothing runs, and there is no such line before there is a log', async () => {
    const { outside, item, click } = await running();
    await click('open-logs');
    expect(outside.openedLogs).toBe(1);
    outside.hasLog = false;
    expect(item('open-logs')).toBeUndefined();
  });

  it('that the system cannot open: the person is told', async () => {
    const { outside, dialogs, click } = await running();
    outside.logError = new Error('There is no program for folders.');
    await click('open-logs');
    expect(dialogs.last).toMatchObject({
      message: 'The folder of the log could not be opened',
      detail: 'There is no program for folders.',
    });
  });
});

describe('what other programs need', () => {
  it('is copied from a menu of its own, and set up on the page for it', async () => {
    const { copied, window, click } = await running();
    await click('copy:address');
    await click('copy:a');
    await click('set-up-client');
    expect(copied).toEqual(['http://127.0.0.1:2455', 'model_provider = "evenkeel"']);
    expect(window.shows).toEqual(['http://127.0.0.1:2455#page=connect']);
  });
});

describe('programs on this machine', () => {
  const codex = sampleClient();

  it('are read at the start, when somebody looks and after a change, and never to show them', async () => {
    const { engine, item, outside, shell, time } = await running();
    expect(engine.clientReads).toBe(1);
    engine.clientStates = [{ ...codex, state: 'set-up', canRestore: true }];
    engine.emit({ type: 'clients' });
    await settled();
    expect(item('client:codex')?.label).toBe('Codex CLI · set up');
    engine.clientStates = [{ ...codex, state: 'drifted' }];
    await time.advance(5_000);
    outside.openMenu();
    await settled();
    expect(item('client:codex')?.label).toBe('Codex CLI · changed since');
    for (let shown = 0; shown < 20; shown += 1) shell.tray();
    expect(engine.clientReads).toBe(3);
  });

  it('lead to their place on the page, where the change and the way back are shown first', async () => {
    const { engine, window, click } = await running();
    engine.clientStates = [{ ...codex, state: 'set-up', canRestore: true }];
    engine.emit({ type: 'clients' });
    await settled();
    await click('client:codex');
    await click('client:codex:undo');
    expect(window.shows).toEqual([
      'http://127.0.0.1:2455#page=connect&client=codex',
      'http://127.0.0.1:2455#page=connect&client=codex&undo=1',
    ]);
  });
});

describe('e-mail addresses', () => {
  const email = 'ada@example.test';

  it('are hidden from tray, notifications and dialogs at a click, and shown again', async () => {
    const { engine, dialogs, notifications, shell, time, item, click } = await running();
    engine.accounts = [sampleAccount({ accountId: 'a', displayName: email })];
    expect(JSON.stringify(shell.tray())).toContain(email);
    await click('hide-emails');
    expect([engine.values.hideEmails, item('hide-emails')?.checked]).toEqual([true, true]);
    expect(JSON.stringify(shell.tray())).not.toContain(email);

    engine.work = () => Promise.reject(new Refusal('draining', `${email} is stopping.`));
    await click('account:a:pause');
    expect([dialogs.last?.message, dialogs.last?.detail]).toEqual([
      'a•••@•••.test could not be paused',
      'a•••@•••.test is stopping.',
    ]);
    engine.work = () => Promise.resolve();
    await time.advance(2_000);
    engine.accounts = [sampleAccount({ accountId: 'a', displayName: email, status: 'reauth_required' })];
    engine.emit({ type: 'settings', version: 2 });
    await time.advance(2_000);
    expect(notifications.shown.map(({ title }) => title)).toEqual(['a•••@•••.test needs a sign-in']);

    await click('hide-emails');
    expect(JSON.stringify(shell.tray())).toContain(email);
  });

  it('can be copied, hidden or not, where an account has one', async () => {
    const { engine, copied, item, click } = await running();
    engine.values = { ...engine.values, hideEmails: true };
    engine.accounts = [sampleAccount({ accountId: 'a', email }), sampleAccount({ accountId: 'b', email: null })];
    await click('account:a:copy-email');
    expect(copied).toEqual([email]);
    expect(item('account:b:copy-email')).toBeUndefined();
  });
});

describe('the language', () => {
  it('is that of the system until the owner chooses one, and changes tray, menu and dialogs at once', async () => {
    const { engine, dialogs, outside, item, click } = await running();
    const appMenu = () => outside.appMenu.map(({ label }) => label);
    expect([item('quit')?.label, appMenu()[1]]).toEqual(['Quit', 'Edit']);
    outside.languages = ['de-DE', 'en'];
    expect(item('quit')?.label).toBe('Beenden');
    await engine.changeSettings({ desktopLanguage: 'zh-CN' });
    expect([item('quit')?.label, appMenu()[1]]).toEqual(['退出', '编辑']);
    engine.work = () => Promise.reject(new Refusal('draining', 'Stopping.'));
    await click('pause-proxy');
    expect([dialogs.last?.message, dialogs.last?.buttons]).toEqual(['无法暂停 Evenkeel', ['好']]);
  });

  it('is spoken before there is an engine, also in the dialog about why there is none', async () => {
    const { ports, outside, dialogs } = fakeShellPorts();
    outside.languages = ['de'];
    outside.openErrors = [new Error('EACCES')];
    const shell = createShell(ports);
    const run = shell.run();
    await dialogs.next();
    expect(dialogs.last).toMatchObject({
      message: 'Evenkeel konnte nicht starten',
      buttons: ['Erneut versuchen', 'Später', 'Beenden'],
    });
    expect(shell.tray()?.tooltip).toBe('Evenkeel · Läuft nicht · Evenkeel konnte nicht starten');
    dialogs.press('Später');
    await run;
  });

  it('is also that of what was done before it changed', async () => {
    const { engine, item, click } = await running();
    await click('account:a:probe');
    expect(item('account:a:result:0')?.label).toBe('Probe 09:00: answered, 5h 41% → 42% used');
    await engine.changeSettings({ desktopLanguage: 'de' });
    expect(item('account:a:result:0')?.label.replaceAll(/\s/g, ' ')).toMatch(/^Winzige Anfrage 09:00: beantwortet, /);
  });
});

describe('an update', () => {
  it('is put in place after running requests have finished, and then the app ends in its own way', async () => {
    const { engine, lifecycle, updates, time, click } = await running();
    updates.newest = '2.0.0';
    await click('update');
    await click('update');
    updates.finishDownload();
    await settled();
    const drained = Promise.withResolvers<void>();
    engine.stopWork = () => drained.promise;
    await click('update');
    expect([updates.installs, engine.stops]).toEqual([0, 1]);
    drained.resolve();
    await settled();
    expect([updates.installs, lifecycle.mayQuit, lifecycle.exits]).toEqual([1, true, []]);
    // Whatever became of it, nothing is left that hangs.
    await time.advance(60_000);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('that waits is not put in place by a mere quit', async () => {
    const { updates, lifecycle, shell, click } = await running();
    updates.newest = '2.0.0';
    await click('update');
    await click('update');
    updates.finishDownload();
    await settled();
    await shell.quit();
    expect([updates.installs, lifecycle.exits]).toEqual([0, [0]]);
  });
});
