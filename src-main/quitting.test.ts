import { expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { createQuitting } from './quitting.ts';
import type { EngineStarter } from './start-up/engine-starter.ts';

const failing = () => {
  throw new Error('Object has been destroyed');
};

function stage() {
  const outside = fakeShellPorts();
  const { engine, ports, lifecycle } = outside;
  lifecycle.relaunch = failing;
  const starter: EngineStarter = {
    start: failing,
    useOtherPort: failing,
    ask: failing,
    problem: () => null,
    engine: () => engine,
    isRunning: () => true,
    cancel: () => Promise.resolve(),
  };
  const quitting = createQuitting({
    shell: ports,
    starter,
    onBegin: failing,
    onWait: failing,
    onStopped: failing,
    onNotInstalled: failing,
  });
  return { ...outside, quitting };
}

it('comes to its end whatever fails on the way, and waits for running requests all the same', async () => {
  const { quitting, engine, lifecycle, time, log } = stage();
  const drained = Promise.withResolvers<void>();
  engine.stopWork = () => drained.promise;
  engine.change({ activeRequests: 1 });
  const ended = quitting.quit();
  await time.advance(30_000);
  expect([engine.stops, lifecycle.exits]).toEqual([1, []]);
  drained.resolve();
  await ended;
  expect(lifecycle.exits).toEqual([0]);
  expect(log.lines).toContain('error Something failed on the way out. Evenkeel quits nevertheless.');
});

it('comes to the update as well, and to its end where that fails', async () => {
  const { quitting, updates, lifecycle } = stage();
  await quitting.quit('install');
  expect([updates.installs, lifecycle.exits]).toEqual([1, []]);
  updates.failInstall(new Error('Command pkexec exited with code 126'));
  expect(lifecycle.exits).toEqual([0]);
});
