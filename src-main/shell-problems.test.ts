import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { EngineStartError } from '../src-proxy/engine-api.ts';
import { createShell } from './shell.ts';

const listening = 'Evenkeel is listening on http://127.0.0.1:2455 (dashboard http://127.0.0.1:2455/dashboard)';
const taken = () =>
  new EngineStartError('port_in_use', 'Port 2455 is taken.', { pid: 42, name: 'nginx', isEvenkeel: false });
const labels = (shell: ReturnType<typeof createShell>) =>
  shell.tray()?.items.flatMap((item) => (item.kind === 'item' ? [item.label] : []));

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
      'Launch at login',
      'Check for updates',
      'Open log folder',
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
