import { describe, expect, it } from 'vitest';

import { EngineStartError } from '../src-proxy/engine-api.ts';
import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { createShell } from './shell.ts';

async function started({ hidden = true, without = true } = {}) {
  const stage = fakeShellPorts();
  stage.outside.hasNoTray = without;
  stage.engine.accounts = [sampleAccount()];
  const shell = createShell({ ...stage.ports, startHidden: hidden });
  await shell.run();
  await settled();
  const leave = async () => {
    stage.window.close();
    stage.window.left();
    await settled();
  };
  return { ...stage, shell, leave };
}

describe('a hidden start where nobody shows tray icons', () => {
  it('opens the window, once it is sure', async () => {
    const { window, time } = await started();
    expect(window.shows).toEqual([]);
    await time.advance(10_000);
    expect(window.shows).toEqual(['http://127.0.0.1:2455']);
  });

  it('does not where an icon has found its place meanwhile', async () => {
    const { window, time, outside } = await started();
    outside.hasNoTray = false;
    await time.advance(60_000);
    expect(window.shows).toEqual([]);
  });

  it('does not on a desktop with a tray, nor on the way out', async () => {
    const usual = await started({ without: false });
    await usual.time.advance(60_000);
    expect(usual.window.shows).toEqual([]);
    const leaving = await started();
    await leaving.shell.quit();
    await leaving.time.advance(60_000);
    expect(leaving.window.shows).toEqual([]);
  });
});

describe('a hidden start that fails where nobody shows tray icons', () => {
  async function failed(without: boolean) {
    const stage = fakeShellPorts();
    stage.outside.hasNoTray = without;
    stage.engine.startErrors = [new EngineStartError('port_in_use', 'Taken.', null)];
    await createShell({ ...stage.ports, startHidden: true }).run();
    await settled();
    return stage;
  }

  it('is asked about, once that is sure: a notification goes, and leaves nothing to click', async () => {
    const { notifications, dialogs, time } = await failed(true);
    expect([notifications.shown.length, dialogs.shown.length]).toEqual([1, 0]);
    await time.advance(10_000);
    expect(dialogs.last?.buttons).toContain('Try again');
  });

  it('is left to notification and tray elsewhere', async () => {
    const { notifications, dialogs, time } = await failed(false);
    await time.advance(60_000);
    expect([notifications.shown.length, dialogs.shown.length]).toEqual([1, 0]);
  });
});

describe('closing the window where nobody shows tray icons', () => {
  it('says once that Evenkeel goes on, and how to come back', async () => {
    const { window, dialogs, leave, lifecycle } = await started({ hidden: false });
    await leave();
    expect(dialogs.shown).toHaveLength(1);
    expect(dialogs.last).toMatchObject({
      message: 'Evenkeel goes on running',
      detail: expect.stringContaining('start Evenkeel once more') as string,
      buttons: ['OK', 'Quit Evenkeel'],
    });
    dialogs.press('OK');
    lifecycle.secondInstance();
    expect(window.isOpen()).toBe(true);
    await leave();
    expect(dialogs.shown).toHaveLength(1);
    expect(lifecycle.exits).toEqual([]);
  });

  it('can end it there, since no menu could', async () => {
    const { dialogs, leave, lifecycle } = await started({ hidden: false });
    await leave();
    dialogs.press('Quit Evenkeel');
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
  });

  it('says it once also where the window is closed again while the desktop is asked', async () => {
    const { window, dialogs } = await started({ hidden: false });
    window.close();
    window.left();
    window.left();
    await settled();
    expect(dialogs.shown).toHaveLength(1);
  });

  it('says it at the next closing where a window was open again before it could be said', async () => {
    const { window, dialogs, leave } = await started({ hidden: false });
    window.close();
    window.left();
    window.open = true;
    await settled();
    expect(dialogs.shown).toEqual([]);
    await leave();
    expect(dialogs.shown).toHaveLength(1);
  });

  it('says nothing on a desktop with a tray', async () => {
    const { dialogs, leave } = await started({ hidden: false, without: false });
    await leave();
    expect(dialogs.shown).toEqual([]);
  });
});
