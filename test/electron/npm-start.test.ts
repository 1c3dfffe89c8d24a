import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { OwnDisplay } from './own-display.ts';
import { buildWhenStale, electronFolder, root } from './runtime.ts';

const where = /^Evenkeel is listening on (http:\/\/127\.0\.0\.1:\d+) \(dashboard \1\/dashboard\)$/;
let display: OwnDisplay;
let folder: string;
let child: ChildProcess | null = null;

beforeAll(async () => {
  await buildWhenStale();
  display = await OwnDisplay.open();
});
afterAll(() => display[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-start-'));
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** Runs `npm start` as npm does, until it says where it listens. */
async function start(environment: Record<string, string>, args: readonly string[] = []) {
  const { PATH = '' } = process.env;
  const started = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], {
    cwd: folder,
    env: {
      PATH,
      HOME: folder,
      EVENKEEL_DATA_DIR: join(folder, 'data'),
      EVENKEEL_PORT: '0',
      EVENKEEL_VAULT: 'file',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  const lines: string[] = [];
  const listening = Promise.withResolvers<string>();
  createInterface({ input: started.stdout }).on('line', (line) => {
    lines.push(line);
    const origin = where.exec(line)?.[1];
    if (origin) listening.resolve(origin);
  });
  started.stderr.resume();
  started.once('exit', (code) => listening.reject(new Error(`It ended with ${code}: ${lines.join('\n')}`)));
  const origin = await listening.promise;
  return {
    lines,
    origin,
    async stop(signal: NodeJS.Signals): Promise<number | null> {
      const ended = once(started, 'exit') as Promise<[number | null]>;
      started.kill(signal);
      return (await ended)[0];
    },
  };
}

describe('npm start', () => {
  it('starts the desktop app where there is a display and a runtime, and passes signals and the exit code on', async () => {
    const app = await start({ DISPLAY: display.name, ELECTRON_OVERRIDE_DIST_PATH: electronFolder() });
    expect(app.lines.some((line) => line.startsWith('Running without'))).toBe(false);
    expect((await fetch(`${app.origin}/health`)).status).toBe(200);
    expect(app.lines.at(-1)).toMatch(where);
    expect(await app.stop('SIGTERM')).toBe(0);
  });

  it.each([
    ['no display', {}, 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'],
    [
      'a display that does not answer',
      { DISPLAY: ':4711', ELECTRON_OVERRIDE_DIST_PATH: '@electron' },
      'Missing X server or $DISPLAY',
    ],
    [
      'no runtime',
      { DISPLAY: ':4711', ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
      'ELECTRON_OVERRIDE_DIST_PATH holds no Electron',
    ],
  ] as [string, Record<string, string>, string][])(
    'with %s says why in one line and runs the engine alone',
    async (_name, environment, reason) => {
      const override =
        environment['ELECTRON_OVERRIDE_DIST_PATH'] === '@electron'
          ? { ELECTRON_OVERRIDE_DIST_PATH: electronFolder() }
          : {};
      const app = await start({ ...environment, ...override });
      const why = app.lines.filter((line) => line.startsWith('Running without a window and tray: '));
      expect(why).toHaveLength(1);
      expect(why[0]).toContain(reason);
      expect((await fetch(`${app.origin}/health`)).status).toBe(200);
      expect(app.lines.at(-1)).toMatch(where);
      expect(await app.stop('SIGINT')).toBe(0);
    },
  );

  it('runs the engine alone when asked to, with the arguments handed on', async () => {
    const app = await start({ DISPLAY: display.name }, ['--headless', '--data-dir', join(folder, 'elsewhere')]);
    expect(app.lines.some((line) => line.startsWith('Running without'))).toBe(false);
    expect(await app.stop('SIGTERM')).toBe(0);
  });
});
