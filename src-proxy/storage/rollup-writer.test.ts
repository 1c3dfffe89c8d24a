import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { PRUNE_CHUNK_SQL } from './operation-runner.ts';
import { rolledLog, someEntry } from './rolled-log.fixture.ts';
import { encodeRequest, requestColumns, type RequestRow } from './request-row.ts';
import { countedKinds, figureColumns, figuresOfRow } from './rollup-figures.ts';
import { dimensionColumns, dimensions, facets, grainsMin, valuesIn } from './rollup-groups.ts';
import { removeFromRollups } from './rollup-removal.ts';
import type { NewRequestLogEntry } from './store.ts';

type Log = ReturnType<typeof rolledLog>;

/** The sums as the rows have them, each told by grain, start, facet and values: what the tables must say. */
function expectedOf(entries: readonly NewRequestLogEntry[]): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const entry of entries.filter(({ requestKind }) => countedKinds.has(requestKind))) {
    const encoded = encodeRequest(entry);
    const row = Object.fromEntries(
      requestColumns.map((name, index) => [name, encoded[index]]),
    ) as unknown as RequestRow;
    const own = dimensions.map((name) => row[dimensionColumns[name]]);
    for (const facet of facets) {
      for (const grain of grainsMin) {
        const startMs = Math.floor(row.requested_at_ms / (grain * 60_000)) * grain * 60_000;
        const name = JSON.stringify([grain, startMs, facet, ...valuesIn(facet, own)]);
        const before = sums.get(name);
        sums.set(
          name,
          figuresOfRow(row).map((value, index) => value + (before?.[index] ?? 0)),
        );
      }
    }
  }
  return sums;
}

function foundIn({ db }: Log): Map<string, number[]> {
  const columns = dimensions.map((name) => dimensionColumns[name]).join(', ');
  const rows = db
    .prepare(
      `SELECT grain_min, start_ms, facet, ${columns}, ${figureColumns.join(', ')} FROM rollups JOIN rollup_groups ON id = group_id`,
    )
    .raw()
    .all() as (string | number | null)[][];
  const keys = 3 + dimensions.length;
  return new Map(rows.map((row) => [JSON.stringify(row.slice(0, keys)), row.slice(keys) as number[]]));
}

const errorsIn = ({ db }: Log): unknown =>
  db.prepare('SELECT error_code, account_id, SUM(requests) FROM error_rollups GROUP BY 1, 2 ORDER BY 1, 2').raw().all();

function errorsOf(entries: readonly NewRequestLogEntry[]): unknown {
  const counts = new Map<string, [string, string, number]>();
  for (const { status, errorCode, accountId, requestKind } of entries) {
    if (status !== 'error' || errorCode === null || !countedKinds.has(requestKind)) continue;
    const name = `${errorCode} ${accountId ?? ''}`;
    counts.set(name, [errorCode, accountId ?? '', (counts.get(name)?.[2] ?? 0) + 1]);
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

const batches = fc.array(fc.array(someEntry, { maxLength: 12 }), { maxLength: 6 });

describe('the sums over the log', () => {
  it('are what its rows add up to, in whatever batches those came', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const log = rolledLog();
        for (const batch of all) log.append(batch);
        expect(foundIn(log)).toEqual(expectedOf(all.flat()));
        expect(errorsIn(log)).toEqual(errorsOf(all.flat()));
        log.db.close();
      }),
      { numRuns: 100 },
    );
  });

  it('stay when the rows are pruned', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const log = rolledLog();
        for (const batch of all) log.append(batch);
        log.db.prepare(PRUNE_CHUNK_SQL).run(Date.parse('2027-01-01'));
        expect(log.db.prepare('SELECT COUNT(*) FROM request_log').pluck().get()).toBe(0);
        expect(foundIn(log)).toEqual(expectedOf(all.flat()));
        log.db.close();
      }),
      { numRuns: 20 },
    );
  });

  it('lose what an account added when its history is removed, also after its rows were pruned', () => {
    fc.assert(
      fc.property(batches, fc.boolean(), (all, pruned) => {
        const log = rolledLog();
        for (const batch of all) log.append(batch);
        if (pruned) log.db.prepare(PRUNE_CHUNK_SQL).run(Date.parse('2027-01-01'));
        log.db.prepare("DELETE FROM request_log WHERE account_id = 'a'").run();
        removeFromRollups(log.db, 'a');
        const left = all.flat().filter(({ accountId }) => accountId !== 'a');
        expect(foundIn(log)).toEqual(expectedOf(left));
        expect(errorsIn(log)).toEqual(errorsOf(left));
        // Nothing of it is left to be seen, a name that only it used neither.
        const names = log.db.prepare('SELECT COUNT(*) FROM rollup_groups').pluck().get();
        expect(names).toBe(new Set([...foundIn(log).keys()].map((key) => key.replace(/^\[\d+,\d+/, ''))).size);
        log.db.close();
      }),
      { numRuns: 60 },
    );
  });

  it('take no figure that would make them overflow', () => {
    const log = rolledLog();
    const entry = fc.sample(someEntry, 1).map((one) => ({ ...one, requestKind: 'responses', inputTokens: 9e18 }));
    for (let count = 0; count < 3; count += 1) log.append(entry);
    expect(log.db.prepare('SELECT MAX(input_tokens) FROM rollups').pluck().get()).toBe(3e12);
    log.db.close();
  });

  it('forget what was added when its rows did not come in', () => {
    const log = rolledLog();
    const [entry] = fc.sample(someEntry, 1);
    if (entry) log.writer.add([1, ...encodeRequest(entry)]);
    log.writer.drop();
    log.writer.flush();
    expect(foundIn(log).size).toBe(0);
    log.db.close();
  });
});
