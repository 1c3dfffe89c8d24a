import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { sampleAccount } from '../test/fakes/electron/samples.ts';
import { createShell } from './shell.ts';

async function started(startHidden: boolean, missed: string | null = '2.0.0') {
  const stage = fakeShellPorts();
  stage.engine.accounts = [sampleAccount()];
  stage.missedUpdate.version = missed;
  const shell = createShell({ ...stage.ports, startHidden });
  await shell.run();
  await stage.time.advance(1_000);
  const find = async (version: string) => {
    stage.updates.newest = version;
    shell.click('check-updates');
    await stage.time.advance(3_700_000);
  };
  return { ...stage, shell, find };
}

describe('an update that was not put in place', () => {
  it('is kept for the next start, before that comes', async () => {
    const { shell, updates, lifecycle, missedUpdate, find } = await started(true, null);
    await find('2.0.0');
    shell.click('download-update');
    updates.finishDownload();
    await settled();
    shell.click('install-update');
    await settled();
    const kept: (string | null)[] = [];
    lifecycle.relaunch = () => void kept.push(missedUpdate.version);
    updates.failInstall(new Error('Command pkexec exited with code 126'));
    expect(kept).toEqual(['2.0.0']);
  });

  it('is told of once, in a dialog', async () => {
    const { dialogs, notifications, missedUpdate } = await started(false);
    expect(dialogs.last).toMatchObject({
      message: 'Update 2.0.0 was not put in place',
      detail: 'Evenkeel runs as before.',
      buttons: ['OK'],
    });
    expect([dialogs.shown.length, notifications.shown, missedUpdate.version]).toEqual([1, [], null]);
  });

  it('by a notification where nobody asked for a window', async () => {
    const { dialogs, notifications, window } = await started(true);
    expect(notifications.shown.map(({ title }) => title)).toEqual(['Update 2.0.0 was not put in place']);
    expect(dialogs.shown).toEqual([]);
    notifications.click('update-missed');
    expect(window.isOpen()).toBe(true);
  });

  it('is not told of where it is the version that runs, or where there was none', async () => {
    for (const missed of ['0.1.0', null]) {
      const { dialogs } = await started(false, missed);
      expect(dialogs.shown).toEqual([]);
    }
  });

  it('is not announced again in this run; the one after it is', async () => {
    const { notifications, find, shell } = await started(true);
    await find('2.0.0');
    expect(notifications.shown).toHaveLength(1);
    await find('2.0.1');
    expect(notifications.shown.at(-1)?.body).toContain('2.0.1');
    await shell.quit();
  });
});
