import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const source = (name: string) => readFile(fileURLToPath(new URL(name, import.meta.url)), 'utf8');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'evenkeel-removal-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string, mode = 0o644): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

const read = (path: string): Promise<string | null> => readFile(join(root, path), 'utf8').catch(() => null);

/** A machine with these users, whose program writes down for whom it was run. */
async function machine(users: readonly (readonly [name: string, uid: number])[], programCode = 0): Promise<void> {
  const passwd = users.map(([name, uid]) => `${name}:x:${uid}:${uid}::${join(root, 'home', name)}:/bin/sh`).join('\n');
  await put('bin/getent', `#!/bin/sh\ncat <<'END'\n${passwd}\nEND\n`, 0o755);
  await put('bin/timeout', `#!/bin/sh\necho "$1 $2 $3" >> '${root}/timed'\nshift 3\nexec "$@"\n`, 0o755);
  await put('bin/setsid', `#!/bin/sh\necho "$*" >> '${root}/apart'\nshift 1\nexec "$@"\n`, 0o755);
  await put('bin/runuser', `#!/bin/sh\necho "$2" >> '${root}/became'\nshift 3\nexec "$@"\n`, 0o755);
  await put(
    'opt/evenkeel',
    `#!/bin/sh\necho "$USER $HOME: $*" >> '${root}/ran'\necho 'It is as it was.'\nexit ${programCode}\n`,
    0o755,
  );
}

async function beforeRemove(...args: string[]): Promise<string> {
  const text = (await source('before-remove.sh')).replaceAll('/opt/Evenkeel/evenkeel', join(root, 'opt/evenkeel'));
  const script = await put('before-remove.sh', text);
  const { stdout } = await run('sh', [script, ...args], { env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } });
  return stdout;
}

const ledger = '.local/share/evenkeel/clients/ledger.json';
const filled = '{ "version": 1, "entries": [{ "id": "codex", "path": "/x" }] }';

describe('before the files of a package go', () => {
  it.each(['remove', '0'])('"%s": all that were pointed here get their files back, each as that user', async (word) => {
    await machine([
      ['root', 0],
      ['daemon', 2],
      ['alice', 1000],
      ['bob', 1001],
      ['carol', 1002],
      ['gone', 1003],
    ]);
    await put(`home/daemon/${ledger}`, filled);
    await put(`home/alice/${ledger}`, filled);
    // Without our data folder: known by the marks in the file itself.
    await put('home/bob/.codex/config.toml', 'x = 1\n# >>> evenkeel: written by Evenkeel >>>\n');
    await put('home/carol/.codex/config.toml', 'x = 1\n');
    await put(`home/carol/${ledger}`, '{ "version": 1, "entries": [] }');
    const told = await beforeRemove(word);
    const command = '--no-sandbox setup --restore';
    expect(await read('ran')).toBe(`alice ${root}/home/alice: ${command}\nbob ${root}/home/bob: ${command}\n`);
    expect(told).toBe(
      ['alice', 'bob']
        .map((user) => `Evenkeel: giving the programs of ${user} their own configuration back.\nIt is as it was.\n`)
        .join(''),
    );
    // Nobody else's folder was so much as looked into, and nothing without a limit of time.
    const became = (await read('became'))?.trim().split('\n') ?? [];
    expect(new Set(became)).toEqual(new Set(['alice', 'bob', 'carol']));
    expect((await read('timed'))?.trim().split('\n')).toEqual(['getent', ...became].map(() => '-k 5 60'));
  });

  it.each([['upgrade', '2.0.0'], ['failed-upgrade', '2.0.0'], ['deconfigure'], ['1'], ['2'], []])(
    'an update (%s) changes nothing',
    async (...args) => {
      await machine([['alice', 1000]]);
      await put(`home/alice/${ledger}`, filled);
      expect(await beforeRemove(...args)).toBe('');
      expect([await read('ran'), await read('became')]).toEqual([null, null]);
    },
  );

  it('a program that fails does not fail the removal, and the way to finish by hand is said', async () => {
    await machine([['alice', 1000]], 1);
    await put(`home/alice/${ledger}`, filled);
    expect(await beforeRemove('remove')).toContain(
      `alice can finish it with: sh ${root}/home/alice/.local/share/evenkeel/clients/restore.sh`,
    );
  });

  it("a user's programs are kept from root's terminal: they can neither type into it nor steer it", async () => {
    await machine([['alice', 1000]]);
    await put(`home/alice/${ledger}`, filled);
    const told = `printf 'It is \\033]0;owned\\007 as it\\twas ä.\\n'`;
    const escaped = `(sleep 60 & echo $! > '${root}/sleeper')`;
    await put('opt/evenkeel', `#!/bin/sh\n[ -p /dev/stdout ] && echo a pipe\n${told}\n${escaped}\n`, 0o755);
    const printed = await beforeRemove('remove');
    process.kill(Number(await read('sleeper')));
    // What it left running did not hold up the removal.
    expect(printed).toBe(
      'Evenkeel: giving the programs of alice their own configuration back.\nIt is ]0;owned as it\twas ä.\n',
    );
    const became = (await read('became'))?.trim().split('\n') ?? [];
    const apart = (await read('apart'))?.match(/^-w timeout -k 5 60 runuser -u alice -- /gm) ?? [];
    expect([became.length, apart.length]).toEqual([2, 2]);
  });

  it('a program that is gone already does not, either', async () => {
    await machine([['alice', 1000]]);
    await rm(join(root, 'opt'), { recursive: true });
    expect(await beforeRemove('remove')).toBe('');
  });

  it('takes away the entry that starts Evenkeel at login, and leaves one that starts another copy', async () => {
    await machine([
      ['alice', 1000],
      ['bob', 1001],
    ]);
    const entry = (program: string) => `[Desktop Entry]\nExec="${program}" "--hidden"\n`;
    await put('home/alice/.config/autostart/evenkeel.desktop', entry(join(root, 'opt/evenkeel')));
    await put('home/bob/.config/autostart/evenkeel.desktop', entry('/home/bob/Evenkeel.AppImage'));
    await beforeRemove('remove');
    expect(await readdir(join(root, 'home/alice/.config/autostart'))).toEqual([]);
    expect(await readdir(join(root, 'home/bob/.config/autostart'))).toEqual(['evenkeel.desktop']);
  });

  it('holds nothing that rpmbuild or electron-builder would take for a word of their own', async () => {
    expect(await source('before-remove.sh')).not.toContain('%');
    const after = await source('after-remove.sh');
    expect(after).not.toContain('%');
    expect(new Set(after.match(/\$\{\w+\}/g))).toEqual(new Set(['${executable}', '${sanitizedProductName}']));
  });
});

describe('after the files of a package are gone', () => {
  const name = 'evenkeel-of-this-test';
  async function afterRemove(word: string): Promise<string | null> {
    await put('bin/update-alternatives', `#!/bin/sh\necho "$@" >> '${root}/alternatives'\nexit 2\n`, 0o755);
    const text = (await source('after-remove.sh'))
      .replaceAll('${executable}', name)
      .replaceAll('${sanitizedProductName}', 'Evenkeel');
    const script = await put('after-remove.sh', text);
    await run('bash', [script, word], { env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } });
    return await read('alternatives');
  }

  it.each(['remove', 'purge', '0'])('"%s" takes the command away, also where it is gone already', async (word) => {
    expect(await afterRemove(word)).toBe(`--remove ${name} /opt/Evenkeel/${name}\n`);
  });

  it.each(['upgrade', '1', 'abort-upgrade'])('"%s" leaves it', async (word) => {
    expect(await afterRemove(word)).toBeNull();
  });

  it("does all that electron-builder's own does", async () => {
    const own = await source('after-remove.sh');
    const template = await source('../../node_modules/app-builder-lib/templates/linux/after-remove.tpl');
    const acts = template
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^(?:#|if |else|fi$)/.test(line));
    expect(acts.length).toBeGreaterThan(3);
    for (const act of acts) expect(own).toContain(act);
  });
});
