import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  clientStatusListSchema,
  setupCheckSchema,
  setupOutcomeSchema,
  setupPreviewSchema,
  type ClientStatus,
} from '../../src-proxy/contract/client-setup.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';
import { startStage, type Stage } from './harness.ts';
import { call } from './http-client.ts';

const foreign =
  '# mine\r\nmodel_provider = "other"\r\n\r\n[model_providers.other]\r\nbase_url = "https://other.test"\r\n';

async function codexFile(home: string, text: string): Promise<string> {
  const path = join(home, '.codex', 'config.toml');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function codexOf(stage: Pick<Stage, 'call'>): Promise<ClientStatus> {
  const { clients } = clientStatusListSchema.parse((await stage.call('/api/clients')).json);
  const [codex] = clients;
  if (codex === undefined) throw new Error('There is no codex.');
  return codex;
}

describe('GET /api/clients, POST /api/clients/{id}/preview | apply | verify | restore', () => {
  it('the whole way there and back, each change in the audit log', async () => {
    await using stage = await startStage();
    const path = await codexFile(stage.home, foreign);
    const before = await stat(path);
    expect(await codexOf(stage)).toMatchObject({ id: 'codex', installed: true, path, state: 'elsewhere' });

    const preview = setupPreviewSchema.parse((await stage.call('/api/clients/codex/preview', post({}))).json);
    expect(preview.diff).toContain('+#evenkeel# model_provider = "other"');
    expect(await readFile(path, 'utf8')).toBe(foreign);

    const stale = await stage.call('/api/clients/codex/apply', post({ fingerprint: 'old' }));
    expect([stale.status, stale.json]).toEqual([
      409,
      { error: expect.objectContaining({ code: 'client_config_changed' }) },
    ]);
    const told = stage.nextEvent(({ type }) => type === 'clients');
    const applied = await stage.call('/api/clients/codex/apply', post({ fingerprint: preview.fingerprint }));
    expect(await told).toEqual({ type: 'clients' });
    expect(setupOutcomeSchema.parse(applied.json)).toMatchObject({ client: { state: 'set-up' }, byteEqual: null });
    expect(await readFile(path, 'utf8')).toContain(`openai_base_url = "${stage.origin}/backend-api/codex"`);

    const check = setupCheckSchema.parse((await stage.call('/api/clients/codex/verify', post({}))).json);
    expect(check).toMatchObject({ ok: true, steps: [{ ok: true }, { ok: true }, { ok: true }] });

    const restored = await stage.call('/api/clients/codex/restore', post({}));
    expect(setupOutcomeSchema.parse(restored.json)).toMatchObject({ byteEqual: true, client: { state: 'elsewhere' } });
    expect(await readFile(path, 'utf8')).toBe(foreign);
    // Times are set in whole milliseconds.
    expect((await stat(path)).mtimeMs).toBe(Math.floor(before.mtimeMs));

    const audit = (await stage.call('/api/audit-logs')).json as { entries: object[] };
    expect(audit.entries.slice(0, 2)).toMatchObject([
      { action: 'client.restore', target: 'codex', actor: 'dashboard', detail: { path, byteEqual: true } },
      { action: 'client.set-up', target: 'codex', actor: 'dashboard', detail: { path, form: 'built-in' } },
    ]);
  });

  it('verify: no way here, nobody there, somebody else there', async () => {
    await using stage = await startStage();
    const verify = async () => setupCheckSchema.parse((await stage.call('/api/clients/codex/verify', post({}))).json);
    const path = await codexFile(stage.home, foreign);
    expect(await verify()).toMatchObject({ ok: false, steps: [{ ok: false }] });
    await writeFile(path, 'openai_base_url = "http://127.0.0.1:9/backend-api/codex"\n');
    expect((await verify()).steps.at(-1)?.sentence).toBe('Nobody answers at http://127.0.0.1:9.');
    await writeFile(path, `openai_base_url = "${stage.upstream.baseUrl}"\n`);
    expect((await verify()).steps.at(-1)?.sentence).toMatch(/is not Evenkeel/);
    await writeFile(path, `openai_base_url = "${stage.origin}/nowhere"\n`);
    expect((await verify()).steps).toMatchObject([{ ok: true }, { ok: true }, { ok: false }]);
  });

  it('a program that we do not know, and a body that is none of ours, are refused', async () => {
    await using stage = await startStage();
    expect((await stage.call('/api/clients/emacs/preview', post({}))).status).toBe(422);
    expect((await stage.call('/api/clients/codex/apply', post({ path: '/etc/passwd' }))).status).toBe(422);
    expect((await stage.call('/api/clients/codex/apply', post({ fingerprint: 'x', path: '/etc/passwd' }))).status).toBe(
      422,
    );
  });

  it('the pool’s own models and their windows go into the file of OpenCode', async () => {
    await using stage = await startStage();
    await stage.call('/v1/models');
    const preview = setupPreviewSchema.parse((await stage.call('/api/clients/opencode/preview', post({}))).json);
    const listed = (await stage.call('/v1/models')).json as { data: { id: string }[] };
    for (const { id } of listed.data) expect(preview.diff).toContain(`"${id}"`);
    expect(preview.diff).toContain(`"baseURL": "${stage.origin}/v1"`);
  });
});

// Each runs several commands, one after another: processes of their own, which take their time to start.
describe('evenkeel setup', { timeout: 90_000 }, () => {
  it('shows, asks for a yes where nobody can be asked, writes, tries it, and undoes', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const path = await codexFile(stage.home, foreign);
    const engine = stage.run(['serve']);
    const origin = await engine.listening();

    const dry = await stage.finish(['setup', 'codex', '--dry-run']);
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('+openai_base_url')]);
    const unasked = await stage.finish(['setup', 'codex']);
    expect([unasked.code, unasked.stderr]).toEqual([1, 'Nothing was written. Say --yes to write it.\n']);
    expect(await readFile(path, 'utf8')).toBe(foreign);

    const done = await stage.finish(['setup', 'codex', '--yes']);
    expect(done.stdout).toContain('ok  Evenkeel answers there.');
    expect(await readFile(path, 'utf8')).toContain(origin);
    const { entries } = (await call(origin, '/api/audit-logs')).json as { entries: object[] };
    expect(entries[0]).toMatchObject({ action: 'client.set-up', actor: 'command line' });
    expect((await stage.finish(['setup', '--status'])).stdout).toMatch(/^codex +set-up /m);

    const undone = await stage.finish(['setup', '--restore', 'codex']);
    expect([undone.code, undone.stdout]).toEqual([0, expect.stringContaining('exactly what it was')]);
    expect(await readFile(path, 'utf8')).toBe(foreign);
    const unknown = await stage.finish(['setup', 'emacs']);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('codex and opencode')]);
  });

  it('kill -9 of the engine, and --restore brings every client back to the byte, with nobody running', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const path = await codexFile(stage.home, foreign);
    const opencode = join(stage.home, '.config', 'opencode', 'opencode.json');
    const engine = stage.run(['serve']);
    const origin = await engine.listening();
    for (const client of ['codex', 'opencode']) {
      const { json } = await call(origin, `/api/clients/${client}/preview`, post({}));
      const { fingerprint } = setupPreviewSchema.parse(json);
      await call(origin, `/api/clients/${client}/apply`, post({ fingerprint }));
    }
    expect(await readFile(opencode, 'utf8')).toContain(origin);
    engine.kill('SIGKILL');
    await engine.exited;

    const { stdout } = await stage.finish(['setup', '--status', '--json', '--port', '2999']);
    expect(clientStatusListSchema.parse(JSON.parse(stdout)).clients.map(({ state }) => state)).toEqual([
      'drifted',
      'drifted',
    ]);
    const restored = await stage.finish(['setup', '--restore']);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(await readFile(path, 'utf8')).toBe(foreign);
    await expect(stat(opencode)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('uninstalled, data folder and all: the marks in the file are enough', async () => {
    await using stage = await startCliStage();
    const path = await codexFile(stage.home, foreign);
    await stage.finish(['setup', 'codex', '--yes', '--port', '2455']);
    expect(await readFile(path, 'utf8')).toContain('2455');
    const restored = await stage.finish(['setup', '--restore', '--data-dir', join(stage.home, 'other')]);
    expect(restored.stdout).toContain("Evenkeel's lines are out");
    expect(await readFile(path, 'utf8')).toBe(foreign);
  });
});
