import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ClientId, ClientSetups, SetupForm } from '../../contract/client-setup.ts';
import { usualModels } from '../offered-models.ts';
import { createClientSetups } from './client-setups.ts';
import { clientStarts } from './client-starts.fixture.ts';
import { restoreScriptPath } from './restore-script.ts';

const run = promisify(execFile);

/** With all that a shell could take for a word of its own. */
const awkward = `it's $(rm) "a\`b\\c\\n; ä`;
let home = '';
let data = '';
const paths: Record<ClientId, string> = { codex: '', opencode: '' };

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'evenkeel-script-')), awkward);
  data = join(home, 'data');
  paths.codex = join(home, 'codex', 'config.toml');
  paths.opencode = join(home, 'xdg', 'opencode', 'opencode.json');
  for (const path of Object.values(paths)) await mkdir(dirname(path), { recursive: true });
});
afterEach(() => rm(dirname(home), { recursive: true, force: true }));

function setups(port = 2455, platform: NodeJS.Platform = 'linux'): ClientSetups {
  return createClientSetups({
    environment: { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' },
    dataDir: data,
    origin: () => `http://127.0.0.1:${port}`,
    models: () => usualModels,
    clock: { nowMs: () => 1_790_000_000_000 },
    audit: () => Promise.resolve(),
    platform,
  });
}

async function enable(id: ClientId, form: SetupForm = 'built-in', clients = setups()): Promise<void> {
  const { fingerprint } = await clients.preview(id, { action: 'apply', form });
  await clients.apply(id, { fingerprint, form }, 'dashboard');
}

const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);
const script = (): string => join(data, 'clients', 'restore.sh');

/** Runs it as somebody without Evenkeel would. */
async function restore(path = '/usr/bin:/bin'): Promise<{ readonly code: number; readonly told: string }> {
  const ended = await run('/bin/sh', [script()], { cwd: '/', env: { PATH: path } }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  expect(ended.stderr).toBe('');
  return { code: ended.code, told: ended.stdout };
}

/** The client's folder holds the file alone: no copy, no temporary file. */
async function expectTidy(id: ClientId): Promise<void> {
  expect(await readdir(dirname(paths[id]))).toEqual([basename(paths[id])]);
}

describe.each(clientStarts)('restore.sh for $id, $form, from a file with $name', ({ id, form, text }) => {
  beforeEach(() => writeFile(paths[id], text, { mode: 0o640 }));

  it('brings back every byte and the permissions, and Evenkeel finds all undone when it comes back', async () => {
    await enable(id, form);
    await enable(id, form, setups(2460));
    expect(await restore()).toEqual({
      code: 0,
      told: `${paths[id]} is again exactly what it was before Evenkeel.\n`,
    });
    expect(await read(paths[id])).toBe(text);
    expect((await stat(paths[id])).mode & 0o777).toBe(0o640);
    await expectTidy(id);
    expect((await restore()).told).toBe(`${paths[id]} is as it was before Evenkeel.\n`);
    expect(await setups().restore(id, {}, 'command line')).toMatchObject({ byteEqual: true });
    expect(await readdir(join(data, 'clients'))).toEqual(['ledger.json']);
  });

  it('edited since: either just what Evenkeel itself would make of it, or not touched and told how', async () => {
    await enable(id, form);
    const added = id === 'codex' ? '\n[projects."/x"]\ntrust_level = "trusted"\n' : '\n\n';
    const edited = `${await read(paths[id])}${added}`;
    await writeFile(paths[id], edited);
    const { code, told } = await restore();
    const after = await read(paths[id]);
    await expectTidy(id);
    if (code !== 0) {
      expect(after).toBe(edited);
      expect(told).toContain('was left as it is: it was edited after Evenkeel wrote to it.\n  ');
      // Where it cannot know: another form of file, or a first line that an editor's mark makes unlike ours.
      expect(id === 'opencode' || text.startsWith('\uFEFF')).toBe(true);
      return;
    }
    expect(told).toContain('Only Evenkeel');
    await writeFile(paths[id], edited);
    await setups().restore(id, {}, 'command line');
    expect(after).toBe(await read(paths[id]));
  });
});

describe('restore.sh', () => {
  const id = 'codex';

  it('no file before: gone again, with the folder that was made for it', async () => {
    await rm(dirname(paths.codex), { recursive: true });
    await enable(id);
    expect((await restore()).told).toContain('is gone again');
    await expect(stat(dirname(paths.codex))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('an API key in our table is known as ours, and goes with it', async () => {
    await writeFile(paths.codex, 'a = 1\n', { mode: 0o640 });
    const clients = setups();
    const wanted = { form: 'provider', key: 'sk-clb-of-this-test' } as const;
    const { fingerprint } = await clients.preview(id, { action: 'apply', ...wanted });
    await clients.apply(id, { fingerprint, ...wanted }, 'dashboard');
    const written = await read(paths.codex);
    expect(written).toContain('sk-clb-of-this-test');
    await writeFile(paths.codex, `${written}[tui]\n`);
    expect(await restore()).toMatchObject({ code: 0 });
    expect(await read(paths.codex)).toBe('a = 1\n[tui]\n');
    expect((await stat(paths.codex)).mode & 0o777).toBe(0o640);
  });

  it.each([
    '[model_providers.evenkeel.http_headers]',
    ' [ model_providers . "evenkeel" . http_headers ]',
    "[model_providers.'evenkeel'.http_headers]",
  ])(
    'a part of our table that another program moved out of our block, as %s: left alone, and told how',
    async (part) => {
      await writeFile(paths.codex, 'a = 1\n');
      const clients = setups();
      const wanted = { form: 'provider', key: 'sk-clb-of-this-test' } as const;
      const { fingerprint } = await clients.preview(id, { action: 'apply', ...wanted });
      await clients.apply(id, { fingerprint, ...wanted }, 'dashboard');
      const inline = /^http_headers = .*\n/m;
      const edited = `${(await read(paths.codex))?.replace(inline, '')}${part}\nAuthorization = "Bearer sk-clb-of-this-test"\n`;
      await writeFile(paths.codex, edited);
      const { code, told } = await restore();
      expect([code, await read(paths.codex)]).toEqual([1, edited]);
      expect(told).toContain('was left as it is');
      // Evenkeel itself knows the part as its own.
      await setups().restore(id, {}, 'dashboard');
      expect(await read(paths.codex)).toBe('a = 1\n');
    },
  );

  it('a link stays a link', async () => {
    const real = join(home, 'dotfiles.toml');
    await writeFile(real, 'a = 1\n');
    await symlink(real, paths.codex);
    await enable(id);
    await restore();
    expect([await read(real), await read(paths.codex)]).toEqual(['a = 1\n', 'a = 1\n']);
    expect((await stat(real)).isFile()).toBe(true);
    expect(await readdir(home)).toEqual(expect.arrayContaining(['codex', 'dotfiles.toml']));
  });

  it.each([
    ["a line of the person's own inside Evenkeel's block", (text: string) => text.replace('# <<<', 'x = 1\n# <<<')],
    ['a block whose end is gone', (text: string) => text.replace(/# <<< .*\n/, '')],
    ['a block without its begin', (text: string) => text.replace(/# >>> .*\n/, '')],
    ['another choice in the place of what was set aside', (text: string) => `model_provider = "third"\n${text}`],
  ])('%s: left alone, and told how', async (_name, change) => {
    await writeFile(paths.codex, 'model_provider = "other"\n[model_providers.other]\n');
    await enable(id);
    const edited = change((await read(paths.codex)) ?? '');
    await writeFile(paths.codex, edited);
    const { code, told } = await restore();
    expect([code, await read(paths.codex)]).toEqual([1, edited]);
    expect(told).toContain('Delete the lines from ">>> evenkeel" to "<<< evenkeel"');
    await expectTidy(id);
  });

  it('without the copy from before it still takes our lines out', async () => {
    await writeFile(paths.codex, 'a = 1\n');
    await enable(id);
    const copy = (await readdir(join(data, 'clients'))).find((name) => name.endsWith('.bak')) ?? '';
    await writeFile(join(data, 'clients', copy), 'spoilt');
    expect((await restore()).code).toBe(0);
    expect(await read(paths.codex)).toBe('a = 1\n');
  });

  it('a machine that has shasum, as macOS, or nothing to take a digest with', async () => {
    const bin = join(home, 'bin');
    await mkdir(bin);
    for (const tool of ['awk', 'basename', 'cat', 'chmod', 'cp', 'cut', 'dirname', 'mv', 'readlink', 'rm'])
      await symlink(`/usr/bin/${tool}`, join(bin, tool));
    await writeFile(paths.codex, 'a = 1\n');
    await enable(id);
    const ours = await read(paths.codex);
    expect(await restore(bin)).toMatchObject({ code: 1, told: expect.stringContaining('none of sha256sum') });
    expect(await read(paths.codex)).toBe(ours);
    await writeFile(join(bin, 'shasum'), '#!/bin/sh\n[ "$*" = "-a 256" ] && exec /usr/bin/sha256sum\n', {
      mode: 0o755,
    });
    expect((await restore(bin)).code).toBe(0);
    expect(await read(paths.codex)).toBe('a = 1\n');
  });

  it.each([
    ['a disk that is full', 'cat', 'a = 1\n', `printf x; exit 1`],
    ['a file that cannot be taken away', 'rm', null, `[ $# -lt 3 ] || exit 1; exec /usr/bin/rm "$@"`],
  ])('%s: said, and nothing is lost', async (_name, tool, text, program) => {
    if (text === null) await rm(paths.codex, { force: true });
    else await writeFile(paths.codex, text);
    await enable(id);
    const ours = await read(paths.codex);
    const bin = join(home, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, tool), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    const { code, told } = await restore(`${bin}:/usr/bin:/bin`);
    expect([code, await read(paths.codex)]).toEqual([1, ours]);
    expect(told).toContain(`${paths.codex} was left as it is: `);
    expect(told).toContain('Delete the lines from');
  });

  it('finds its own folder, wherever the shell would rather look', async () => {
    await writeFile(paths.opencode, '{}\n');
    await enable('opencode');
    await mkdir(join(home, 'other', 'data', 'clients'), { recursive: true });
    const { stdout } = await run('/bin/sh', ['data/clients/restore.sh'], {
      cwd: home,
      env: { PATH: '/usr/bin:/bin', CDPATH: join(home, 'other') },
    });
    expect(stdout).toBe(`${paths.opencode} is again exactly what it was before Evenkeel.\n`);
  });

  it('goes when there is nothing left to undo, and is not there for others to read before', async () => {
    await enable(id);
    expect((await stat(script())).mode & 0o777).toBe(0o600);
    await setups().restore(id, {}, 'dashboard');
    expect(await readdir(join(data, 'clients'))).toEqual(['ledger.json']);
  });

  it('is not written on Windows, and not into a comment that its name would end', async () => {
    expect(restoreScriptPath('/d\nmodel = "x"', 'linux')).toBeNull();
    expect(restoreScriptPath('/d\u2028', 'linux')).toBeNull();
    await enable(id, 'built-in', setups(2455, 'win32'));
    expect(await read(paths.codex)).not.toContain('Should Evenkeel be gone');
    expect(await read(script())).toBeNull();
  });
});
