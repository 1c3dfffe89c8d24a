import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect } from 'vitest';

import { journalPath } from '../journal-files.ts';
import { openStore } from '../open-store.ts';
import { silentLogger, tempFolder } from '../records.fixture.ts';
import { requestEntry } from '../request-entry.fixture.ts';
import { encodeRequest } from '../request-row.ts';
import { restoreBackup, type Restored, type RestoreOptions } from './restore-backup.ts';

/** A folder whose log holds this many requests, named after it; the last of them is in a journal alone, as after a kill. */
export async function folderWith(count: number, name: string): Promise<string> {
  const dataDir = join(tempFolder(), name);
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => 0 });
  for (const requestId of named(name, count - 1)) store.appendRequest(requestEntry({ requestId }));
  await store.close();
  const line = [count, ...encodeRequest(requestEntry({ requestId: `${name}-${count - 1}` }))];
  writeFileSync(journalPath(dataDir, count + 4), `${JSON.stringify(line)}\n`);
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ logLevel: name }));
  return dataDir;
}

export async function restore(
  file: string,
  dataDir: string,
  openSecrets: RestoreOptions['openSecrets'] = () => Promise.resolve(),
): Promise<Restored> {
  const told: Restored[] = [];
  await restoreBackup({
    file,
    dataDir,
    nowMs: () => 0,
    logger: silentLogger,
    openSecrets,
    finish: (restored) => Promise.resolve(void told.push(restored)),
  });
  const [restored] = told;
  if (!restored) throw new Error('It did not come to its end.');
  return restored;
}

/** The requests as the next engine finds them. */
export async function requestsIn(dataDir: string): Promise<string[]> {
  await (await openStore({ dataDir, logger: silentLogger, nowMs: () => 0 })).close();
  const db = new Database(join(dataDir, 'evenkeel.db'), { readonly: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    return db.prepare<[], string>('SELECT request_id FROM request_log ORDER BY id').pluck().all();
  } finally {
    db.close();
  }
}

export const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
