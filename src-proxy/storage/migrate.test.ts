import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { migrate } from './migrate.ts';
import { allMigrations } from './migrations/all-migrations.ts';
import type { Migration } from './migrations/migration.ts';
import { readInitial } from './open-store.ts';
import { preparePrivateFile } from './data-dir.ts';
import { silentLogger, tempFolder } from './records.fixture.ts';

const noBackUp = () => Promise.reject(new Error('not to be backed up'));
const olderCopy = () => null;

function addTable(version: number): Migration {
  return { version, apply: (db) => void db.exec(`CREATE TABLE added_in_${version} (x INTEGER) STRICT`) };
}

it('the migrations are numbered from 1 without a gap', () => {
  expect(allMigrations.map(({ version }) => version)).toEqual(allMigrations.map((_, index) => index + 1));
});

it('applies only what is missing, once', async () => {
  const db = new Database(':memory:');
  expect(await migrate(db, { migrations: [addTable(1)], backUp: noBackUp, olderCopy })).toEqual([1]);
  const backedUp: number[] = [];
  const backUp = async (version: number): Promise<void> => void backedUp.push(version);
  const migrations = [addTable(1), addTable(2), addTable(3)];
  expect(await migrate(db, { migrations, backUp, olderCopy })).toEqual([2, 3]);
  expect(await migrate(db, { migrations, backUp, olderCopy })).toEqual([]);
  expect(backedUp).toEqual([1]);
});

it('a migration that fails leaves the version before it, whole', async () => {
  const db = new Database(':memory:');
  const failing: Migration = {
    version: 2,
    apply: (db) => void db.exec('CREATE TABLE half (x INTEGER); CREATE TABLE added_in_1 (x INTEGER)'),
  };
  await expect(migrate(db, { migrations: [addTable(1), failing], backUp: noBackUp, olderCopy })).rejects.toThrow(
    /already exists/,
  );
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['added_in_1']);
});

it('refuses a database of a newer version', async () => {
  const db = new Database(':memory:');
  db.pragma('user_version = 2');
  await expect(migrate(db, { migrations: [addTable(1)], backUp: noBackUp, olderCopy })).rejects.toMatchObject({
    code: 'store_newer',
  });
});

async function openAndUpgrade(times: number): Promise<string> {
  const dataDir = tempFolder();
  const path = join(dataDir, 'evenkeel.db');
  preparePrivateFile(path);
  const migrations = [...allMigrations];
  for (let step = 0; step < times; step += 1) {
    await readInitial(path, { dataDir, logger: silentLogger, nowMs: () => step * 1_000, migrations });
    migrations.push(addTable(migrations.length + 1));
  }
  return join(dataDir, 'backups');
}

describe('before an existing database is changed', () => {
  it('a copy goes to the backups, of which the newest five are kept', async () => {
    const folder = await openAndUpgrade(8);
    const backups = readdirSync(folder).sort();
    const found = (second: number) => allMigrations.length + second - 1;
    const names = [3, 4, 5, 6, 7].map((second) => `evenkeel-19700101T00000${second}.000Z-v${found(second)}.db`);
    expect(backups).toEqual(names);
    const newest = new Database(join(folder, backups.at(-1) ?? ''), { readonly: true });
    onTestFinished(() => void newest.close());
    expect(newest.pragma('user_version', { simple: true })).toBe(found(7));
    expect(newest.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it.runIf(process.platform !== 'win32')('F1: nobody else can read the copy', async () => {
    const folder = await openAndUpgrade(2);
    const modes = [folder, ...readdirSync(folder).map((name) => join(folder, name))].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600]);
  });
});
