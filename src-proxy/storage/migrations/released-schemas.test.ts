import { createHash } from 'node:crypto';

import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { allMigrations } from './all-migrations.ts';

/** By version, what each released step leaves. It is on people's disks: never to be changed, only added to by a new step. */
const released = ['e1c5381416c3a0773e86753200a38b972dabddf5e34fb00cbb87908d7d6eef92'];

it.each(released.map((digest, index) => [index + 1, digest] as const))(
  'schema %i is what it was when it was released',
  (version, digest) => {
    const db = new Database(':memory:');
    for (const migration of allMigrations.slice(0, version)) migration.apply(db);
    const made = db
      .prepare<[], string>('SELECT type || name || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
      .pluck()
      .all()
      .map((text) => text.replaceAll(/\s+/g, ' '));
    const first = db.prepare('SELECT * FROM journal_progress, settings_version').raw().all();
    expect(
      createHash('sha256')
        .update(JSON.stringify([made, first]))
        .digest('hex'),
    ).toBe(digest);
  },
);
