import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it, onTestFinished } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { journalPath } from '../journal-files.ts';
import { openStore } from '../open-store.ts';
import { silentLogger, tempFolder } from '../records.fixture.ts';
import { folderWith, named, requestsIn, restore } from './backup.fixture.ts';
import { restoreBackup, type RestoreStep } from './restore-backup.ts';
import { takeBackup } from './take-backup.ts';

const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function backUp(dataDir: string, force = false): Promise<string> {
  const file = join(dataDir, '..', 'backup.zip');
  await takeBackup({ dataDir, file, force, evenkeel: '0.0.0-test', nowMs: 0, sealSecrets: null });
  return file;
}

/** The same file with one entry changed. */
function changed(file: string, name: string, change: (bytes: Uint8Array) => Uint8Array): string {
  const entries = unzipSync(readFileSync(file));
  const path = `${file}.changed`;
  writeFileSync(path, zipSync({ ...entries, [name]: change(entries[name] ?? new Uint8Array()) }));
  return path;
}

describe('a backup', () => {
  it('of a folder that is written to has each request that had finished, once', async () => {
    const dataDir = join(tempFolder(), 'busy');
    const child = spawn(process.execPath, [fixture('../append-loop.fixture.ts'), dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    onTestFinished(() => void child.kill('SIGKILL'));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (printed += text));
    const acknowledged = (): number => printed.split('\n').length - 1;
    const files: { file: string; before: number }[] = [];
    for (let round = 0; round < 3; round += 1) {
      const goal = acknowledged() + 3_000;
      while (acknowledged() < goal) await once(child.stdout, 'data');
      const before = acknowledged();
      const file = join(dataDir, '..', `round-${round}.zip`);
      await takeBackup({ dataDir, file, force: false, evenkeel: 'test', nowMs: 0, sealSecrets: null });
      files.push({ file, before });
    }
    child.kill('SIGKILL');
    await ended;
    for (const { file, before } of files) {
      const fresh = join(tempFolder(), 'fresh');
      const { requests, keptIn } = await restore(file, fresh);
      expect([keptIn, requests >= before]).toEqual([null, true]);
      const db = new Database(join(fresh, 'evenkeel.db'));
      const ids = db.prepare<[], number>('SELECT id FROM request_log ORDER BY id').pluck().all();
      expect(ids).toEqual(ids.map((_, index) => index + 1));
      const sums = db.prepare(
        "SELECT SUM(requests) FROM rollups WHERE group_id IN (SELECT id FROM rollup_groups WHERE facet = 'total') AND grain_min = 60",
      );
      expect(sums.pluck().get()).toBe(requests);
      db.close();
    }
  }, 60_000);

  it('has what moves from a journal into the database while it is made', async () => {
    const dataDir = await folderWith(3, 'one');
    const file = join(dataDir, '..', 'backup.zip');
    const moveUp = async (): Promise<void> => void (await requestsIn(dataDir));
    await takeBackup({ dataDir, file, force: false, evenkeel: '', nowMs: 0, sealSecrets: null, between: moveUp });
    expect(existsSync(journalPath(dataDir, 7))).toBe(false);
    const fresh = join(tempFolder(), 'fresh');
    await restore(file, fresh);
    expect(await requestsIn(fresh)).toEqual(named('one', 3));
  });

  it('has what is in a journal alone, and is private; a file that is there stays unless forced', async () => {
    const dataDir = await folderWith(3, 'one');
    const file = await backUp(dataDir);
    const names = ['evenkeel.db', 'requests-7.journal', 'settings.json', 'manifest.json'];
    expect(Object.keys(unzipSync(readFileSync(file)))).toEqual(names);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(backUp(dataDir)).rejects.toThrow('is there already');
    await backUp(dataDir, true);
    expect(readdirSync(join(dataDir, '..')).sort()).toEqual(['backup.zip', 'one']);
    const fresh = join(tempFolder(), 'fresh');
    expect((await restore(file, fresh)).requests).toBe(3);
    expect(await requestsIn(fresh)).toEqual(named('one', 3));
  });
});

describe('a restore', () => {
  it('keeps the data of before, and none of its journals counts for the new', async () => {
    const file = await backUp(await folderWith(3, 'old'));
    const dataDir = await folderWith(5, 'present');
    const { keptIn } = await restore(file, dataDir);
    expect(await requestsIn(dataDir)).toEqual(named('old', 3));
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toContain('old');
    expect(readdirSync(keptIn ?? '')).toEqual(
      expect.arrayContaining(['evenkeel.db', 'requests-9.journal', 'settings.json']),
    );
    expect(await requestsIn(keptIn ?? '')).toEqual(named('present', 5));
  });

  it.each([
    ['folder', '.', 'present'],
    ['database in it', 'evenkeel.db', 'old'],
  ])('of what a restore has kept, given the %s, has its journals too', async (_name, given, settings) => {
    const file = await backUp(await folderWith(3, 'old'));
    const { keptIn } = await restore(file, await folderWith(5, 'present'));
    const dataDir = join(tempFolder(), 'again');
    await restore(file, dataDir);
    expect((await restore(join(keptIn ?? '', given), dataDir)).requests).toBe(5);
    expect(await requestsIn(dataDir)).toEqual(named('present', 5));
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toContain(settings);
    expect(readdirSync(keptIn ?? '')).toContain('requests-9.journal');
  });

  it.each(['evenkeel.db', 'other.db'])(
    'of a database %s has what stands in its write-ahead log alone',
    async (name) => {
      const dataDir = await folderWith(3, 'old');
      const db = new Database(join(dataDir, 'evenkeel.db'));
      db.prepare("UPDATE request_log SET request_id = 'in-the-log' WHERE id = 1").run();
      const copy = tempFolder();
      for (const side of ['', '-wal']) copyFileSync(join(dataDir, `evenkeel.db${side}`), join(copy, name + side));
      db.close();
      const fresh = join(tempFolder(), 'fresh');
      await restore(join(copy, name), fresh);
      expect(await requestsIn(fresh)).toEqual(['in-the-log', 'old-1']);
      expect(readdirSync(copy).sort()).toEqual([name, `${name}-wal`]);
    },
  );

  it.each<[RestoreStep, 'present' | 'old']>([
    ['staged', 'present'],
    ['kept', 'present'],
    ['cleared', 'present'],
    ['swapped', 'old'],
    ['done', 'old'],
  ])('that is killed behind "%s" leaves the data %s, and a second one goes through', async (step, expected) => {
    const file = await backUp(await folderWith(3, 'old'));
    const dataDir = await folderWith(5, 'present');
    const child = spawn(process.execPath, [fixture('restore-killed.fixture.ts'), file, dataDir, step]);
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(await requestsIn(dataDir)).toEqual(named(expected, expected === 'old' ? 3 : 5));
    await restoreBackup({
      file,
      dataDir,
      nowMs: () => 1000,
      logger: silentLogger,
      openSecrets: () => Promise.resolve(),
      finish: () => Promise.resolve(),
    });
    expect(await requestsIn(dataDir)).toEqual(named('old', 3));
    expect(readdirSync(dataDir).filter((name) => name.startsWith('restore-'))).toEqual([]);
  });

  it('over a database that is past opening goes through, and keeps that as it was', async () => {
    const file = await backUp(await folderWith(3, 'old'));
    const dataDir = await folderWith(5, 'present');
    writeFileSync(join(dataDir, 'evenkeel.db'), 'no database at all, but long enough to be looked at'.repeat(100));
    const { keptIn } = await restore(file, dataDir);
    expect(readFileSync(join(keptIn ?? '', 'evenkeel.db'), 'utf8')).toContain('no database at all');
    expect(await requestsIn(dataDir)).toEqual(named('old', 3));
  });

  it('of what is cut short, changed, newer, damaged or something else says so and touches nothing', async () => {
    const file = await backUp(await folderWith(200, 'old'));
    const dataDir = await folderWith(5, 'present');
    const whole = readFileSync(file);
    const written = (bytes: Uint8Array): string => {
      writeFileSync(`${file}.bad`, bytes);
      return `${file}.bad`;
    };
    const inManifest = (change: Readonly<Record<string, unknown>>) =>
      changed(file, 'manifest.json', (bytes) =>
        strToU8(JSON.stringify({ ...(JSON.parse(strFromU8(bytes)) as object), ...change })),
      );
    const before = readdirSync(dataDir).sort();
    for (const share of [0, 0.1, 0.5, 0.99])
      await expect(restore(written(whole.subarray(0, whole.length * share)), dataDir)).rejects.toThrow('not a whole');
    await expect(restore(written(whole.subarray(0, -1)), dataDir)).rejects.toThrow('not a whole');
    const flip = (bytes: Uint8Array): Uint8Array => bytes.with(5000, 1 + (bytes[5000] ?? 0));
    await expect(restore(changed(file, 'evenkeel.db', flip), dataDir)).rejects.toThrow('not a whole');
    await expect(restore(inManifest({ schema: 999 }), dataDir)).rejects.toMatchObject({ code: 'store_newer' });
    await expect(restore(inManifest({ version: 2 }), dataDir)).rejects.toThrow('a newer Evenkeel');
    await expect(restore(inManifest({ app: 'other' }), dataDir)).rejects.toThrow('not a whole');
    await expect(restore(join(dataDir, 'nowhere.zip'), dataDir)).rejects.toThrow('cannot be read');
    expect(readdirSync(dataDir).sort()).toEqual(before);
    expect(await requestsIn(dataDir)).toEqual(named('present', 5));
  });

  it.each([0, 1, 2])(
    "of another program's database (its version %i) is refused, and touches nothing",
    async (version) => {
      const dataDir = await folderWith(3, 'present');
      const file = join(tempFolder(), 'other.db');
      const other = new Database(file);
      other.exec(
        'CREATE TABLE bookmarks (url TEXT); CREATE TABLE stickies (key TEXT); CREATE TABLE request_log (id TEXT)',
      );
      if (version === 0) other.exec('DROP TABLE stickies; DROP TABLE request_log');
      other.pragma(`user_version = ${version}`);
      other.close();
      const before = readdirSync(dataDir).sort();
      await expect(restore(file, dataDir)).rejects.toBeInstanceOf(Refusal);
      expect(readdirSync(dataDir).sort()).toEqual(before);
      expect(await requestsIn(dataDir)).toEqual(named('present', 3));
    },
  );

  it('is refused while an engine has the folder', async () => {
    const dataDir = await folderWith(3, 'old');
    const file = await backUp(dataDir);
    const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => 0 });
    await expect(restore(file, dataDir)).rejects.toMatchObject({ code: 'data_dir_in_use' });
    await store.close();
  });
});
