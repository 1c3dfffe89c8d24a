import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  clientStatusListSchema,
  setupCheckSchema,
  setupPreviewSchema,
  type ClientId,
} from '../../src-proxy/contract/client-setup.ts';
import { startKeyStage, type KeyStage } from './api-key-stage.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const originals = { codex: '# mine\nmodel = "a"\n', opencode: '{ "share": "disabled" }\n' };

/** Both programs on a machine whose Evenkeel demands a key of everybody. */
async function startDemandingStage() {
  const keys = await startKeyStage();
  const { stage } = keys;
  const paths: Record<ClientId, string> = {
    codex: join(stage.home, '.codex', 'config.toml'),
    opencode: join(stage.home, '.config', 'opencode', 'opencode.json'),
  };
  for (const id of ['codex', 'opencode'] as const) {
    await mkdir(dirname(paths[id]), { recursive: true });
    await writeFile(paths[id], originals[id], { mode: 0o644 });
  }
  await stage.set({ requireApiKey: true });
  const of = (id: ClientId) => ({
    ask: (what: string, body: object = {}) => stage.call(`/api/clients/${id}/${what}`, post(body)),
    preview: async (body: object) =>
      setupPreviewSchema.parse((await stage.call(`/api/clients/${id}/preview`, post(body))).json),
    verify: async () => setupCheckSchema.parse((await stage.call(`/api/clients/${id}/verify`, post({}))).json),
    state: async () => {
      const { clients } = clientStatusListSchema.parse((await stage.call('/api/clients')).json);
      return clients.find((client) => client.id === id);
    },
    file: () => readFile(paths[id], 'utf8'),
    mode: async () => (await stat(paths[id])).mode & 0o777,
    path: paths[id],
  });
  return Object.assign(keys, { of });
}
const everythingSaid = async ({ stage }: KeyStage): Promise<string> =>
  JSON.stringify([
    (await stage.call('/api/audit-logs')).json,
    (await stage.call('/api/clients')).json,
    (await stage.call('/api/diagnostics/logs')).json,
  ]);

describe.each(['codex', 'opencode'] as const)('%s, where Evenkeel demands an API key', (id) => {
  it('is not written without one: the preview says so, and nothing is agreed to that cannot work', async () => {
    await using keys = await startDemandingStage();
    const client = keys.of(id);
    const preview = await client.preview({});
    expect(preview).toMatchObject({ needsKey: true });
    expect(preview.notes.at(-1)).toMatch(/demands an API key/);
    expect(preview.notesSaid?.at(-1)?.code).toBe('note.key_needed');
    const refused = await client.ask('apply', { fingerprint: preview.fingerprint });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('demands an API key')]);
    expect(await client.file()).toBe(originals[id]);
  });

  it('gets the key that is given, which nobody reads but the program, and comes back to the byte', async () => {
    await using keys = await startDemandingStage();
    const client = keys.of(id);
    const { key } = await keys.create({ name: id });
    const preview = await client.preview({ key });
    expect(preview).toMatchObject({ needsKey: false });
    expect(JSON.stringify(preview)).not.toContain(key);
    expect(preview.diff).toContain('[redacted]');
    const applied = await client.ask('apply', { fingerprint: preview.fingerprint, key });
    expect([applied.status, applied.text.includes(key)]).toEqual([200, false]);
    expect(await client.file()).toContain(key);
    if (process.platform !== 'win32') expect(await client.mode()).toBe(0o600);
    expect(await client.state()).toMatchObject({ state: 'set-up', drift: [] });
    expect((await client.verify()).steps.at(-1)).toMatchObject({ ok: true });
    expect(await everythingSaid(keys)).not.toContain(key);

    // Setting it right needs no second asking for it, and a second key takes its place.
    expect(await client.preview({ form: 'provider' })).toMatchObject({ needsKey: false });
    const second = await keys.create({ name: 'second' });
    const { fingerprint } = await client.preview({ key: second.key });
    await client.ask('apply', { fingerprint, key: second.key });
    expect(await client.file()).toContain(second.key);
    expect(await client.file()).not.toContain(key);

    expect((await client.ask('restore')).status).toBe(200);
    expect(await client.file()).toBe(originals[id]);
    if (process.platform !== 'win32') expect(await client.mode()).toBe(0o644);
  });

  it('set up before a key was demanded, it needs a look; trying it says what the program would be told', async () => {
    await using keys = await startDemandingStage();
    const client = keys.of(id);
    await keys.stage.set({ requireApiKey: false });
    const { fingerprint } = await client.preview({});
    await client.ask('apply', { fingerprint });
    expect(await client.state()).toMatchObject({ state: 'set-up' });
    expect((await client.verify()).ok).toBe(true);
    await keys.stage.set({ requireApiKey: true });
    expect(await client.state()).toMatchObject({ state: 'drifted', driftSaid: [{ code: 'drift.key_missing' }] });
    expect((await client.verify()).steps.at(-1)).toMatchObject({ ok: false });
    expect((await client.verify()).steps.at(-1)?.sentence).toMatch(/API key/);
  });

  it('a key that is kept outside the file: nothing to mend, and trying it says that it cannot be seen', async () => {
    await using keys = await startDemandingStage();
    const client = keys.of(id);
    const { key } = await keys.create({ name: id });
    const { fingerprint } = await client.preview({ key });
    await client.ask('apply', { fingerprint, key });
    const written = await client.file();
    const elsewhere =
      id === 'codex'
        ? written.replace(/^http_headers = .*$/m, 'env_key = "MYKEY"')
        : written.replace(key, '{env:MYKEY}');
    expect(elsewhere).toContain('MYKEY');
    await writeFile(client.path, elsewhere);
    expect(await client.state()).toMatchObject({ state: 'set-up', drift: [] });
    const check = await client.verify();
    expect([check.ok, check.steps.at(-1)?.said?.code]).toEqual([true, 'check.key_elsewhere']);
    await keys.stage.set({ requireApiKey: false });
    expect((await client.verify()).steps.at(-1)?.said?.code).toBe('check.models');
  });

  it('an address with something on top of a key is none', async () => {
    await using keys = await startDemandingStage();
    const answer = await keys.of(id).ask('preview', { key: 'sk-clb-a"\nmodel = "b' });
    expect([answer.status, answer.text.includes('sk-clb-a')]).toEqual([422, false]);
  });
});

it('Codex that is signed in with one of our keys needs none in its file, and keeps its own provider', async () => {
  await using keys = await startDemandingStage();
  const client = keys.of('codex');
  const { key } = await keys.create({ name: 'codex' });
  const login = join(dirname(client.path), 'auth.json');
  await writeFile(login, JSON.stringify({ OPENAI_API_KEY: key }));
  const preview = await client.preview({});
  expect(preview).toMatchObject({ needsKey: false });
  await client.ask('apply', { fingerprint: preview.fingerprint });
  expect(await client.file()).not.toContain(key);
  expect(await client.verify()).toMatchObject({ ok: true });
  await writeFile(login, JSON.stringify({ OPENAI_API_KEY: 'sk-of-another-service' }));
  expect(await client.verify()).toMatchObject({ ok: false });
  expect(await client.state()).toMatchObject({ state: 'drifted' });
});

describe('evenkeel setup, where a key is demanded', { timeout: 90_000 }, () => {
  it('says what to do and writes nothing; takes the key from the environment; a wrong one ends with 1', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const path = join(stage.home, '.codex', 'config.toml');
    await mkdir(dirname(path));
    await writeFile(path, originals.codex);
    const account = join(stage.home, 'acc-a.json');
    await writeFile(account, upstream.addAccount({ id: 'acc-a' }).authFile());
    await stage.finish(['accounts', 'import', account]);
    const { port } = new URL(await stage.run(['serve'], { EVENKEEL_REQUIRE_API_KEY: 'true' }).listening());
    // The engine knows what is demanded, also where its own port is named.
    for (const flags of [[], ['--port', port]]) {
      const without = await stage.finish(['setup', 'codex', '--yes', ...flags]);
      expect([without.code, without.stderr]).toEqual([1, expect.stringMatching(/EVENKEEL_CLIENT_KEY/)]);
      expect(await readFile(path, 'utf8')).toBe(originals.codex);
    }

    const wrong = `sk-clb-${'x'.repeat(43)}`;
    const done = await stage.finish(['setup', 'codex', '--yes'], { EVENKEEL_CLIENT_KEY: wrong });
    expect(done.code).toBe(1);
    expect(done.stdout).toMatch(/^NO /m);
    expect(done.stdout).toContain('Undo with: evenkeel setup --restore codex');
    expect(done.stdout + done.stderr).not.toContain(wrong);

    const { stdout } = await stage.finish(['keys', 'create', 'codex']);
    const key = /sk-clb-\S+/.exec(stdout)?.[0] ?? '';
    const right = await stage.finish(['setup', 'codex', '--yes'], { EVENKEEL_CLIENT_KEY: key });
    expect([right.code, right.stderr]).toEqual([0, '']);
    expect(right.stdout).toContain('the way is open');
  });
});
