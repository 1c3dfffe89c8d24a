import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { openWriting } from '../../../src-proxy/storage/connection.ts';
import { migrate } from '../../../src-proxy/storage/migrate.ts';
import { allMigrations } from '../../../src-proxy/storage/migrations/all-migrations.ts';
import { openStore } from '../../../src-proxy/storage/open-store.ts';
import { otherFilesIn } from './data-folder-dump.ts';
import {
  copiesIn,
  earlierSchemas,
  folderOf,
  missingIn,
  newestSchema,
  schemaOf,
  silentLogger,
  tablesOf,
  versionOf,
  withDatabase,
} from './old-folder.ts';

const nowMs = Date.UTC(2026, 10, 22);
const open = (dataDir: string) => openStore({ dataDir, logger: silentLogger, nowMs: () => nowMs });
const noCopies = { backUp: () => Promise.resolve(), olderCopy: () => null };

function freshSchema(): string[] {
  const db = new Database(':memory:');
  for (const migration of allMigrations) migration.apply(db);
  return schemaOf(db);
}

function expectSound(path: string): void {
  withDatabase(path, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(schemaOf(db)).toEqual(freshSchema());
  });
  expect(versionOf(path)).toBe(newestSchema);
}

it('of every schema before the newest there is a folder that its program left behind, with rows in every table', async () => {
  const recorded = readdirSync(import.meta.dirname).filter((name) => name.startsWith('schema-'));
  expect(recorded.sort()).toEqual(earlierSchemas.map((version) => `schema-${version}`).sort());
  for (const version of earlierSchemas) {
    const { path, before } = await folderOf(version);
    expect(versionOf(path)).toBe(version);
    expect(Object.keys(before).filter((table) => before[table]?.length === 0)).toEqual([]);
  }
});

describe.each(earlierSchemas)('from schema %i', (schema) => {
  it('the steps keep every row as it was, and make what a fresh database has', async () => {
    const { path, before } = await folderOf(schema);
    const db = openWriting(path);
    const applied = await migrate(db, { migrations: allMigrations, ...noCopies });
    db.close();
    expect(applied).toEqual(allMigrations.map(({ version }) => version).filter((version) => version > schema));
    expectSound(path);
    expect(missingIn(tablesOf(path), before)).toEqual({});
  });

  it('the store opens it: all is readable, what was in the journal alone too, and a copy of before is kept', async () => {
    const { dataDir, path, before, filesBefore } = await folderOf(schema);
    // Of programs beside the engine.
    await writeFile(join(dataDir, 'window.json'), '{"x":1}');
    const store = await open(dataDir);
    const { initial } = store;
    const count = (table: string): number => before[table]?.length ?? 0;
    expect(initial.accounts).toHaveLength(count('accounts'));
    expect(initial.stickies).toHaveLength(count('stickies'));
    expect(initial.apiKeys).toHaveLength(count('api_keys'));
    expect(initial.apiKeys.flatMap(({ limits }) => limits)).toHaveLength(1);
    expect(initial.prices).toHaveLength(count('price_overrides'));
    expect(initial.modelSources).toHaveLength(count('model_sources'));
    expect(initial.sourceMonths).toHaveLength(count('source_months'));
    expect(initial.openRedemptions.length + initial.settledRedemptions.length).toBe(count('reset_redemptions'));
    expect(initial.settings).toMatchObject({ routingStrategy: 'round_robin' });
    expect(Object.keys(initial.dashboardAuth)).toHaveLength(count('dashboard_auth'));
    const { requests } = await store.listRequests({ limit: 1000 });
    expect(requests).toHaveLength(count('request_log') + 2);
    const last = requests.slice(0, 2).map(({ conversationId }) => conversationId);
    expect(new Set(last)).toEqual(new Set(['last-1', 'last-2']));
    const { entries } = await store.listAudit({ limit: 100 });
    expect(entries).toHaveLength(count('audit_log'));
    expect(await store.listKeyTotals()).toMatchObject([{ keyId: initial.apiKeys[0]?.id }]);
    const [account] = initial.accounts;
    expect(await store.listUsage({ accountId: String(account?.id), sinceMs: 0 })).not.toEqual([]);
    await store.check();
    await store.close();

    expectSound(path);
    const [copy = ''] = copiesIn(dataDir);
    expect([copiesIn(dataDir).length, versionOf(copy)]).toEqual([1, schema]);
    expect(missingIn(tablesOf(copy), before)).toEqual({});
    const { 'window.json': window, ...files } = await otherFilesIn(dataDir);
    expect(Buffer.from(String(window), 'base64').toString()).toBe('{"x":1}');
    const kept = Object.entries(filesBefore).filter(([name]) => !name.endsWith('.journal'));
    expect(files).toEqual(Object.fromEntries(kept));
  });

  it('the second start changes nothing', async () => {
    const { dataDir, path } = await folderOf(schema);
    await (await open(dataDir)).close();
    const [tables, copies] = [tablesOf(path), copiesIn(dataDir)];
    await (await open(dataDir)).close();
    // A session of the engine begins a journal of its own.
    const { journal_progress: _before, ...rows } = tables;
    const { journal_progress: _after, ...rowsAgain } = tablesOf(path);
    expect([rowsAgain, copiesIn(dataDir)]).toEqual([rows, copies]);
  });

  it('kill -9 within a step leaves what was before it, between two the one before; the next start ends the work', async () => {
    for (const { version } of allMigrations.filter((migration) => migration.version > schema)) {
      const { dataDir, path, before } = await folderOf(schema);
      const script = fileURLToPath(new URL('upgrade-killed.fixture.ts', import.meta.url));
      const { signal } = spawnSync(process.execPath, [script, path, String(version)], { stdio: 'inherit' });
      expect(signal).toBe('SIGKILL');
      const left = join(dataDir, '..', 'left.db');
      for (const end of ['', '-wal']) cpSync(path + end, left + end);
      const db = new Database(left);
      expect(Number(db.pragma('user_version', { simple: true }))).toBe(version - 1);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
      expect(missingIn(tablesOf(left), before)).toEqual({});
      await (await open(dataDir)).close();
      expectSound(path);
    }
  });
});
