import type { EngineState } from '../../contract/events.ts';
import type { DatabaseFacts, LogBacklog, Store } from '../../storage/store.ts';
import { coded, failure, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface DatabasePorts {
  readonly store: Pick<Store, 'facts' | 'backlog' | 'check'>;
  readonly state: () => Pick<EngineState, 'unloggedRefusals'>;
  /** Finished requests that could not be written down. */
  readonly lostRows: () => number;
}

const muchBytes = 16 * 1024 ** 2;

export function databaseTests({ store, state, lostRows }: DatabasePorts): SelfTest[] {
  return [
    {
      id: 'database.integrity',
      symptoms: ['S21', 'S38'],
      title: 'The database is sound',
      run: async () => judgeDatabase(await store.facts()),
    },
    {
      id: 'database.writes',
      symptoms: ['S20', 'S43'],
      title: 'The database takes writes',
      run: async () => {
        const problem = await store.check().then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        return judgeWrites(problem, store.backlog());
      },
    },
    {
      id: 'database.log',
      symptoms: ['S37'],
      title: 'Every request has its row in the log',
      run: () => judgeLog({ lost: lostRows(), unlogged: state().unloggedRefusals }),
    },
  ];
}

/** Pure. */
export function judgeDatabase({ damage, schemaVersion, sizeBytes, freeBytes, rows }: DatabaseFacts): Finding {
  const details = [
    `Schema ${schemaVersion}, ${mebibytes(sizeBytes)}, of it ${mebibytes(freeBytes)} free to be used again`,
    ...Object.entries(rows).map(([table, count]) => `${table}: ${count} rows`),
  ];
  const facts = {
    schema: schemaVersion,
    size: mebibytes(sizeBytes),
    free: mebibytes(freeBytes),
    rows: Object.entries(rows).map(([table, count]) => `${table}: ${count}`),
    first: damage[0] ?? '',
    damage,
  };
  if (damage.length === 0)
    return coded('database.ok', facts, fine('SQLite finds nothing wrong with the file.', details));
  return coded(
    'database.damaged',
    facts,
    failure(
      `The database is damaged: ${damage[0] ?? ''}.`,
      'Stop Evenkeel, keep a copy of the data folder, and put back the newest file of its folder "backups".',
      [...damage, ...details],
    ),
  );
}

/** Pure. */
export function judgeWrites(problem: string | null, { bytes, isFailing }: LogBacklog): Finding {
  const waiting = `${mebibytes(bytes)} of finished requests wait in their journal`;
  if (problem !== null || isFailing)
    return coded(
      'writes.failing',
      { waiting: mebibytes(bytes), problem: problem ?? '–' },
      failure(
        `Nothing can be written to the database now${problem === null ? '' : `: ${problem}`}`,
        'Make room on the disk, and end whatever else has the database open. Nothing is lost: what waits is safe in a file.',
        [waiting],
      ),
    );
  if (bytes > muchBytes)
    return coded(
      'writes.waiting',
      { waiting: mebibytes(bytes) },
      warning(`${waiting}.`, 'Give it a minute. If it grows, look whether another program has the database open.'),
    );
  return coded('writes.ok', {}, fine('A write and a read went through, and nothing waits.'));
}

/** Pure. */
export function judgeLog({ lost, unlogged }: { readonly lost: number; readonly unlogged: number }): Finding {
  const details = [`Refusals without a row: ${unlogged}`, `Finished requests without a row: ${lost}`];
  if (lost > 0)
    return coded(
      'log.lost',
      { lost, unlogged },
      failure(
        `${lost} finished requests could not be written down since the start.`,
        'Look at the lines of the log at the level "error"; mostly the disk is full.',
        details,
      ),
    );
  if (unlogged > 0)
    return coded(
      'log.unlogged',
      { lost, unlogged },
      warning(
        `${unlogged} refusals since the start came too fast to be written down.`,
        'Some program asks again and again and is refused: find it in the request log by its last refusals.',
        details,
      ),
    );
  return coded('log.ok', { lost, unlogged }, fine('Nothing was left out since the start.', details));
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
