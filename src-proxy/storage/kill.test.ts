import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { openTestStore, silentLogger, tempFolder } from './records.fixture.ts';
import { openStore } from './open-store.ts';

/** Starts the child and resolves once it has been acknowledged the given number of rows. */
async function startAppending(dataDir: string, count: number) {
  const fixture = fileURLToPath(new URL('append-loop.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [fixture, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  const enough = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > count) enough.resolve();
  });
  ended.then(() => enough.reject(new Error('The child ended too early.')), enough.reject);
  await enough.promise;
  return {
    kill: async (): Promise<number[]> => {
      child.kill('SIGKILL');
      await ended;
      return printed.split('\n').slice(0, -1).map(Number);
    },
  };
}

it('loses nothing that was acknowledged to kill -9, and frees the folder', async () => {
  const dataDir = tempFolder();
  const child = await startAppending(dataDir, 2_000);
  await expect(openStore({ dataDir, logger: silentLogger, nowMs: () => 0 })).rejects.toMatchObject({
    code: 'data_dir_in_use',
  });
  const acknowledged = await child.kill();
  expect(acknowledged.length).toBeGreaterThanOrEqual(2_000);

  await openTestStore(dataDir);
  const db = new Database(join(dataDir, 'evenkeel.db'), { readonly: true });
  onTestFinished(() => void db.close());
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const found = db.prepare<[], number>('SELECT id FROM request_log ORDER BY id').pluck().all();
  expect(found.slice(0, acknowledged.length)).toEqual(acknowledged);
  // The child may have had no time to tell of the last ones.
  expect(found).toEqual(found.map((_, index) => index + 1));
  // The sums count each of them once, whether it came in before the kill or was replayed after it.
  const sums = db
    .prepare(
      'SELECT SUM(requests) FROM rollups WHERE group_id IN (SELECT id FROM rollup_groups WHERE facet = ?) AND grain_min = ?',
    )
    .pluck();
  for (const facet of ['total', 'account', 'exact'])
    for (const grain of [15, 60, 1440])
      expect([facet, grain, sums.get(facet, grain)]).toEqual([facet, grain, found.length]);
});

it.runIf(process.platform !== 'win32')(
  'F1: under umask 000 nobody else can read the folder or any file in it',
  async () => {
    const dataDir = join(tempFolder(), 'made', 'data');
    const child = await startAppending(dataDir, 10);
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(mode(dataDir)).toBe('700');
    expect(Object.fromEntries(readdirSync(dataDir).map((name) => [name, mode(join(dataDir, name))]))).toEqual({
      'engine.lock': '600',
      'evenkeel.db': '600',
      'evenkeel.db-shm': '600',
      'evenkeel.db-wal': '600',
      'requests-1.journal': '600',
    });
    await child.kill();
  },
);

it.runIf(process.platform !== 'win32')('F1: closes a folder and files that were open to others', async () => {
  const dataDir = join(tempFolder(), 'data');
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o755);
  for (const name of ['evenkeel.db', 'engine.lock']) {
    writeFileSync(join(dataDir, name), '');
    chmodSync(join(dataDir, name), 0o644);
  }
  await openTestStore(dataDir);
  const modes = ['', 'engine.lock', 'evenkeel.db', 'evenkeel.db-wal'].map(
    (name) => statSync(join(dataDir, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
});
