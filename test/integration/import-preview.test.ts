import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { importResponseSchema } from '../../src-proxy/contract/account.ts';
import { importPreviewSchema, type ImportPreview } from '../../src-proxy/contract/account-import.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const boundary = 'form-boundary-7';
const [yesterday, lastWeek] = [1, 7].map((days) => new Date(Date.now() - days * 86_400_000).toISOString());

interface Part {
  readonly name: string;
  readonly content: string;
}

function send(stage: Stage, path: string, parts: readonly Part[]): Promise<Answer> {
  const body = parts.map(
    ({ name, content }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="auth_json"; filename="${name}"\r\n\r\n${content}\r\n`,
  );
  return stage.call(`/api/accounts/${path}`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${body.join('')}--${boundary}--\r\n`,
  });
}

async function previewOf(stage: Stage, parts: readonly Part[]): Promise<ImportPreview> {
  const answer = await send(stage, 'import/preview', parts);
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return importPreviewSchema.parse(answer.json);
}

async function importOf(stage: Stage, parts: readonly Part[], query = '') {
  return importResponseSchema.parse((await send(stage, `import${query}`, parts)).json).outcomes;
}

/** Changed tokens, so that a file is not simply what is held already. */
function withTokens(account: FakeAccount, mark: string, lastRefresh: string | undefined): string {
  const file = JSON.parse(account.authFile(lastRefresh ?? null)) as { tokens: Record<string, string> };
  file.tokens.access_token = `opaque-access-${mark}`;
  file.tokens.refresh_token = `opaque-refresh-${mark}`;
  return JSON.stringify(file);
}

function opencodeFile(account: FakeAccount): string {
  const { accessToken: access, refreshToken: refresh, id: accountId } = account;
  return JSON.stringify({ openai: { type: 'oauth', refresh, access, expires: 1, accountId } });
}

function poolFile(accounts: readonly FakeAccount[]): string {
  const list = accounts.map((account) => {
    const { tokens, last_refresh } = JSON.parse(account.authFile()) as { tokens: object; last_refresh: string };
    return { type: 'codex', ...tokens, email: account.email, last_refresh };
  });
  return JSON.stringify({ accounts: list });
}

/** Every file of the data folder except logs, which note requests. */
async function diskState(stage: Stage): Promise<Record<string, string>> {
  const entries = await readdir(stage.dataDir, { recursive: true, withFileTypes: true });
  const state: Record<string, string> = {};
  for (const entry of entries.filter((one) => one.isFile() && !one.name.endsWith('.log'))) {
    const path = join(entry.parentPath, entry.name);
    state[path] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return state;
}

describe('POST /api/accounts/import/preview (pains row 28)', () => {
  it('tells of each account of a mixed batch what an import would do, which then does it', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c', 'acc-d'], imports: false });
    const [a, b, c, d] = ['acc-a', 'acc-b', 'acc-c', 'acc-d'].map((id) => stage.account(id)) as [
      FakeAccount,
      FakeAccount,
      FakeAccount,
      FakeAccount,
    ];
    await stage.importFiles(a);
    await stage.engine.accountActions.rename(stage.summary('acc-a').accountId, 'Work');
    const batch = [
      { name: 'home/auth.json', content: a.authFile() },
      { name: 'pool.json', content: poolFile([b, c]) },
      { name: 'opencode/auth.json', content: opencodeFile(d) },
      { name: 'b again.json', content: withTokens(b, 'old', yesterday) },
      { name: 'key.json', content: '{"OPENAI_API_KEY":"sk-test"}' },
      { name: 'schlüssel.txt', content: 'milk' },
    ];
    const { rows, counts } = await previewOf(stage, batch);
    expect(counts).toEqual({ new: 3, updates: 1, duplicate: 1, unreadable: 2, older: 0 });
    const known = stage.summary('acc-a').accountId;
    expect(rows).toMatchObject(
      [
        {
          file: 'home/auth.json',
          index: 0,
          result: 'updates',
          format: 'codex',
          displayName: 'Work',
          accountId: known,
          updatesAccountId: known,
          planType: 'plus',
        },
        {
          file: 'pool.json',
          index: 0,
          result: 'new',
          format: 'cli-proxy-api',
          email: 'acc-b@example.test',
          updatesAccountId: null,
        },
        { file: 'pool.json', index: 1, result: 'new', email: 'acc-c@example.test' },
        {
          file: 'opencode/auth.json',
          result: 'new',
          format: 'opencode',
          email: 'acc-d@example.test',
          planType: 'plus',
        },
        {
          file: 'b again.json',
          result: 'duplicate',
          duplicateOf: { file: 'pool.json', index: 0 },
          message: /pool\.json/,
        },
        { file: 'key.json', result: 'unreadable', code: 'api_key', message: /codex login/ },
        { file: 'schlüssel.txt', result: 'unreadable', code: 'not_json', accountId: null },
      ].map((row) => ('message' in row ? { ...row, message: expect.stringMatching(row.message) } : row)),
    );

    const outcomes = await importOf(stage, batch);
    expect(outcomes.map(({ file, index, result }) => [file, index, result])).toEqual([
      ['home/auth.json', 0, 'updated'],
      ['pool.json', 0, 'added'],
      ['pool.json', 1, 'added'],
      ['opencode/auth.json', 0, 'added'],
      ['b again.json', 0, 'duplicate'],
      ['key.json', 0, 'failed'],
      ['schlüssel.txt', 0, 'failed'],
    ]);
    expect(stage.engine.snapshot().accounts.map(({ accountId }) => accountId)).toEqual([
      known,
      ...rows.slice(1, 4).map(({ accountId }) => accountId),
    ]);
    for (let turn = 0; turn < 4; turn += 1) expect((await stage.turn()).status).toBe(200);
  });

  it('writes nothing: accounts, vault and database are as they were', async () => {
    // Time stands still: what is told of an account has spans that end.
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], imports: false, vault: 'file', clock });
    await stage.importFiles(stage.account('acc-a'));
    const batch = ['acc-a', 'acc-b'].map((id) => ({
      name: `${id}.json`,
      content: withTokens(stage.account(id), id, undefined),
    }));
    const [accounts, disk] = [stage.engine.snapshot().accounts, await diskState(stage)];
    expect(Object.keys(disk).length).toBeGreaterThan(1);
    const told: unknown[] = [];
    const stop = stage.engine.subscribe((event) => told.push(event));
    expect((await previewOf(stage, batch)).counts).toMatchObject({ new: 1, updates: 1 });
    stop();
    expect([stage.engine.snapshot().accounts, await diskState(stage), told]).toEqual([accounts, disk, []]);
  });

  it('F3: no token is in a preview or in the answer of an import, whatever becomes of it', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], imports: false });
    const [a, b] = [stage.account('acc-a'), stage.account('acc-b')];
    const canary = 'canary-Zq81';
    const batch = [
      { name: 'a.json', content: a.authFile() },
      { name: 'b.json', content: poolFile([b]) },
      { name: 'old.json', content: withTokens(a, canary, lastWeek) },
      { name: 'map.json', content: JSON.stringify({ [canary]: { access_token: canary, refresh_token: canary } }) },
      { name: 'key.json', content: JSON.stringify({ OPENAI_API_KEY: canary }) },
      { name: 'torn.json', content: `{"tokens":{"access_token":"${canary}` },
      { name: 'lines.txt', content: `${canary}\n${canary}` },
    ];
    const ids = batch
      .slice(0, 1)
      .map(({ content }) => (JSON.parse(content) as { tokens: { id_token: string } }).tokens.id_token);
    const answers = [await send(stage, 'import/preview', batch), await send(stage, 'import', batch)];
    for (const { text } of answers)
      for (const secret of [canary, a.accessToken, a.refreshToken, b.accessToken, b.refreshToken, ...ids])
        expect(text).not.toContain(secret);
    expect(JSON.stringify(stage.log)).not.toContain(canary);
  });

  it('an older file is marked, kept out of an import, and goes in when that is asked for', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const account = stage.account('acc-a');
    const before = stage.summary('acc-a').lastRefreshAt;
    const older = [{ name: 'old.json', content: withTokens(account, 'old', yesterday) }];
    const { rows, counts } = await previewOf(stage, older);
    expect(rows[0]).toMatchObject({
      result: 'updates',
      tokensOlderThanOurs: true,
      message: expect.stringContaining('older'),
    });
    expect(counts).toMatchObject({ updates: 1, older: 1 });
    const kept = await send(stage, 'import', older);
    expect([kept.status, kept.json]).toMatchObject([200, { email: account.email, outcomes: [{ result: 'kept' }] }]);
    expect(stage.summary('acc-a').lastRefreshAt).toBe(before);
    expect((await stage.turn()).status).toBe(200);
    expect((await importOf(stage, older, '?overwrite_older=true'))[0]?.result).toBe('updated');
    expect(stage.summary('acc-a').lastRefreshAt).toBe(yesterday);
  });

  it('an older file is tried where ours has to be signed in again', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    const older = [{ name: 'old.json', content: withTokens(account, 'old', yesterday) }];
    account.expireAccessTokens();
    account.refreshFailure = 'refresh_token_expired';
    await stage.turn();
    expect(stage.summary('acc-a').status).toBe('reauth_required');
    expect((await previewOf(stage, older)).rows[0]).toMatchObject({ result: 'updates', tokensOlderThanOurs: false });
    expect((await importOf(stage, older))[0]?.result).toBe('updated');
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('a sign-in without an id token serves, and its next renewal is that of any other', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], imports: false, vault: 'file' });
    const account = stage.account('acc-a');
    await importOf(stage, [{ name: 'auth.json', content: opencodeFile(account) }]);
    account.expireAccessTokens();
    expect((await stage.turn()).status).toBe(200);
    await stage.restart();
    expect((await stage.turn()).status).toBe(200);
    expect((await importOf(stage, [{ name: 'a.json', content: account.authFile() }]))[0]?.result).toBe('updated');
    expect(stage.engine.snapshot().accounts).toHaveLength(1);
  });

  it('hostile files end in a sentence each, and the good one beside them goes in', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], imports: false });
    const { content } = { content: stage.account('acc-a').authFile() };
    const one = { type: 'codex', access_token: 'a', refresh_token: 'b', account_id: 'c' };
    const many = Array.from({ length: 1001 }, (_, at) => ({ ...one, account_id: `acc-${at}` }));
    const batch = [
      { name: 'deep.json', content: '['.repeat(1_000_000) },
      { name: 'wide.json', content: `[${'{},'.repeat(200_000)}{}]` },
      { name: 'proto.json', content: '{"__proto__":{"isAdmin":true},"tokens":{"__proto__":{"access_token":"x"}}}' },
      { name: 'many.json', content: JSON.stringify(many) },
      { name: 'good.json', content },
    ];
    const { rows } = await previewOf(stage, batch);
    expect(rows.map(({ file, result, code }) => [file, result, code])).toEqual([
      ['deep.json', 'unreadable', 'too_complex'],
      ['wide.json', 'unreadable', 'too_complex'],
      ['proto.json', 'unreadable', expect.any(String)],
      ['many.json', 'unreadable', 'too_many_accounts'],
      ['good.json', 'new', null],
    ]);
    expect((await importOf(stage, batch)).map(({ result }) => result)).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
      'added',
    ]);
    expect({}).not.toHaveProperty('isAdmin');
    expect(stage.engine.snapshot().accounts).toHaveLength(1);
  });

  it('a pool file of 3 MiB goes in; too many files and too many bytes are refused as a whole', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], imports: false });
    const pool = JSON.parse(poolFile([stage.account('acc-a'), stage.account('acc-b')])) as object;
    const large = { name: 'pool.json', content: JSON.stringify({ ...pool, notes: 'x'.repeat(3_000_000) }) };
    expect((await importOf(stage, [large])).map(({ result }) => result)).toEqual(['added', 'added']);
    const files = Array.from({ length: 2001 }, (_, at) => ({ name: `${at}.json`, content: '{}' }));
    const bytes = Array.from({ length: 5 }, (_, at) => ({ name: `${at}.json`, content: 'x'.repeat(14_000_000) }));
    for (const parts of [files, bytes]) {
      const answer = await send(stage, 'import/preview', parts);
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'payload_too_large']);
    }
  });
});
