import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { parse } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ClientId, ClientSetups, SetupForm } from '../../contract/client-setup.ts';
import { usualModels } from '../offered-models.ts';
import { createClientSetups } from './client-setups.ts';
import { clientStarts as matrix } from './client-starts.fixture.ts';

let home = '';
const paths: Record<ClientId, string> = { codex: '', opencode: '' };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'evenkeel-setup-'));
  paths.codex = join(home, 'codex', 'config.toml');
  paths.opencode = join(home, 'xdg', 'opencode', 'opencode.json');
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

function setups(port = 2455, environment?: NodeJS.ProcessEnv): ClientSetups {
  const usual = { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' };
  return createClientSetups({
    environment: environment ?? usual,
    dataDir: join(home, 'data'),
    origin: () => `http://127.0.0.1:${port}`,
    models: () => usualModels,
    clock: { nowMs: () => 1_790_000_000_000 },
    audit: () => Promise.resolve(),
  });
}

it('a folder that is named from where the program runs is kept by its whole name', async () => {
  const environment = { HOME: home, CODEX_HOME: relative(process.cwd(), join(home, 'codex')), PATH: '' };
  const { path } = await stateOf(setups(2455, environment), 'codex');
  expect(path).toBe(paths.codex);
});

async function enable(clients: ClientSetups, id: ClientId, form: SetupForm = 'built-in'): Promise<void> {
  const { fingerprint } = await clients.preview(id, { action: 'apply', form });
  await clients.apply(id, { fingerprint, form }, 'dashboard');
}

async function stateOf(clients: ClientSetups, id: ClientId) {
  const found = (await clients.list()).find((client) => client.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

const read = async (path: string): Promise<string | null> => await readFile(path, 'utf8').catch(() => null);

describe.each(matrix)('$id, $form, from a file with $name', ({ id, form, text }) => {
  beforeEach(async () => {
    await mkdir(dirname(paths[id]), { recursive: true });
    await writeFile(paths[id], text, { mode: 0o640 });
    await utimes(paths[id], 1_700_000_000, 1_700_000_000);
  });

  it('enable, disable: bytes, permissions and time are those from before', async () => {
    const clients = setups();
    await enable(clients, id, form);
    expect(await read(paths[id])).not.toBe(text);
    expect(await stateOf(clients, id)).toMatchObject({ state: 'set-up', drift: [], canRestore: true });
    expect(await clients.restore(id, {}, 'dashboard')).toMatchObject({ byteEqual: true });
    expect(await read(paths[id])).toBe(text);
    const { mode, mtimeMs } = await stat(paths[id]);
    expect([mode & 0o777, mtimeMs]).toEqual([0o640, 1_700_000_000_000]);
    expect(await stateOf(clients, id)).toMatchObject({ canRestore: false });
  });

  it('enabled twice is enabled once', async () => {
    const clients = setups();
    await enable(clients, id, form);
    const once = await read(paths[id]);
    expect(await clients.preview(id, { action: 'apply', form })).toMatchObject({ diff: '' });
    await enable(clients, id, form);
    expect(await read(paths[id])).toBe(once);
    await clients.restore(id, {}, 'dashboard');
    expect(await read(paths[id])).toBe(text);
  });

  it('port change: told as drift, set right by one action, and still undone to the byte', async () => {
    await enable(setups(2455), id, form);
    const moved = setups(2460);
    const { state, drift, endpoint, form: kept } = await stateOf(moved, id);
    expect([state, drift, kept]).toEqual(['drifted', [expect.stringContaining('2455')], form]);
    expect(drift.join()).toContain('2460');
    expect(endpoint).toContain('2455');
    await enable(moved, id, form);
    expect(await stateOf(moved, id)).toMatchObject({ state: 'set-up', drift: [] });
    await moved.restore(id, {}, 'dashboard');
    expect(await read(paths[id])).toBe(text);
  });

  it('without the ledger (the data folder is gone) our marks are enough', async () => {
    await enable(setups(), id, form);
    await rm(join(home, 'data'), { recursive: true });
    await setups().restore(id, {}, 'dashboard');
    const left = await read(paths[id]);
    if (id === 'codex' && (form === 'built-in' || text.endsWith('\n') || text === '')) expect(left).toBe(text);
    // In JSON white space may differ, and our provider form had to end a last line that had no end.
    else if (id === 'codex') expect(left).toBe(`${text}\n`);
    else expect(left).not.toContain('evenkeel');
  });

  it('edited since: our lines go, the edits stay', async () => {
    const clients = setups();
    await enable(clients, id, form);
    const after = (await read(paths[id])) ?? '';
    const eol = after.includes('\r\n') ? '\r\n' : '\n';
    const edited =
      id === 'codex'
        ? `${after}${after.endsWith('\n') ? '' : eol}[projects."/new"]${eol}trust_level = "trusted"${eol}`
        : after.replace('{', '{ "share": "disabled",');
    await writeFile(paths[id], edited);
    const outcome = await clients.restore(id, {}, 'dashboard');
    expect(outcome.byteEqual).toBe(false);
    expect(outcome.sentence).toMatch(/edit/);
    const left = (await read(paths[id])) ?? '';
    expect(left).not.toMatch(/evenkeel/i);
    if (id === 'codex') {
      expect(left).toContain('[projects."/new"]');
      expect(parse(left.replace('\uFEFF', ''))).toMatchObject(parse(text.replace('\uFEFF', '')));
    } else expect(left).toContain('"share": "disabled"');
  });

  it('a change between preview and apply is refused, and nothing is written', async () => {
    const clients = setups();
    const { fingerprint } = await clients.preview(id, { action: 'apply', form });
    await writeFile(paths[id], `${text} `);
    await expect(clients.apply(id, { fingerprint, form }, 'dashboard')).rejects.toMatchObject({
      code: 'client_config_changed',
    });
    expect(await read(paths[id])).toBe(`${text} `);
    expect(await stateOf(clients, id)).toMatchObject({ drift: [], canRestore: false });
  });

  it('read-only: refused with a sentence, in both directions', async () => {
    const clients = setups();
    await chmod(paths[id], 0o440);
    await expect(enable(clients, id, form)).rejects.toMatchObject({
      code: 'client_config_unwritable',
      message: expect.stringContaining('read-only'),
    });
    expect(await read(paths[id])).toBe(text);
    expect(await stateOf(clients, id)).toMatchObject({ drift: [], canRestore: false });
    await chmod(paths[id], 0o640);
    await enable(clients, id, form);
    const after = await read(paths[id]);
    await chmod(paths[id], 0o440);
    await expect(clients.restore(id, {}, 'dashboard')).rejects.toMatchObject({ code: 'client_config_unwritable' });
    expect(await read(paths[id])).toBe(after);
    await chmod(paths[id], 0o640);
    expect(await clients.restore(id, {}, 'dashboard')).toMatchObject({ byteEqual: true });
    expect(await read(paths[id])).toBe(text);
  });

  it('a link stays a link, and its target is what changes', async () => {
    const target = join(home, 'dotfiles-target');
    await rm(paths[id]);
    await writeFile(target, text);
    await symlink(target, paths[id]);
    const clients = setups();
    await enable(clients, id, form);
    expect((await lstat(paths[id])).isSymbolicLink()).toBe(true);
    expect(await read(target)).not.toBe(text);
    await enable(setups(2460), id, form);
    await setups(2460).restore(id, {}, 'dashboard');
    expect((await lstat(paths[id])).isSymbolicLink()).toBe(true);
    expect(await read(target)).toBe(text);
  });
});

describe.each([
  { id: 'codex' as const, form: 'built-in' as const },
  { id: 'codex' as const, form: 'provider' as const },
  { id: 'opencode' as const, form: 'built-in' as const },
])('$id, $form, where there is no file', ({ id, form }) => {
  it('makes folder and file for the person alone, and takes both away again', async () => {
    const clients = setups();
    await enable(clients, id, form);
    expect((await stat(paths[id])).mode & 0o777).toBe(0o600);
    await enable(setups(2460), id, form);
    const outcome = await setups(2460).restore(id, {}, 'dashboard');
    expect(outcome).toMatchObject({ byteEqual: true, sentence: expect.stringContaining('gone again') });
    await expect(stat(dirname(paths[id]))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a folder that the client has filled since stays', async () => {
    const clients = setups();
    await enable(clients, id, form);
    await writeFile(join(dirname(paths[id]), 'history'), 'x');
    await clients.restore(id, {}, 'dashboard');
    expect(await read(paths[id])).toBeNull();
    expect(await read(join(dirname(paths[id]), 'history'))).toBe('x');
  });

  it('with other lines in it since, the file stays with those', async () => {
    const clients = setups();
    await enable(clients, id, form);
    const after = (await read(paths[id])) ?? '';
    await writeFile(paths[id], id === 'codex' ? `${after}[tui]\n` : after.replace('{', '{ "share": "disabled",'));
    await clients.restore(id, {}, 'dashboard');
    expect(await read(paths[id])).toContain(id === 'codex' ? '[tui]' : 'share');
  });
});

describe('codex', () => {
  beforeEach(async () => {
    await mkdir(dirname(paths.codex), { recursive: true });
  });

  it('the file says what our lines are and how to undo them without us', async () => {
    const clients = setups();
    await enable(clients, 'codex');
    expect((await read(paths.codex))?.replace(home, '/home/ada')).toMatchInlineSnapshot(`
      "# >>> evenkeel: written by Evenkeel >>>
      # Codex gets its answers through Evenkeel, which runs on this computer.
      # To undo it, with Evenkeel running or not:  evenkeel setup --restore codex
      # By hand: delete the lines from ">>> evenkeel" to "<<< evenkeel" and, where a line begins with "#evenkeel# ", that beginning.
      # Should Evenkeel be gone:  sh '/home/ada/data/clients/restore.sh'
      openai_base_url = "http://127.0.0.1:2455/backend-api/codex"
      chatgpt_base_url = "http://localhost:2455/backend-api"
      # <<< evenkeel <<<
      "
    `);
  });

  it('the shown difference is the whole difference, without secrets', async () => {
    const token = 'sk-proj-abcdefghijklmnop1234567890';
    await writeFile(
      paths.codex,
      `model_provider = "other"\n[model_providers.other]\nexperimental_bearer_token = "${token}"\n`,
    );
    const { diff, lines } = await setups().preview('codex', { action: 'apply', form: 'built-in' });
    expect(diff).toContain('-model_provider = "other"');
    expect(diff).toContain('+#evenkeel# model_provider = "other"');
    expect(diff).toMatch(/^--- .*config\.toml\n\+\+\+ .*config\.toml\n@@ -1,3 \+1,11 @@\n/);
    expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(1);
    expect(diff).not.toContain(token);
  });

  it('auth.json is never written, whatever happens to the file beside it', async () => {
    const auth = join(dirname(paths.codex), 'auth.json');
    await writeFile(auth, '{"OPENAI_API_KEY":"sk-x"}', { mode: 0o400 });
    await utimes(auth, 1_600_000_000, 1_600_000_000);
    const clients = setups();
    await enable(clients, 'codex');
    await enable(setups(2460), 'codex', 'provider');
    await clients.restore('codex', {}, 'dashboard');
    const { mtimeMs, mode } = await stat(auth);
    expect([await read(auth), mtimeMs, mode & 0o777]).toEqual(['{"OPENAI_API_KEY":"sk-x"}', 1_600_000_000_000, 0o400]);
  });

  it('another program has taken our comments away and moved our lines: known again, and undone', async () => {
    await writeFile(paths.codex, 'model_provider = "other"\nmodel = "gpt-5.5"\n');
    const clients = setups();
    await enable(clients, 'codex');
    const rewritten = parse((await read(paths.codex)) ?? '');
    const top = Object.entries(rewritten).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    await writeFile(paths.codex, `approval_policy = "never"\n${top.join('')}`);
    expect(await stateOf(clients, 'codex')).toMatchObject({
      state: 'drifted',
      drift: [expect.stringContaining('removed the comments')],
    });
    await clients.restore('codex', {}, 'dashboard');
    expect(parse((await read(paths.codex)) ?? '')).toEqual({
      approval_policy: 'never',
      model: 'gpt-5.5',
      model_provider: 'other',
    });
  });

  it('a key that the CLI itself put between our marks stays', async () => {
    await writeFile(paths.codex, '[analytics]\nenabled = false\n');
    const clients = setups();
    await enable(clients, 'codex');
    const after = (await read(paths.codex)) ?? '';
    await writeFile(paths.codex, after.replace('# <<<', 'model = "gpt-6"\n# <<<'));
    await clients.restore('codex', {}, 'dashboard');
    expect(await read(paths.codex)).toBe('model = "gpt-6"\n[analytics]\nenabled = false\n');
  });

  it('a provider that the person has chosen since is told, and kept', async () => {
    await writeFile(paths.codex, 'model_provider = "old"\n');
    const clients = setups();
    await enable(clients, 'codex');
    await writeFile(paths.codex, `model_provider = "newer"\n${await read(paths.codex)}`);
    expect((await stateOf(clients, 'codex')).drift.join()).toContain('"newer"');
    await clients.restore('codex', {}, 'dashboard');
    expect(await read(paths.codex)).toBe('model_provider = "newer"\n');
  });

  it('broken TOML is named with its line, refused for enabling, and still undone', async () => {
    const clients = setups();
    await enable(clients, 'codex');
    await writeFile(paths.codex, `${await read(paths.codex)}[oops\n`);
    expect(await stateOf(clients, 'codex')).toMatchObject({ state: 'unreadable', canRestore: true });
    await expect(enable(clients, 'codex')).rejects.toMatchObject({
      code: 'client_config_unreadable',
      message: expect.stringContaining('line 9'),
    });
    await clients.restore('codex', {}, 'dashboard');
    expect(await read(paths.codex)).toBe('[oops\n');
  });

  it('a profile in use with another provider is told before and after', async () => {
    await writeFile(paths.codex, 'profile = "work"\n[profiles.work]\nmodel_provider = "other"\n');
    const clients = setups();
    const { notes } = await clients.preview('codex', { action: 'apply', form: 'built-in' });
    expect(notes.join()).toContain('profile "work"');
    await enable(clients, 'codex');
    expect(await stateOf(clients, 'codex')).toMatchObject({ state: 'drifted' });
  });

  it("another program's address is named as such; one that leads here by hand is, too", async () => {
    await writeFile(paths.codex, 'openai_base_url = "http://127.0.0.1:10100/v1"\n');
    expect(await stateOf(setups(), 'codex')).toMatchObject({ state: 'elsewhere', canRestore: false });
    await writeFile(paths.codex, 'openai_base_url = "http://127.0.0.1:2455/backend-api/codex/"\n');
    expect(await stateOf(setups(), 'codex')).toMatchObject({ state: 'set-up', canRestore: false });
  });

  it('what was set up under another CODEX_HOME is brought back as well', async () => {
    await writeFile(paths.codex, 'model = "a"\n');
    await enable(setups(), 'codex');
    const elsewhere = createClientSetups({
      environment: { HOME: home, CODEX_HOME: join(home, 'other'), PATH: '' },
      dataDir: join(home, 'data'),
      origin: () => 'http://127.0.0.1:2455',
      models: () => usualModels,
      clock: { nowMs: () => 0 },
      audit: () => Promise.resolve(),
    });
    await elsewhere.restore('codex', {}, 'dashboard');
    expect(await read(paths.codex)).toBe('model = "a"\n');
  });
});

describe('opencode', () => {
  it('jsonc counts before json, and a hand-made provider of our name gets only its address changed', async () => {
    const path = join(dirname(paths.opencode), 'opencode.jsonc');
    await mkdir(dirname(path), { recursive: true });
    const text =
      '{\n  // mine\n  "provider": { "evenkeel": { "options": { "baseURL": "http://127.0.0.1:9/v1", "timeout": 1 } } }\n}\n';
    await writeFile(path, text);
    const clients = setups();
    expect(await stateOf(clients, 'opencode')).toMatchObject({ path, state: 'drifted' });
    await enable(clients, 'opencode');
    expect(await read(path)).toBe(text.replace('127.0.0.1:9', '127.0.0.1:2455'));
    await writeFile(path, `${await read(path)}\n`);
    await clients.restore('opencode', {}, 'dashboard');
    expect(await read(path)).toBe(`${text}\n`);
  });

  it.each([
    ['of its own', '"apiKey": "mine"'],
    ['of none', '"timeout": 1'],
  ])(
    'a hand-made provider with a key %s has that back, also where ours came in a second step',
    async (_name, member) => {
      const path = paths.opencode;
      await mkdir(dirname(path), { recursive: true });
      const text = `{\n  "provider": {\n    "evenkeel": {\n      "options": {\n        "baseURL": "http://127.0.0.1:9/v1",\n        ${member}\n      }\n    }\n  }\n}\n`;
      for (const keys of [['sk-clb-a'], [undefined, 'sk-clb-a'], ['sk-clb-a', 'sk-clb-b', undefined]]) {
        await writeFile(path, text);
        for (const key of keys) {
          const wanted = { form: 'built-in', key } as const;
          const { fingerprint } = await setups().preview('opencode', { action: 'apply', ...wanted });
          await setups().apply('opencode', { fingerprint, ...wanted }, 'dashboard');
        }
        expect(await read(path)).toContain(`"apiKey": "${keys.findLast((key) => key !== undefined)}"`);
        await writeFile(path, `${await read(path)}\n`);
        await setups().restore('opencode', {}, 'dashboard');
        expect(await read(path)).toBe(`${text}\n`);
      }
    },
  );
});
