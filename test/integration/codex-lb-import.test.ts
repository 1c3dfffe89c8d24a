import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  fingerprintOf,
  makeCodexLbFolder,
  newKey,
  type CodexLbAccountRow,
  type CodexLbFixture,
  type CodexLbFolderOptions,
} from '../../src-proxy/accounts/codex-lb/codex-lb-folder.fixture.ts';
import {
  codexLbImportedSchema,
  codexLbPreviewSchema,
  foundCodexLbsSchema,
  type CodexLbImported,
  type CodexLbPreview,
} from '../../src-proxy/contract/codex-lb.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';
import { startStage, type Stage, type StageOptions } from './harness.ts';
import { call, errorOf, type Answer } from './http-client.ts';

const json = { 'content-type': 'application/json' };

function rowOf(account: FakeAccount, columns: CodexLbAccountRow['columns'] = {}): CodexLbAccountRow {
  const { id: accountId, email, accessToken, refreshToken } = account;
  return { accountId, email, accessToken, refreshToken, columns };
}

const stageWith = (accounts: StageOptions['accounts'], more: StageOptions = {}): Promise<Stage> =>
  startStage({ imports: false, ...(accounts ? { accounts } : {}), ...more });

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'evenkeel-codex-lb-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A codex-lb that has ended, at home. */
function atHome(home: string, rows: readonly CodexLbAccountRow[], options?: CodexLbFolderOptions): CodexLbFixture {
  const fixture = makeCodexLbFolder(join(home, '.codex-lb'), rows, options);
  fixture.close();
  return fixture;
}
const post = (stage: Stage, action: string, body: unknown): Promise<Answer> =>
  stage.call(`/api/accounts/codex-lb/${action}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
const preview = async (stage: Stage, path: string): Promise<CodexLbPreview> =>
  codexLbPreviewSchema.parse((await post(stage, 'preview', { path })).json);
const take = async (stage: Stage, path: string, settings = false): Promise<CodexLbImported> =>
  codexLbImportedSchema.parse((await post(stage, 'import', { path, settings })).json);
const resultsOf = (rows: CodexLbPreview['rows']) =>
  rows.map(({ displayName, result, code }) => [displayName, result, code]);

describe('over the API', () => {
  it('offers what is at home, previews it, takes it over and serves with it; the folder stays as it was', async () => {
    await using stage = await stageWith(['acc-a', 'acc-b', 'acc-c']);
    const { path } = atHome(stage.home, [
      rowOf(stage.account('acc-a'), { alias: 'Work', routing_policy: 'burn_first' }),
      rowOf(stage.account('acc-b'), { status: 'paused' }),
      { accountId: 'acc-lost', columns: { status: 'reauth_required', deactivation_reason: 'invalid_grant' } },
      { accountId: 'acc-gone', columns: { status: 'deactivated', delete_requested_at: '2026-09-02 00:00:00' } },
    ]);
    const before = fingerprintOf(path);

    const found = foundCodexLbsSchema.parse((await stage.call('/api/accounts/codex-lb')).json);
    expect(found.folders).toEqual([{ path, accounts: 4, readable: 3, problems: [] }]);

    const planned = await preview(stage, path);
    expect(resultsOf(planned.rows)).toEqual([
      ['Work', 'new', null],
      ['acc-b@example.test', 'new', null],
      ['acc-lost@example.test', 'new', null],
      ['acc-gone@example.test', 'unreadable', 'no_tokens'],
    ]);
    expect(planned.rows.map(({ file, index, format }) => [file, index, format])).toEqual(
      [0, 1, 2, 3].map((index) => [path, index, 'codex-lb']),
    );
    expect(planned.counts).toEqual({ new: 3, updates: 0, duplicate: 0, unreadable: 1, older: 0 });
    expect(planned.notes.join(' ')).toContain('Stop codex-lb');
    expect(stage.engine.snapshot().accounts).toEqual([]);

    const { outcomes } = await take(stage, path);
    expect(outcomes.map(({ result }) => result)).toEqual(['added', 'added', 'added', 'failed']);
    expect(stage.summary('acc-a')).toMatchObject({ alias: 'Work', status: 'active', routingPolicy: 'burn_first' });
    expect(stage.summary('acc-b')).toMatchObject({ alias: null, status: 'paused', routingPolicy: 'normal' });
    expect(stage.summary('acc-lost')).toMatchObject({ status: 'reauth_required' });
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a']);
    expect(fingerprintOf(path)).toEqual(before);
  });

  it('what Evenkeel has newer is kept, and a sign-in that codex-lb has lost takes the place of none', async () => {
    await using stage = await stageWith(['acc-a', 'acc-b']);
    const { path } = atHome(stage.home, [
      { accountId: 'acc-a', columns: { alias: 'Theirs' } },
      { accountId: 'acc-b', columns: { status: 'reauth_required', last_refresh: '2099-01-01 00:00:00' } },
    ]);
    await stage.importFiles(stage.account('acc-a'), stage.account('acc-b'));

    const planned = await preview(stage, path);
    expect(planned.rows).toMatchObject([
      { result: 'updates', tokensOlderThanOurs: true, message: expect.stringContaining('newer sign-in') },
      { result: 'unreadable', code: 'signed_out', displayName: 'acc-b@example.test' },
    ]);
    const { outcomes } = await take(stage, path);
    expect(outcomes).toMatchObject([{ result: 'kept' }, { result: 'failed', code: 'signed_out' }]);
    expect(stage.summary('acc-a').alias).toBeNull();
    expect(stage.summary('acc-b').status).toBe('active');
  });

  it('a path that was not offered is refused, also where there is a codex-lb', async () => {
    await using stage = await stageWith([]);
    const { path } = makeCodexLbFolder(join(stage.home, 'elsewhere'), [{ accountId: 'acc-a' }]);
    for (const action of ['preview', 'import']) {
      for (const asked of [path, join(stage.home, '.codex-lb'), '/etc', `${stage.home}/.codex-lb/../elsewhere`]) {
        const answer = await post(stage, action, { path: asked });
        expect([answer.status, errorOf(answer).code]).toEqual([404, 'not_found']);
      }
    }
    expect((await post(stage, 'import', { path: 7 })).status).toBe(422);
    expect(stage.engine.snapshot().accounts).toEqual([]);
  });

  it('offers also the folder that CODEX_LB_DATA_DIR names, and finds the key that CODEX_LB_ENCRYPTION_KEY_FILE names', async () => {
    await using folder = await temporaryFolder();
    using codexLb = makeCodexLbFolder(join(folder.path, 'lb'), [{ accountId: 'acc-a' }], { keyFile: null });
    const { path, key } = codexLb;
    const keyFile = join(folder.path, 'lb.key');
    await writeFile(keyFile, key);
    const environment = { CODEX_LB_DATA_DIR: path, CODEX_LB_ENCRYPTION_KEY_FILE: keyFile };
    await using stage = await stageWith([], { environment });
    expect((await stage.call('/api/accounts/codex-lb')).json).toEqual({
      folders: [{ path, accounts: 1, readable: 1, problems: [] }],
    });
    expect((await preview(stage, path)).counts.new).toBe(1);
  });

  it.each([
    ['no key', { keyFile: null }, /no encryption\.key/, 'sealed'],
    ['a wrong key', { keyFile: newKey() }, null, 'sealed'],
    ['no key in the file', { keyFile: 'changeme' }, /holds no key/, 'sealed'],
  ] satisfies [string, CodexLbFolderOptions, RegExp | null, string][])(
    '%s: a sentence, and nothing is imported',
    async (_name, options, problem, code) => {
      await using stage = await stageWith([]);
      const { path } = atHome(stage.home, [{ accountId: 'acc-a' }], options);
      const before = fingerprintOf(path);
      const { rows, problems } = await preview(stage, path);
      expect(rows).toMatchObject([{ result: 'unreadable', code, displayName: 'acc-a@example.test' }]);
      expect(problems).toEqual(problem === null ? [] : [expect.stringMatching(problem)]);
      const { outcomes } = await take(stage, path);
      expect(outcomes).toMatchObject([{ result: 'failed', code }]);
      expect(stage.engine.snapshot().accounts).toEqual([]);
      expect(fingerprintOf(path)).toEqual(before);
    },
  );

  it('settings that mean the same are taken when asked for; one that a variable sets is told', async () => {
    await using stage = await stageWith([], { environment: { EVENKEEL_STREAM_IDLE_TIMEOUT: '60' } });
    const { path } = atHome(stage.home, [], {
      settings: {
        routing_strategy: 'round_robin',
        stream_idle_timeout_seconds: 600,
        request_log_retention_days: 90,
        a_later_switch: 1,
      },
    });
    const { settings, unmappedSettings } = await preview(stage, path);
    expect(Object.fromEntries(settings.map(({ key, value }) => [key, value]))).toMatchObject({
      routingStrategy: 'round_robin',
      streamIdleTimeout: 600,
      requestLogRetentionDays: 90,
    });
    expect(unmappedSettings).toContain('a_later_switch');

    expect((await take(stage, path)).settings).toEqual([]);
    expect((await stage.call('/api/settings')).json).toMatchObject({ requestLogRetentionDays: 30 });

    const refusals = (await take(stage, path, true)).settings.map(({ key, refusal }) => [key, refusal]);
    expect(Object.fromEntries(refusals)).toMatchObject({
      routingStrategy: null,
      streamIdleTimeout: expect.stringContaining('EVENKEEL_STREAM_IDLE_TIMEOUT'),
      requestLogRetentionDays: null,
    });
    expect((await stage.call('/api/settings')).json).toMatchObject({
      routingStrategy: 'round_robin',
      requestLogRetentionDays: 90,
      streamIdleTimeout: 60,
    });
  });

  it('R1: no token, and not the key, in an answer, in the log or in a file', async () => {
    await using stage = await stageWith(
      ['acc-a', 'acc-b'].map((id) => ({
        id,
        accessToken: `opaque-access-canary-${id}`,
        refreshToken: `opaque-refresh-canary-${id}`,
      })),
      { vault: 'file' },
    );
    const { path, key } = atHome(stage.home, [
      rowOf(stage.account('acc-a')),
      rowOf(stage.account('acc-b'), { refresh_token_encrypted: 'damaged-canary' }),
    ]);
    const answers = [
      await stage.call('/api/accounts/codex-lb'),
      await post(stage, 'preview', { path }),
      await post(stage, 'import', { path, settings: true }),
      await stage.call('/api/accounts'),
    ];
    const files = readdirSync(stage.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const written = [...answers.map(({ text }) => text), JSON.stringify(stage.log), ...files];
    expect(answers[2]?.status).toBe(200);
    for (const text of written) for (const secret of ['canary', key]) expect(text).not.toContain(secret);
  });
});

describe('evenkeel accounts import-codex-lb', () => {
  it('into the folder of an Evenkeel that does not run: shows, asks for --yes, imports', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const [a, b] = ['acc-a', 'acc-b'].map((id) => upstream.addAccount({ id }));
    if (!a || !b) throw new Error('There are no accounts.');
    const fixture = makeCodexLbFolder(
      join(stage.home, 'old lb'),
      [
        rowOf(a, { alias: 'Work' }),
        rowOf(b, { status: 'paused' }),
        { accountId: 'acc-x', accessToken: '', refreshToken: '', idToken: '' },
      ],
      { settings: { request_log_retention_days: 90 } },
    );
    fixture.close();
    const before = fingerprintOf(fixture.path);
    const command = ['accounts', 'import-codex-lb', fixture.path];

    const dry = await stage.finish([...command, '--dry-run']);
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/new +Work .*\nnew +acc-b@example\.test .*\nunreadable +acc-x@example\.test/);
    expect(dry.stdout).toContain('requestLogRetentionDays = 90');
    expect(dry.stdout).toContain('The request history stays in codex-lb');

    const unasked = await stage.finish(command);
    expect([unasked.code, unasked.stderr]).toEqual([1, 'Nothing was written. Say --yes to import this.\n']);
    expect((await stage.finish(['accounts', 'list'])).stdout).toContain('No account has been added yet');

    const done = await stage.finish([...command, '--yes', '--settings']);
    expect(done.stdout).toContain('Work: added Work (plus)');
    expect(done.stdout).toContain('requestLogRetentionDays = 90\n');
    expect([done.code, done.stderr]).toEqual([1, expect.stringContaining('acc-x@example.test: There are no tokens')]);
    const listed = (await stage.finish(['accounts', 'list'])).stdout;
    expect(listed).toMatch(/Work .*active/);
    expect(listed).toMatch(/acc-b@example\.test .*paused/);
    expect(fingerprintOf(fixture.path)).toEqual(before);
    for (const { stdout, stderr } of [dry, unasked, done])
      for (const secret of [a.refreshToken, a.accessToken, b.refreshToken, fixture.key])
        expect(stdout + stderr).not.toContain(secret);
  });

  it('into one that runs, from any folder, while that codex-lb runs too', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const origin = await stage.run(['serve']).listening();
    const [a, b] = ['acc-a', 'acc-b'].map((id) => upstream.addAccount({ id }));
    if (!a || !b) throw new Error('There are no accounts.');
    using codexLb = makeCodexLbFolder(join(stage.home, 'anywhere'), [rowOf(a, { alias: 'Work' })], {
      settings: { routing_strategy: 'round_robin' },
    });
    codexLb.db.pragma('wal_checkpoint(TRUNCATE)');
    codexLb.add(rowOf(b, { status: 'paused' }));
    const before = fingerprintOf(codexLb.path);

    const done = await stage.finish(['accounts', 'import-codex-lb', codexLb.path, '--yes', '--settings']);
    expect([done.code, done.stderr]).toEqual([0, '']);
    const { accounts } = (await call(origin, '/api/accounts')).json as { accounts: unknown[] };
    expect(accounts).toMatchObject([
      { chatgptAccountId: 'acc-a', alias: 'Work', status: 'active' },
      { chatgptAccountId: 'acc-b', alias: null, status: 'paused' },
    ]);
    expect((await call(origin, '/api/settings')).json).toMatchObject({ routingStrategy: 'round_robin' });
    expect(fingerprintOf(codexLb.path)).toEqual(before);

    const again = await stage.finish(['accounts', 'import-codex-lb', codexLb.path, '--dry-run']);
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/older +Work /)]);
  });

  it('into one that runs, the one at home: the engine reads it itself, and all that belongs to an account comes along', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const origin = await stage.run(['serve']).listening();
    const account = upstream.addAccount({ id: 'acc-a' });
    atHome(stage.home, [
      rowOf(account, { routing_policy: 'preserve' }),
      // The upstream knows it: whoever asks for its usage meanwhile must not find it signed out.
      rowOf(upstream.addAccount({ id: 'acc-lost' }), { status: 'deactivated', deactivation_reason: 'HTTP 402' }),
    ]);
    const done = await stage.finish(['accounts', 'import-codex-lb', '--yes']);
    expect([done.code, done.stderr]).toEqual([0, '']);
    const { accounts } = (await call(origin, '/api/accounts')).json as { accounts: unknown[] };
    expect(accounts).toMatchObject([
      { chatgptAccountId: 'acc-a', routingPolicy: 'preserve', status: 'active' },
      { chatgptAccountId: 'acc-lost', status: 'deactivated' },
    ]);
  });

  it('takes the one at home when none is named, and says so when there is none or something is wrong with it', async () => {
    await using stage = await startCliStage();
    const none = await stage.finish(['accounts', 'import-codex-lb']);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('There is no codex-lb in the usual places')]);

    const { path } = atHome(stage.home, [{ accountId: 'acc-a' }], { keyFile: null, database: 'accounts.db' });
    const keyless = await stage.finish(['accounts', 'import-codex-lb', '--yes']);
    expect(keyless.code).toBe(1);
    expect(keyless.stdout).toContain(`codex-lb in ${path}`);
    expect(keyless.stdout).toContain('There is no encryption.key');
    expect(keyless.stdout).toContain('There is nothing to import.');

    const nothing = await stage.finish(['accounts', 'import-codex-lb', stage.dataDir]);
    expect([nothing.code, nothing.stdout]).toEqual([1, expect.stringContaining('There is no codex-lb database')]);
  });
});
