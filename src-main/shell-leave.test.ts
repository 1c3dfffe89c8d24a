import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { createShell } from './shell.ts';
import type { ShellPorts } from './shell-ports.ts';

async function busy(activeRequests = 2, change: Partial<ShellPorts> = {}) {
  const stage = fakeShellPorts();
  const shell = createShell({ ...stage.ports, ...change });
  await shell.run();
  stage.engine.change({ activeRequests });
  const labels = () => shell.tray()?.items.flatMap((item) => (item.kind === 'item' ? [item.label] : []));
  const press = async (label: string) => {
    stage.dialogs.press(label);
    await settled();
  };
  return { ...stage, shell, labels, press };
}

async function withUpdate(change: Partial<ShellPorts> = {}) {
  const stage = await busy(0, change);
  stage.updates.newest = '2.0.0';
  stage.shell.click('check-updates');
  await settled();
  stage.shell.click('download-update');
  stage.updates.finishDownload();
  await settled();
  return stage;
}

describe('somebody quits while requests run', () => {
  it.each(['tray', 'menu or Cmd+Q'])(
    'by %s: is asked what becomes of them, and nothing happens before',
    async (way) => {
      const { shell, engine, lifecycle, dialogs } = await busy();
      if (way === 'tray') shell.click('quit');
      else lifecycle.requestQuit('person');
      await settled();
      expect(dialogs.last).toMatchObject({
        message: '2 requests are still running',
        buttons: ['Wait for 2 requests', 'Quit now', 'Cancel'],
        defaultId: 0,
        cancelId: 2,
      });
      expect([engine.stops, engine.state().paused, lifecycle.exits]).toEqual([0, false, []]);
    },
  );

  it('"Cancel": everything goes on, and the next wish is asked about again', async () => {
    const { shell, engine, lifecycle, dialogs, press } = await busy();
    shell.click('quit');
    await settled();
    await press('Cancel');
    expect([engine.stops, lifecycle.exits, shell.tray()?.icon]).toEqual([0, [], 'attention']);
    shell.click('quit');
    await settled();
    expect(dialogs.shown).toHaveLength(2);
  });

  it('a second wish while the question stands does not ask twice', async () => {
    const { shell, lifecycle, dialogs, engine } = await busy();
    shell.click('quit');
    lifecycle.requestQuit('person');
    await settled();
    expect([dialogs.shown.length, engine.stops]).toEqual([1, 0]);
  });

  it('"Quit now": they are ended and what is written down is written, within seconds', async () => {
    const { shell, engine, lifecycle, press } = await busy();
    shell.click('quit');
    await settled();
    await press('Quit now');
    expect([engine.stops, engine.patiencesMs]).toEqual([1, [0]]);
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
  });

  it('"Wait": takes no new ones, says so in the tray, and quits when the last has ended, however long that is', async () => {
    const { shell, engine, lifecycle, time, labels, press } = await busy();
    shell.click('quit');
    await settled();
    await press('Wait for 2 requests');
    expect(engine.state().paused).toBe(true);
    expect(shell.tray()?.icon).toBe('draining');
    expect(labels()).toEqual(['Quitting when 2 requests have ended', 'Cancel quitting', 'Quit now']);
    engine.change({ activeRequests: 1 });
    expect(labels()?.[0]).toBe('Quitting when 1 request has ended');
    await time.advance(3 * 3_600_000);
    expect([engine.stops, lifecycle.exits]).toEqual([0, []]);
    engine.change({ activeRequests: 0 });
    await time.advance(2_000);
    expect([engine.stops, lifecycle.exits]).toEqual([1, [0]]);
  });

  it('waits also where new requests could not be refused', async () => {
    const { shell, engine, lifecycle, log, time, press } = await busy();
    engine.work = (asked) =>
      asked === 'pause proxy' ? Promise.reject(new Error('The disk is full.')) : Promise.resolve();
    shell.click('quit');
    await settled();
    await press('Wait for 2 requests');
    expect(log.lines).toContain('error New requests could not be refused, or taken again.');
    engine.change({ activeRequests: 0 });
    await time.advance(2_000);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('can be called off while it waits: new requests are taken again', async () => {
    const { shell, engine, lifecycle, time, press } = await busy();
    shell.click('quit');
    await settled();
    await press('Wait for 2 requests');
    shell.click('stay');
    await settled();
    expect([engine.state().paused, shell.tray()?.icon]).toEqual([false, 'attention']);
    engine.change({ activeRequests: 0 });
    await time.advance(60_000);
    expect([engine.stops, lifecycle.exits]).toEqual([0, []]);
  });

  it('a proxy that its owner had paused stays paused when the wish is called off', async () => {
    const { shell, engine, press } = await busy();
    await engine.pauseProxy();
    shell.click('quit');
    await settled();
    await press('Wait for 2 requests');
    shell.click('stay');
    await settled();
    expect(engine.state().paused).toBe(true);
  });

  it('is forced by "Quit now" in the tray while it waits', async () => {
    const { shell, engine, lifecycle, dialogs, press } = await busy();
    shell.click('quit');
    await settled();
    await press('Wait for 2 requests');
    shell.click('quit-now');
    await settled();
    expect([dialogs.shown.length, engine.patiencesMs, lifecycle.exits]).toEqual([1, [0], [0]]);
  });

  it('an engine that is stuck holds "Quit now" for seconds, not for minutes; writing may take its time', async () => {
    const { shell, engine, lifecycle, time, press } = await busy();
    engine.stopWork = () => new Promise(() => {});
    shell.click('quit');
    await settled();
    await press('Quit now');
    await time.advance(18_000);
    expect(lifecycle.exits).toEqual([]);
    await time.advance(2_000);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('an answer that comes after the last request has ended quits as well', async () => {
    const { shell, engine, lifecycle, time, press } = await busy(1);
    shell.click('quit');
    await settled();
    engine.change({ activeRequests: 0 });
    await press('Wait for 1 request');
    await time.advance(2_000);
    expect(lifecycle.exits).toEqual([0]);
  });

  it.each([
    ['de', ['Auf 2 Anfragen warten', 'Sofort beenden', 'Abbrechen']],
    ['zh-CN', ['等待 2 个请求', '立即退出', '取消']],
  ] as const)('is asked in %s', async (desktopLanguage, buttons) => {
    const { shell, engine, dialogs } = await busy();
    await engine.changeSettings({ desktopLanguage });
    shell.click('quit');
    await settled();
    expect(dialogs.last?.buttons).toEqual(buttons);
  });
});

describe('nobody is asked', () => {
  it('by SIGTERM and SIGINT: they drain, by the patience of the settings', async () => {
    const { engine, lifecycle, dialogs } = await busy();
    lifecycle.requestQuit('signal');
    await lifecycle.exited();
    expect([dialogs.shown, engine.stops, engine.patiencesMs]).toEqual([[], 1, []]);
  });

  it.each([
    ['some', 1_500],
    ['none', 0],
  ] as const)('by a system that goes down with %s patience: it ends within 5 s', async (patience, patienceMs) => {
    const { engine, lifecycle, dialogs, outside, time } = await busy();
    engine.stopWork = () => new Promise(() => {});
    outside.endSystem(patience);
    await settled();
    expect([dialogs.shown, engine.stops, engine.patiencesMs]).toEqual([[], 1, [patienceMs]]);
    // A quit that the system asks for is not held back any more: to it that would be a no to the log-out.
    expect(lifecycle.mayQuit).toBe(true);
    await time.advance(4_900);
    expect(lifecycle.exits).toEqual([0]);
  });

  it('a system that goes down takes the question away', async () => {
    const { shell, dialogs, lifecycle, outside } = await busy();
    shell.click('quit');
    await settled();
    outside.endSystem('some');
    await lifecycle.exited();
    expect([dialogs.aborted, lifecycle.exits]).toEqual([1, [0]]);
  });

  it.each(['waits', 'drains'])('a system that goes down ends what still %s', async (stage) => {
    const { shell, engine, lifecycle, outside, press, time } = await busy();
    engine.stopWork = () => new Promise(() => {});
    if (stage === 'drains') lifecycle.requestQuit('signal');
    else shell.click('quit');
    await settled();
    if (stage === 'waits') await press('Wait for 2 requests');
    outside.endSystem('some');
    await time.advance(4_900);
    expect([engine.patiencesMs, lifecycle.exits]).toEqual([[1_500], [0]]);
  });
});

describe('a restart for an update', () => {
  it('asks the same question while requests run, and waits as well', async () => {
    const { shell, engine, updates, dialogs, press, time } = await withUpdate();
    engine.change({ activeRequests: 1 });
    shell.click('install-update');
    await settled();
    expect(dialogs.last?.buttons).toEqual(['Wait for 1 request', 'Restart now', 'Cancel']);
    await press('Wait for 1 request');
    engine.change({ activeRequests: 0 });
    await time.advance(2_000);
    expect([engine.stops, updates.installs]).toEqual([1, 1]);
  });

  it('that fails or is dismissed starts Evenkeel again, at once and once', async () => {
    const { shell, updates, lifecycle, log, time } = await withUpdate();
    shell.click('install-update');
    await settled();
    expect([updates.installs, lifecycle.relaunches, lifecycle.exits]).toEqual([1, 0, []]);
    updates.failInstall(new Error('Command pkexec exited with code 126'));
    expect([lifecycle.relaunches, lifecycle.exits]).toEqual([1, [0]]);
    expect(log.lines).toContain('error The update was not put in place. Evenkeel starts again as it was.');
    await time.advance(120_000);
    expect([lifecycle.relaunches, lifecycle.exits]).toEqual([1, [0]]);
  });

  it('that throws starts Evenkeel again', async () => {
    const { shell, updates, lifecycle } = await withUpdate();
    updates.install = () => {
      throw new Error('No installer.');
    };
    shell.click('install-update');
    await lifecycle.exited();
    expect([lifecycle.relaunches, lifecycle.exits]).toEqual([1, [0]]);
  });

  it.each([
    ['linux', 59_000],
    ['win32', 59_000],
    ['darwin', 299_000],
  ] as const)('of which nothing is heard starts Evenkeel again, on %s after %d ms', async (platform, quietMs) => {
    const { shell, lifecycle, time } = await withUpdate({ platform });
    shell.click('install-update');
    await settled();
    await time.advance(quietMs);
    expect([lifecycle.relaunches, lifecycle.exits]).toEqual([0, []]);
    await time.advance(2_000);
    expect([lifecycle.relaunches, lifecycle.exits]).toEqual([1, [0]]);
  });

  it('is not begun when the system goes down meanwhile', async () => {
    const { shell, engine, updates, lifecycle, outside } = await withUpdate();
    const drained = Promise.withResolvers<void>();
    engine.stopWork = () => drained.promise;
    shell.click('install-update');
    await settled();
    outside.endSystem('some');
    drained.resolve();
    await lifecycle.exited();
    expect([updates.installs, lifecycle.relaunches, lifecycle.exits]).toEqual([0, 0, [0]]);
  });
});
