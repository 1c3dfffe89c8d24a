import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { OwnDisplay } from '../electron/own-display.ts';
import {
  buildWhenStale,
  electronFolder,
  electronProgram,
  electronVersion,
  root,
  sandboxArgs,
  shots,
} from '../electron/runtime.ts';

const run = promisify(execFile);
let folder: string;
let app: string;
let display: OwnDisplay;

beforeAll(async () => {
  await buildWhenStale();
  display = await OwnDisplay.open();
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-packaged-'));
  await run(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      '--dir',
      `-c.electronDist=${electronFolder()}`,
      `-c.electronVersion=${electronVersion()}`,
      `-c.directories.output=${join(folder, 'release')}`,
    ],
    { cwd: root },
  );
  app = join(folder, 'release', 'linux-unpacked');
});
afterAll(async () => {
  await display[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function launch() {
  const { PATH = '' } = process.env;
  const child = spawn(join(app, 'evenkeel'), [...sandboxArgs], {
    cwd: folder,
    env: {
      PATH,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      DISPLAY: display.name,
      EVENKEEL_DATA_DIR: join(folder, 'data'),
      EVENKEEL_PORT: '0',
      EVENKEEL_VAULT: 'file',
      EVENKEEL_TEST: '1',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^Evenkeel is listening on (\S+) /.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The packaged app ended with ${code}.`)));
  });
  return { child, ended, origin };
}

describe('the packaged app', () => {
  it('boots from its archive, with database, dashboard and tray icons, and ends with 0 on SIGTERM', async () => {
    const { child, ended, origin } = await launch();
    expect(await (await fetch(`${origin}/health`)).json()).toMatchObject({ status: 'ok', app: 'evenkeel' });
    expect(await (await fetch(`${origin}/dashboard`)).text()).toContain('<!doctype html>');
    // Answered by the worker that reads the database, from inside the archive.
    expect(await (await fetch(`${origin}/api/request-logs`)).json()).toMatchObject({ requests: [] });
    await display.screenshot(join(shots, 'packaged.png'));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await readFile(join(folder, 'data', 'logs', 'evenkeel.log'), 'utf8')).not.toContain('[error]');
  });

  it('carries the native modules of this system alone, and nothing else outside its archive', async () => {
    const unpacked = join(app, 'resources', 'app.asar.unpacked');
    const files = (await readdir(unpacked, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const target = `${process.platform}-${process.arch}`;
    expect(files.map((file) => join(file.parentPath, file.name).slice(unpacked.length + 1)).sort()).toEqual([
      `node_modules/better-sqlite3/prebuilds/${target}.node`,
      `node_modules/keytar/prebuilds/${target}/keytar.node`,
    ]);
  });

  it('E8: is not a Node for whoever can start it, as a bare Electron is', async () => {
    expect(await asNode(electronProgram())).toContain('ran 42');
    expect(await asNode(join(app, 'evenkeel'))).not.toContain('ran 42');
  });
});

async function asNode(program: string): Promise<string> {
  const { PATH = '' } = process.env;
  const child = spawn(program, ['-e', 'console.log("ran " + 6 * 7)'], {
    env: { PATH, HOME: folder, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, 'close');
  return printed;
}
