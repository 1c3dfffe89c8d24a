import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ClientId, ClientSetups, SetupForm } from '../../contract/client-setup.ts';
import { usualModels } from '../offered-models.ts';
import { createClientSetups } from './client-setups.ts';

/** What a key, or the mark of one, does to a file, to its permissions, and to what undoing leaves. */
const key = 'sk-clb-of-this-test';
let home = '';
const paths: Record<ClientId, string> = { codex: '', opencode: '' };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'evenkeel-setup-keys-'));
  paths.codex = join(home, 'codex', 'config.toml');
  paths.opencode = join(home, 'xdg', 'opencode', 'opencode.json');
  for (const path of Object.values(paths)) await mkdir(dirname(path), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

function setups(port = 2455, demandsKey = false): ClientSetups {
  return createClientSetups({
    environment: { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' },
    dataDir: join(home, 'data'),
    origin: () => `http://127.0.0.1:${port}`,
    models: () => usualModels,
    demandsKey: () => demandsKey,
    clock: { nowMs: () => 0 },
    audit: () => Promise.resolve(),
  });
}

async function enable(
  id: ClientId,
  { clients = setups(), form = 'built-in', given }: { clients?: ClientSetups; form?: SetupForm; given?: string } = {},
): Promise<void> {
  const wanted = { form, key: given };
  const { fingerprint } = await clients.preview(id, { action: 'apply', ...wanted });
  await clients.apply(id, { fingerprint, ...wanted }, 'dashboard');
}

const read = (id: ClientId): Promise<string> => readFile(paths[id], 'utf8');
const modeOf = async (id: ClientId): Promise<number> => (await stat(paths[id])).mode & 0o777;

async function start(id: ClientId, text: string, mode = 0o644): Promise<void> {
  await writeFile(paths[id], text);
  await chmod(paths[id], mode);
}

async function change(id: ClientId, from: RegExp | string, to: string): Promise<void> {
  const text = await read(id);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await writeFile(paths[id], changed);
}

/** What is kept of the file from before, together. */
async function kept(): Promise<string> {
  const folder = join(home, 'data', 'clients');
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

const originals = { codex: 'a = 1\n', opencode: '{\n  "share": "disabled"\n}\n' };
const ownEdit: Record<ClientId, readonly [RegExp | string, string]> = {
  codex: [/^base_url = "http/m, 'base_url  = "http'],
  opencode: ['"baseURL":', '"baseURL" :'],
};

describe.each(['codex', 'opencode'] as const)('permissions of the file of %s', (id) => {
  beforeEach(async () => {
    await start(id, originals[id]);
    await enable(id, { form: 'provider', given: key });
  });

  const undo = () => setups(2460).restore(id, {}, 'dashboard');
  const edit = () => (id === 'codex' ? change(id, /^a = 1$/m, 'a = 2') : change(id, 'disabled', 'manual'));

  it.each([
    [
      'an edit, then another key',
      async () => await edit().then(() => enable(id, { form: 'provider', given: `${key}2` })),
    ],
    [
      'an edit, then another port',
      async () => await edit().then(() => enable(id, { form: 'provider', clients: setups(2460) })),
    ],
    ['an edit of our own lines alone', () => change(id, ...ownEdit[id])],
    ['an edit', edit],
    ['taking our lines out by hand', () => writeFile(paths[id], originals[id])],
  ])('are those from before after %s and undoing', async (_name, act) => {
    await act();
    expect(await modeOf(id)).toBe(0o600);
    await undo();
    expect(await modeOf(id)).toBe(0o644);
    expect(await read(id)).not.toContain(key);
  });

  it('stay for their owner alone where the file with our key was taken away, and another made', async () => {
    await rm(paths[id]);
    await start(id, `${originals[id]}\n`, 0o600);
    await enable(id, { form: 'provider', given: key });
    await writeFile(paths[id], `${await read(id)}\n`);
    await undo();
    expect(await modeOf(id)).toBe(0o600);
  });
});

it.each([
  ['opencode', `{ "provider": { "evenkeel": { "options": { "apiKey": "of-another" } } } }`, 'built-in', 0o600],
  ['opencode', `{ "provider": { "evenkeel": { "options": { "apiKey": "none" } } } }`, 'built-in', 0o644],
  ['opencode', `{ "provider": { "evenkeel": { "options": { "apiKey": "{env:EK}" } } } }`, 'built-in', 0o644],
] as const)(
  '%s: what is a key in %s makes the file its owner’s alone when it is written',
  async (id, text, form, mode) => {
    await start(id, text);
    await enable(id, { form });
    expect(await modeOf(id)).toBe(mode);
  },
);

it('a key that is not of ours makes the file its owner’s alone', async () => {
  await start('codex', originals.codex);
  await enable('codex', { form: 'provider', given: 'of-another-service' });
  expect(await modeOf('codex')).toBe(0o600);
});

describe('a key that is kept outside the file', () => {
  it.each(['{env:EK}', '{file:~/.ek}'])('OpenCode, %s: the port is set right, and the word stays', async (word) => {
    await start('opencode', originals.opencode);
    await enable('opencode');
    await change('opencode', '"none"', JSON.stringify(word));
    const demanding = setups(2460, true);
    expect((await demanding.list()).find((client) => client.id === 'opencode')?.driftSaid).toMatchObject([
      { code: 'drift.provider_address' },
    ]);
    await enable('opencode', { clients: demanding });
    expect(await read('opencode')).toContain(`"apiKey": ${JSON.stringify(word)}`);
    expect(await read('opencode')).toContain(':2460/v1');
  });

  it.each([
    ['env_key = "MYKEY"\nenv_key_instructions = "ask \\"Ada\\""\n'],
    ['env_http_headers = { "Authorization" = "MYKEY" }\n'],
  ])('Codex, %s: the port is set right, and the lines stay', async (lines) => {
    await start('codex', originals.codex);
    await enable('codex', { form: 'provider' });
    await change('codex', /^wire_api = .*\n/m, `$&${lines}`);
    const demanding = setups(2460, true);
    expect((await demanding.list())[0]?.driftSaid).toMatchObject([{ code: 'drift.address' }]);
    await enable('codex', { clients: demanding, form: 'provider' });
    expect(await read('codex')).toContain(lines);
    expect(await read('codex')).toContain(':2460/');
    expect((await demanding.list())[0]?.state).toBe('set-up');
    // A key that is given takes their place: one that is missing would stop the program.
    await enable('codex', { clients: demanding, form: 'provider', given: key });
    expect(await read('codex')).not.toContain('MYKEY');
    await demanding.restore('codex', {}, 'dashboard');
    expect(await read('codex')).toBe(originals.codex);
  });

  it('no key at all is refused as ever', async () => {
    await start('codex', originals.codex);
    await expect(enable('codex', { clients: setups(2455, true), form: 'provider' })).rejects.toMatchObject({
      code: 'validation_error',
    });
  });
});

describe('opencode', () => {
  it('the ledger is lost: our provider is known by its form, its key is kept nowhere, and undoing takes it out', async () => {
    await start('opencode', originals.opencode);
    await enable('opencode', { given: key });
    await rm(join(home, 'data'), { recursive: true });
    await enable('opencode', { clients: setups(2460) });
    expect(await read('opencode')).toContain(':2460/v1');
    expect(await read('opencode')).toContain(key);
    expect(await kept()).not.toContain(key);
    const edited = (await read('opencode')).replace('disabled', 'manual');
    for (const text of [await read('opencode'), edited]) {
      await writeFile(paths.opencode, text);
      await enable('opencode', { clients: setups(2470), given: `${key}2` });
      expect(await kept()).not.toContain(key);
      await setups(2470).restore('opencode', {}, 'dashboard');
      expect(Object.keys(parse(await read('opencode')) as object)).toEqual(['share']);
    }
  });

  it.each([
    ['options without an address', '{ "name": "Mine", "options": { "timeout": 1 } }'],
    ['empty options', '{ "name": "Mine", "options": {} }'],
    ['no options', '{ "name": "Mine" }'],
  ])(
    'a hand-made provider with %s stays, and loses only what was added, whatever came between',
    async (_name, provider) => {
      const config = { share: 'disabled', provider: { evenkeel: JSON.parse(provider) as object } };
      for (const keys of [[undefined], [key], [undefined, key]]) {
        await start('opencode', JSON.stringify(config, null, 2));
        for (const given of keys) await enable('opencode', given === undefined ? {} : { given });
        await change('opencode', 'disabled', 'manual');
        await setups().restore('opencode', {}, 'dashboard');
        expect(parse(await read('opencode'))).toEqual({ ...config, share: 'manual' });
      }
    },
  );
});

it.each(['codex', 'opencode'] as const)(
  '%s: that a key is in what is written is told, also of one from before',
  async (id) => {
    const told = async (given?: string) => {
      const preview = await setups().preview(id, { action: 'apply', form: 'provider', key: given });
      return preview.notesSaid?.some(({ code }) => code === 'note.key_written');
    };
    await start(id, originals[id]);
    expect([await told(), await told(key)]).toEqual([false, true]);
    await enable(id, { form: 'provider', given: key });
    expect([await told(), await told(`${key}2`)]).toEqual([true, true]);
  },
);

describe('the key that Codex is signed in with', () => {
  it.each([
    [{ OPENAI_API_KEY: key }, false],
    [{ OPENAI_API_KEY: key, auth_mode: null }, false],
    [{ OPENAI_API_KEY: key, auth_mode: 'apikey' }, false],
    [{ OPENAI_API_KEY: key, auth_mode: 'chatgpt', tokens: {} }, true],
    [{ OPENAI_API_KEY: key, auth_mode: 'chatgptAuthTokens' }, true],
  ])('counts where it is what Codex sends: %j', async (login, needsKey) => {
    await writeFile(join(dirname(paths.codex), 'auth.json'), JSON.stringify(login));
    expect(await setups(2455, true).preview('codex', { action: 'apply', form: 'built-in' })).toMatchObject({
      needsKey,
    });
  });
});
