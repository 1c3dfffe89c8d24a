import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isShim, ownProgram, shimText, type Runtime } from './command-shim.ts';
import { commandStatus, installCommand, removeCommand } from './own-command.ts';

const run = promisify(execFile);
let home = '';
let program = '';
let data = '';

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'evenkeel-command-')), "it's $HOME");
  program = join(home, 'Apps', 'Evenkeel');
  data = join(home, 'data');
  await put(program, '#!/bin/sh\nprintf "<%s>" "$@"\nexit 7\n', 0o755);
});
afterEach(() => rm(dirname(home), { recursive: true, force: true }));

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
}

const bin = (): string => join(home, '.local', 'bin');
const shim = (): string => join(bin(), 'evenkeel');

function runtime(environment: NodeJS.ProcessEnv = {}, kind: Runtime['kind'] = 'packaged'): Runtime {
  return {
    platform: 'linux',
    execPath: program,
    argv: [program, 'evenkeel', 'command', 'install'],
    environment: { HOME: home, PATH: '/usr/bin:/bin', ...environment },
    kind,
  };
}

describe('evenkeel command', () => {
  it('writes a program that starts this one with all that is said to it, and its exit code', async () => {
    const told = await installCommand(runtime(), {}, data);
    expect(told[0]).toBe(`${shim()} now starts ${program}`);
    expect(told[1]).toMatch(/ Add this line to ~\/\.profile: {2}export PATH=/);
    await expect(run(shim(), ['accounts', 'a b', '$x', ''])).rejects.toMatchObject({
      code: 7,
      stdout: '<accounts><a b><$x><>',
    });
  });

  it.each(["it's $HOME", '$(id) `id`', 'a "b" \\ c  d', '!! ~ *'])(
    'advises a line that a shell reads as the folder itself: %s',
    async (name) => {
      const folder = join(home, name);
      const [, advice = ''] = await installCommand(runtime(), { folder }, data);
      const line = /:  (export PATH=.*)$/.exec(advice)?.[1] ?? '';
      const { stdout } = await run('/bin/sh', ['-c', `${line}; printf %s "$PATH"`], { env: { PATH: '/usr/bin:/bin' } });
      expect(stdout).toBe(`${folder}:/usr/bin:/bin`);
    },
  );

  it('on the PATH, says no more than that; again, writes it anew; removed, it is gone', async () => {
    const onPath = { PATH: `/usr/bin:${bin()}` };
    expect(await installCommand(runtime(onPath), {}, data)).toHaveLength(1);
    expect(await installCommand(runtime(onPath), {}, data)).toHaveLength(1);
    expect(await commandStatus(runtime(onPath), {})).toEqual([
      `In a shell, "evenkeel" is ${shim()}`,
      `${shim()} was written by Evenkeel.`,
    ]);
    expect(await removeCommand(runtime(onPath), {})).toEqual([`${shim()} is gone.`]);
    expect(await removeCommand(runtime(onPath), {})).toEqual([`There is no ${shim()}.`]);
    expect((await commandStatus(runtime(onPath), {}))[0]).toContain('knows no command');
  });

  it.each([
    ['a program', () => put(shim(), '#!/bin/sh\necho mine\n')],
    ['a link, even to ours', () => mkdir(bin(), { recursive: true }).then(() => symlink(program, shim()))],
  ])('never touches %s of somebody else', async (_name, place) => {
    await place();
    const before = await lstat(shim());
    await expect(installCommand(runtime(), {}, data)).rejects.toThrow('did not write');
    await expect(removeCommand(runtime(), {})).rejects.toThrow('did not write');
    expect((await lstat(shim())).mtimeMs).toBe(before.mtimeMs);
    expect(await readFile(program, 'utf8')).toContain('exit 7');
  });

  it('writes nothing where a package of the system has brought the command', async () => {
    const system = join(home, 'usr-bin');
    await mkdir(system);
    await symlink(program, join(system, 'evenkeel'));
    expect(await installCommand(runtime({ PATH: system }), {}, data)).toEqual([
      `The command is there already: ${join(system, 'evenkeel')}`,
    ]);
    await expect(lstat(shim())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says so where another command of that name comes first', async () => {
    const first = join(home, 'first', 'evenkeel');
    await put(first, '#!/bin/sh\n', 0o755);
    const told = await installCommand(runtime({ PATH: `${dirname(first)}:${bin()}` }), {}, data);
    expect(told[1]).toContain(`comes first on your PATH: ${first}`);
  });

  it('takes another folder', async () => {
    const folder = join(home, 'mine');
    await installCommand(runtime(), { folder }, data);
    expect(isShim(await readFile(join(folder, 'evenkeel'), 'utf8'))).toBe(true);
    expect(await removeCommand(runtime(), { folder })).toEqual([`${join(folder, 'evenkeel')} is gone.`]);
  });

  it.each(['', undefined])('without a home (%j) it is not written wherever one happens to stand', async (HOME) => {
    const elsewhere = join(home, 'elsewhere');
    await expect(removeCommand(runtime({ HOME }), {})).rejects.toThrow('--folder');
    await expect(installCommand(runtime({ HOME }), {}, data)).rejects.toThrow('--folder');
    expect((await installCommand(runtime({ HOME }), { folder: elsewhere }, data))[0]).toContain(elsewhere);
  });

  it('with Evenkeel deleted, the command says how to undo what it wrote into other files', async () => {
    await installCommand(runtime(), {}, data);
    await rm(program);
    await expect(run(shim(), [])).rejects.toMatchObject({
      code: 127,
      stderr: `evenkeel: Evenkeel is no longer at ${program}\n`,
    });
    const script = join(data, 'clients', 'restore.sh');
    await put(script, 'echo undone\n');
    const { stderr } = (await run(shim(), []).catch((error: unknown) => error)) as { stderr: string };
    const command = /is undone by: (.*)\n/.exec(stderr)?.[1] ?? '';
    expect((await run('sh', ['-c', command])).stdout).toBe('undone\n');
  });
});

describe('what the command starts', () => {
  it('an AppImage by its file, and not by that of another one which has started it', () => {
    const image = { APPIMAGE: '/home/ada/Evenkeel.AppImage', APPDIR: dirname(program) };
    expect(ownProgram(runtime(image))).toEqual(['/home/ada/Evenkeel.AppImage']);
    expect(ownProgram(runtime({ ...image, APPDIR: '/tmp/.mount_Terminal' }))).toEqual([program]);
  });

  it('from source, the Node and the file that it was started with', () => {
    const node = { ...runtime({}, 'node'), execPath: '/n/node', argv: ['/n/node', '/e/dist/cli.js', 'command'] };
    expect(ownProgram(node)).toEqual(['/n/node', '/e/dist/cli.js']);
    expect(() => ownProgram(runtime({}, 'source'))).toThrow('npx evenkeel');
  });

  it.each(['/Volumes/Evenkeel/Evenkeel.app/x', '/private/var/folders/a/AppTranslocation/b/d/Evenkeel.app/x'])(
    'not from a disk image: %s',
    (execPath) => {
      expect(() => ownProgram({ ...runtime(), platform: 'darwin', execPath })).toThrow('Applications');
    },
  );

  it('on Windows by a batch file of ASCII alone', () => {
    const windows = { platform: 'win32', environment: { LOCALAPPDATA: 'C:\\Users\\Jürgen\\AppData\\Local' } } as const;
    const text = shimText(['C:\\Users\\Jürgen\\AppData\\Local\\Programs\\100 %\\Evenkeel.exe'], windows, null);
    expect(text.split('\r\n')).toEqual([
      '@echo off',
      expect.stringMatching(/^rem Written by Evenkeel/),
      'if not exist "%LOCALAPPDATA%\\Programs\\100 %%\\Evenkeel.exe" (',
      '  echo evenkeel: Evenkeel is no longer at "%LOCALAPPDATA%\\Programs\\100 %%\\Evenkeel.exe" 1>&2',
      '  exit /b 9009',
      ')',
      '"%LOCALAPPDATA%\\Programs\\100 %%\\Evenkeel.exe" %*',
      '',
    ]);
    expect(isShim(text)).toBe(true);
    expect(() => shimText(['D:\\Jürgen\\Evenkeel.exe'], windows, null)).toThrow('cannot name');
  });
});
