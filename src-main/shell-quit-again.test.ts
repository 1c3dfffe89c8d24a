import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { createShell } from './shell.ts';

async function waiting() {
  const stage = fakeShellPorts();
  stage.engine.accounts = [sampleAccount()];
  const shell = createShell({ ...stage.ports, startHidden: true });
  await shell.run();
  stage.engine.change({ activeRequests: 2 });
  shell.click('quit');
  await settled();
  const press = async (label: string) => {
    stage.dialogs.press(label);
    await settled();
  };
  await press('Wait for 2 requests');
  return { ...stage, shell, press };
}

describe('somebody comes back while it waits', () => {
  it.each(['a second start', 'the dock icon', 'Cmd+Q or Ctrl+Q'])('by %s: is asked again', async (way) => {
    const { lifecycle, dialogs, engine } = await waiting();
    if (way === 'a second start') lifecycle.secondInstance();
    else if (way === 'the dock icon') lifecycle.activate();
    else lifecycle.requestQuit('person');
    await settled();
    expect(dialogs.shown).toHaveLength(2);
    expect(dialogs.last).toMatchObject({
      message: 'Quitting when 2 requests have ended',
      buttons: ['Wait for 2 requests', 'Quit now', 'Cancel quitting'],
      defaultId: 0,
      cancelId: 0,
    });
    expect([engine.stops, lifecycle.exits]).toEqual([0, []]);
  });

  it('sees the dashboard too, where they asked for it', async () => {
    const { lifecycle, window } = await waiting();
    lifecycle.secondInstance();
    expect(window.shows).toEqual(['http://127.0.0.1:2455']);
  });

  it('"Cancel quitting": everything goes on', async () => {
    const { lifecycle, engine, shell, time, press } = await waiting();
    lifecycle.secondInstance();
    await settled();
    await press('Cancel quitting');
    expect([engine.state().paused, shell.tray()?.icon]).toEqual([false, 'ok']);
    engine.change({ activeRequests: 0 });
    await time.advance(60_000);
    expect(lifecycle.exits).toEqual([]);
  });

  it('"Quit now" does', async () => {
    const { lifecycle, engine, press } = await waiting();
    lifecycle.requestQuit('person');
    await settled();
    await press('Quit now');
    expect([engine.patiencesMs, lifecycle.exits]).toEqual([[0], [0]]);
  });

  it('"Wait" goes on waiting, and the end takes a question away that still stands', async () => {
    const { lifecycle, engine, dialogs, time, press } = await waiting();
    lifecycle.requestQuit('person');
    await settled();
    await press('Wait for 2 requests');
    lifecycle.requestQuit('person');
    await settled();
    engine.change({ activeRequests: 0 });
    await time.advance(2_000);
    expect([dialogs.shown.length, dialogs.aborted, engine.patiencesMs, lifecycle.exits]).toEqual([3, 1, [], [0]]);
  });

  it('called off in the tray while the question stands: what is pressed in it then counts for nothing', async () => {
    const { lifecycle, engine, shell, dialogs, time, press } = await waiting();
    lifecycle.requestQuit('person');
    await settled();
    shell.click('stay');
    await press('Quit now');
    await time.advance(60_000);
    expect([dialogs.aborted, engine.state().paused, lifecycle.exits]).toEqual([1, false, []]);
  });

  it('is not asked about nothing: the last request has just ended', async () => {
    const { lifecycle, engine, dialogs } = await waiting();
    engine.change({ activeRequests: 0 });
    lifecycle.requestQuit('person');
    await settled();
    expect([dialogs.shown.length, lifecycle.exits]).toEqual([1, [0]]);
  });
});

describe('on macOS a dialog without a window would stop every stream', () => {
  it.each(['darwin', 'linux'] as const)('so the dashboard comes first there: %s', async (platform) => {
    const { ports, engine, window, dialogs } = fakeShellPorts();
    engine.accounts = [sampleAccount()];
    const shell = createShell({ ...ports, platform, startHidden: true });
    await shell.run();
    engine.change({ activeRequests: 1 });
    shell.click('quit');
    await settled();
    expect(window.fronts).toEqual(platform === 'darwin' ? ['http://127.0.0.1:2455'] : []);
    expect(dialogs.shown).toHaveLength(1);
  });

  it('also before a word about what failed', async () => {
    const { ports, engine, window, dialogs } = fakeShellPorts();
    engine.accounts = [sampleAccount()];
    const shell = createShell({ ...ports, platform: 'darwin', startHidden: true });
    await shell.run();
    engine.work = () => Promise.reject(new Error('The disk is full.'));
    shell.click('pause-proxy');
    await settled();
    expect([window.fronts.length, dialogs.shown.length]).toEqual([1, 1]);
  });
});

describe('new requests are let in again from outside while it waits', () => {
  it('calls the wish off: they would be cut off', async () => {
    const { lifecycle, engine, shell, time } = await waiting();
    await engine.resumeProxy();
    await time.advance(1_000);
    expect([shell.tray()?.icon, engine.state().paused]).toEqual(['ok', false]);
    engine.change({ activeRequests: 0 });
    await time.advance(60_000);
    expect([engine.stops, lifecycle.exits]).toEqual([0, []]);
  });

  it('and takes a question away that stands', async () => {
    const { lifecycle, engine, dialogs, time } = await waiting();
    lifecycle.requestQuit('person');
    await settled();
    await engine.resumeProxy();
    await time.advance(1_000);
    expect([dialogs.aborted, lifecycle.exits]).toEqual([1, []]);
  });
});

describe('one more wish while the engine drains', () => {
  async function draining() {
    const stage = fakeShellPorts();
    stage.engine.stopWork = () => new Promise(() => {});
    const shell = createShell(stage.ports);
    await shell.run();
    stage.engine.change({ activeRequests: 2 });
    stage.lifecycle.requestQuit('signal');
    await settled();
    return { ...stage, shell };
  }

  it.each(['signal', 'person'] as const)('by a %s: at once', async (by) => {
    const { lifecycle, engine, dialogs, time } = await draining();
    await time.advance(1_000);
    lifecycle.requestQuit(by);
    await time.advance(20_000);
    expect([engine.patiencesMs, dialogs.shown, lifecycle.exits]).toEqual([[0], [], [0]]);
  });

  it('a signal that comes twice is one, as Ctrl+C under `npm start` does', async () => {
    const { lifecycle, engine, time } = await draining();
    lifecycle.requestQuit('signal');
    await time.advance(900);
    lifecycle.requestQuit('signal');
    await time.advance(30_000);
    expect([engine.patiencesMs, lifecycle.exits]).toEqual([[], []]);
  });
});
