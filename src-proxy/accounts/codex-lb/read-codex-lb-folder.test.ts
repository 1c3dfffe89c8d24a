import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { CodexLbAccount, CodexLbLogin } from './account-of-row.ts';
import {
  fingerprintOf,
  makeCodexLbFolder,
  newKey,
  type CodexLbAccountRow,
  type CodexLbFixture,
  type CodexLbFolderOptions,
} from './codex-lb-folder.fixture.ts';
import { encryptFernet } from './fernet.fixture.ts';
import { readCodexLbFolder } from './read-codex-lb-folder.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-codex-lb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder whose codex-lb has ended. */
function endedFolder(rows: readonly CodexLbAccountRow[], options?: CodexLbFolderOptions): CodexLbFixture {
  const fixture = makeCodexLbFolder(join(tempFolder(), 'codex-lb'), rows, options);
  fixture.close();
  return fixture;
}
const readRows = async (rows: readonly CodexLbAccountRow[], options?: CodexLbFolderOptions) =>
  await readCodexLbFolder(endedFolder(rows, options).path);
const ready = (accounts: readonly CodexLbAccount[]): CodexLbLogin[] =>
  accounts.filter((account): account is CodexLbLogin => account.login !== null);
const idsOf = (accounts: readonly CodexLbAccount[]): (string | null)[] =>
  ready(accounts).map(({ login }) => login.identity.chatgptAccountId);
const reasonOf = (account: CodexLbAccount | undefined): string =>
  account?.login === null ? account.reason : 'it could be read';

describe('what is read', () => {
  it('each account with its tokens, name, state and routing policy', async () => {
    const { accounts, problems } = await readRows([
      {
        accountId: 'acc-a',
        email: 'a@example.test',
        accessToken: 'access-a',
        refreshToken: 'refresh-a',
        columns: { alias: 'Work', routing_policy: 'preserve' },
      },
      { accountId: 'acc-b', columns: { status: 'paused' } },
      { accountId: 'acc-c', columns: { status: 'reauth_required', deactivation_reason: 'invalid_grant' } },
      { accountId: 'acc-d', columns: { status: 'deactivated', deactivation_reason: 'account_suspended' } },
      { accountId: 'acc-e', columns: { status: 'quota_exceeded', deactivation_reason: 'quota_exceeded' } },
      // As the first versions wrote it.
      { accountId: 'acc-f', columns: { status: 'RATE_LIMITED', routing_policy: 'none we know' } },
    ]);
    expect(problems).toEqual([]);
    const all = ready(accounts);
    expect(all[0]).toMatchObject({
      name: 'Work',
      alias: 'Work',
      status: 'active',
      routingPolicy: 'preserve',
      login: {
        identity: { chatgptAccountId: 'acc-a', email: 'a@example.test', planType: 'plus' },
        tokens: {
          accessToken: 'access-a',
          refreshToken: 'refresh-a',
          obtainedAtMs: Date.parse('2026-09-01T10:20:30.123Z'),
        },
      },
    });
    expect(all.map(({ name, status, deactivationReason }) => [name, status, deactivationReason])).toEqual([
      ['Work', 'active', null],
      ['acc-b@example.test', 'paused', null],
      ['acc-c@example.test', 'reauth_required', 'invalid_grant'],
      ['acc-d@example.test', 'deactivated', 'account_suspended'],
      ['acc-e@example.test', 'active', null],
      ['acc-f@example.test', 'active', null],
    ]);
    expect(all.map(({ routingPolicy }) => routingPolicy).slice(1)).toEqual(Array(5).fill('normal'));
  });

  it('the older accounts.db, and that of a version that kept only the rest in store.db', async () => {
    const older = await readRows([{ accountId: 'acc-a' }], { database: 'accounts.db' });
    expect([idsOf(older.accounts), older.problems]).toEqual([['acc-a'], []]);

    const split = endedFolder([], { settings: { request_log_retention_days: 90 } });
    makeCodexLbFolder(split.path, [{ accountId: 'acc-b' }], { database: 'accounts.db' }).close();
    const read = await readCodexLbFolder(split.path);
    expect([idsOf(read.accounts), read.problems]).toEqual([['acc-b'], []]);
    expect(read.settings.taken).toMatchObject({ requestLogRetentionDays: 90 });
  });

  it('accounts of store.db alone where both hold some', async () => {
    const both = endedFolder([{ accountId: 'acc-new' }]);
    makeCodexLbFolder(both.path, [{ accountId: 'acc-old' }], { database: 'accounts.db', keyFile: both.key }).close();
    expect(idsOf((await readCodexLbFolder(both.path)).accounts)).toEqual(['acc-new']);
  });

  it('a version with fewer columns', async () => {
    const without = ['alias', 'routing_policy', 'deactivation_reason', 'delete_requested_at', 'chatgpt_account_id'];
    const { accounts, problems } = await readRows([{ accountId: 'acc-a' }], { without });
    expect(problems).toEqual([]);
    expect(ready(accounts)).toMatchObject([{ alias: null, routingPolicy: 'normal', deactivationReason: null }]);
  });

  it('a key that is kept elsewhere', async () => {
    const { path, key } = endedFolder([{ accountId: 'acc-a' }], { keyFile: null });
    const keyFile = join(tempFolder(), 'elsewhere.key');
    writeFileSync(keyFile, `${key}\n`);
    expect(idsOf((await readCodexLbFolder(path, { keyFile })).accounts)).toEqual(['acc-a']);
  });
});

describe('a codex-lb that is running', () => {
  it('rows that are committed and only in the -wal are read; the writer goes on undisturbed', async () => {
    using running = makeCodexLbFolder(join(tempFolder(), 'codex-lb'), [{ accountId: 'acc-a' }]);
    running.db.pragma('wal_checkpoint(TRUNCATE)');
    running.add({ accountId: 'acc-b' });
    // A transaction that is not committed yet is nobody else's.
    running.db.exec('BEGIN IMMEDIATE');
    running.add({ accountId: 'acc-c' });
    const before = fingerprintOf(running.path);

    expect(idsOf((await readCodexLbFolder(running.path)).accounts)).toEqual(['acc-a', 'acc-b']);

    expect(fingerprintOf(running.path)).toEqual(before);
    running.db.exec('COMMIT');
    expect(idsOf((await readCodexLbFolder(running.path)).accounts)).toEqual(['acc-a', 'acc-b', 'acc-c']);
  });
});

describe('a codex-lb that was killed', () => {
  it('in the middle of a change, without a -wal: what it had not finished is not read, and its folder not mended', async () => {
    const { path } = endedFolder([{ accountId: 'acc-a' }]);
    const db = new Database(join(path, 'store.db'));
    db.pragma('journal_mode = DELETE');
    db.pragma('cache_size = 1');
    db.exec("BEGIN IMMEDIATE; UPDATE accounts SET alias = 'not finished'");
    // More than the cache holds, so that the change is in the file before it is committed.
    db.exec(
      'CREATE TABLE filler AS SELECT randomblob(4000) FROM (SELECT 1 UNION ALL SELECT 2), sqlite_master, sqlite_master',
    );
    const killed = join(tempFolder(), 'codex-lb');
    cpSync(path, killed, { recursive: true });
    db.close();
    expect(readdirSync(killed).sort()).toEqual(['encryption.key', 'store.db', 'store.db-journal']);
    const before = fingerprintOf(killed);

    const { accounts, problems } = await readCodexLbFolder(killed);

    expect([ready(accounts).map(({ alias }) => alias), problems]).toEqual([[null], []]);
    expect(fingerprintOf(killed)).toEqual(before);
  });
});

describe('the folder stays as it is, and nothing is left elsewhere', () => {
  it.each([
    ['one that has ended', {}],
    ['without a key', { keyFile: null }],
    ['with a wrong key', { keyFile: newKey() }],
  ] satisfies [string, CodexLbFolderOptions][])('%s', async (_name, options) => {
    const temporary = tempFolder();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = join(temporary, 'codex-lb');
    makeCodexLbFolder(folder, [{ accountId: 'acc-a' }], options).close();
    const before = fingerprintOf(folder);
    await readCodexLbFolder(folder);
    expect(fingerprintOf(folder)).toEqual(before);
    expect(readdirSync(temporary)).toEqual(['codex-lb']);
  });
});

describe('what cannot be read is told in a sentence', () => {
  it('no key: of the folder and of each account, and each is named', async () => {
    const { accounts, problems } = await readRows([{ accountId: 'acc-a' }], { keyFile: null });
    expect(problems).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('There is no encryption.key') }),
    ]);
    expect(accounts).toMatchObject([{ name: 'acc-a@example.test', login: null }]);
  });

  it.each([['not a key'], [''], ['x'.repeat(5000)]])('a key file that holds none: %j', async (keyFile) => {
    const { accounts, problems } = await readRows([{ accountId: 'acc-a' }], { keyFile });
    expect(problems).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('holds no key of codex-lb') }),
    ]);
    expect(ready(accounts)).toEqual([]);
  });

  it('a wrong key', async () => {
    const { accounts } = await readRows([{ accountId: 'acc-a' }], { keyFile: newKey() });
    expect(reasonOf(accounts[0])).toContain('The key does not fit');
  });

  it('one account at a time: the others are read', async () => {
    const fixture = makeCodexLbFolder(join(tempFolder(), 'codex-lb'), [
      { accountId: 'acc-a', accessToken: '', refreshToken: '', idToken: '', columns: { status: 'deactivated' } },
      { accountId: 'acc-b', columns: { delete_requested_at: '2026-09-01 00:00:00' } },
      { accountId: 'acc-c', columns: { refresh_token_encrypted: Buffer.from('no token of this kind') } },
      {
        accountId: 'acc-e',
        email: 'acc-e',
        idToken: 'nobody',
        accessToken: 'nobody',
        columns: { chatgpt_account_id: null },
      },
      { accountId: 'acc-f' },
    ]);
    fixture.db.exec('ALTER TABLE accounts ADD COLUMN provider TEXT');
    fixture.add({ accountId: 'acc-d', columns: { provider: 'anthropic' } });
    fixture.add({
      accountId: 'acc-g',
      columns: { provider: 'openai', access_token_encrypted: Buffer.from(encryptFernet(' ', fixture.key)) },
    });
    fixture.close();
    const { accounts, problems } = await readCodexLbFolder(fixture.path);
    expect(problems).toEqual([]);
    expect(accounts.map((account) => [account.name.split('@')[0], reasonOf(account)])).toEqual([
      ['acc-a', expect.stringContaining('no tokens')],
      ['acc-b', expect.stringContaining('deleted')],
      ['acc-c', expect.stringContaining('damaged')],
      ['acc-e', expect.stringContaining('do not say whose')],
      ['acc-f', 'it could be read'],
      ['acc-d', expect.stringContaining('not a ChatGPT account')],
      ['acc-g', expect.stringContaining('access token is missing')],
    ]);
  });

  it.each([
    ['cut short', (path: string) => truncateSync(path, 5000)],
    ['no database at all', (path: string) => writeFileSync(path, 'This is something else entirely.'.repeat(200))],
    [
      'overwritten in the middle',
      (path: string) =>
        writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(90_000, 1)])),
    ],
  ])('a damaged database: %s', async (_name, damage) => {
    const { path } = endedFolder([{ accountId: 'acc-a' }]);
    damage(join(path, 'store.db'));
    const { accounts, problems } = await readCodexLbFolder(path);
    expect(accounts).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ sentence: expect.stringMatching(/store\.db is damaged/) })]);
  });

  it('a damaged store.db is not passed over for the accounts.db of last year', async () => {
    const both = endedFolder([{ accountId: 'acc-new' }]);
    makeCodexLbFolder(both.path, [{ accountId: 'acc-old' }], { database: 'accounts.db', keyFile: both.key }).close();
    writeFileSync(join(both.path, 'store.db'), 'nothing'.repeat(1000));
    expect((await readCodexLbFolder(both.path)).accounts).toEqual([]);
  });

  it.each([
    ['an empty folder', (path: string) => mkdirSync(path)],
    ['no folder', () => undefined],
    ['a file', (path: string) => writeFileSync(path, '')],
  ])('%s', async (_name, make) => {
    const path = join(tempFolder(), 'codex-lb');
    make(path);
    expect((await readCodexLbFolder(path)).problems).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('no codex-lb database') }),
    ]);
  });

  it('a database without accounts', async () => {
    expect((await readRows([])).problems).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('holds no accounts') }),
    ]);
    const empty = join(tempFolder(), 'codex-lb');
    mkdirSync(empty);
    writeFileSync(join(empty, 'store.db'), '');
    expect((await readCodexLbFolder(empty)).problems).toEqual([
      expect.objectContaining({ sentence: expect.stringContaining('holds no accounts') }),
    ]);
  });
});

describe('settings', () => {
  it('those that mean the same here and are valid; what else was changed is named, defaults and secrets are not', async () => {
    const { settings } = await readRows([{ accountId: 'acc-a' }], {
      settings: {
        routing_strategy: 'round_robin',
        stream_idle_timeout_seconds: 600,
        request_log_retention_days: 0,
        // Read at start alone.
        upstream_connect_timeout_seconds: 5,
        a_later_text: 'off',
        a_later_switch: 1,
        another_later_switch: 1,
        password_hash: 'a hash that is nobody’s business',
      },
    });
    expect(settings.taken).toMatchObject({
      routingStrategy: 'round_robin',
      streamIdleTimeout: 600,
      requestLogRetentionDays: 0,
    });
    expect(settings.taken).not.toHaveProperty('upstreamConnectTimeout');
    expect(settings.unmapped).toEqual(expect.arrayContaining(['upstream_connect_timeout_seconds', 'a_later_switch']));
    const unsaid = /^(a_later_text|another_later_switch|id)$|hash|secret|version|_at$/;
    expect(settings.unmapped.filter((name) => unsaid.test(name))).toEqual([]);
  });

  it('limits and switches under our own names; what nobody changed there stays as it is here', async () => {
    const { settings } = await readRows([{ accountId: 'acc-a' }], {
      settings: { proxy_account_stream_limit: 3, circuit_breaker_enabled: 1 },
    });
    expect(settings).toEqual({ taken: { accountStreamLimit: 3, accountCircuitBreaker: true }, unmapped: [] });
  });

  it('the single account has another id here, so neither it nor its strategy is taken', async () => {
    const { settings } = await readRows([{ accountId: 'acc-a' }], {
      settings: { routing_strategy: 'single_account', single_account_id: 'acc-a_row' },
    });
    expect(settings).toEqual({ taken: {}, unmapped: ['routing_strategy', 'single_account_id'] });
  });

  it('values that we do not accept are named and not taken', async () => {
    const { settings } = await readRows([{ accountId: 'acc-a' }], {
      settings: { routing_strategy: 'by horoscope', stream_idle_timeout_seconds: 0.5 },
    });
    for (const key of ['routingStrategy', 'streamIdleTimeout']) expect(settings.taken).not.toHaveProperty(key);
    expect(settings.unmapped).toEqual(['stream_idle_timeout_seconds', 'routing_strategy']);
  });
});
