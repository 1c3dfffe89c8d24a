/** Brings the database up to date and ends by kill -9 inside the given step, all of it done and nothing of it committed. */
import { openWriting } from '../../../src-proxy/storage/connection.ts';
import { migrate } from '../../../src-proxy/storage/migrate.ts';
import { allMigrations } from '../../../src-proxy/storage/migrations/all-migrations.ts';

const [path = '', step] = process.argv.slice(2);
const db = openWriting(path);
const migrations = allMigrations.map((migration) => ({
  version: migration.version,
  apply(target: typeof db) {
    migration.apply(target);
    if (migration.version === Number(step)) process.kill(process.pid, 'SIGKILL');
  },
}));
await migrate(db, { migrations, backUp: () => Promise.resolve(), olderCopy: () => null });
