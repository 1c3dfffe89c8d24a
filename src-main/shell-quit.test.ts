import { describe, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { settled } from '../test/fakes/electron/manual-time.ts';
import { createShell } from './shell.ts';
import { idleStopMs } from './stop-within.ts';

const labels = (shell: ReturnType<typeof createShell>) =>
  shell.tray()?.items.flatMap((item) => (item.kind === 'item' ? [item.label] : []));

describe('quit', () => {
  it('drains, shows how many requests still run, and exits 0', async () => {
    const { ports, engine, lifecycle, window, outside } = fakeShellPorts();
    const drained = Promise.withResolvers<void>();
    engine.stopWork = () => drained.promise;
    const shell = createShell(ports);
    await shell.run();
    engine.change({ activeRequests: 2 });
    lifecycle.requestQuit('signal');
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

  it('gives an engine without requests the time to write what is left', async () => {
    const { ports, engine, lifecycle, time } = fakeShellPorts();
    const written = Promise.withResolvers<void>();
    engine.stopWork = () => written.promise;
    const shell = createShell(ports);
    await shell.run();
    shell.click('quit');
    // The engine itself waits 15 s for what it has begun.
    await time.advance(17_000);
    expect(lifecycle.exits).toEqual([]);
    written.resolve();
    await lifecycle.exited();
    expect(lifecycle.exits).toEqual([0]);
  });

  it('"Quit now" does not wait for running requests', async () => {
    const { ports, engine, lifecycle, time } = fakeShellPorts();
    engine.stopWork = () => new Promise(() => {});
    engine.change({ activeRequests: 1 });
    const shell = createShell(ports);
    await shell.run();
    lifecycle.requestQuit('signal');
    await time.advance(20_000);
    expect([engine.patiencesMs, lifecycle.exits]).toEqual([[], []]);
    shell.click('quit-now');
    await time.advance(20_000);
    expect([engine.patiencesMs, lifecycle.exits]).toEqual([[0], [0]]);
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
