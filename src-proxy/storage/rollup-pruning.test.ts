import fc from 'fast-check';
import { expect, it } from 'vitest';

import { rolledLog, someEntry } from './rolled-log.fixture.ts';
import { PRUNE_ROLLUPS_CHUNK, rollupPruningRunners } from './rollup-pruning.ts';

const dayMs = 86_400_000;
/** A midnight among the days of `someEntry`, and a time on the day after it. */
const midnightMs = Date.UTC(2026, 2, 29);
const cutMs = midnightMs + 5 * 3_600_000 + 1;
const firstMs = Date.UTC(2026, 2, 26);
const lastMs = Date.UTC(2026, 3, 3);

function prune(log: ReturnType<typeof rolledLog>): number[] {
  const { pruneRollups } = rollupPruningRunners(log.db);
  const chunks: number[] = [];
  for (let gone = pruneRollups([cutMs]); gone > 0; gone = pruneRollups([cutMs])) chunks.push(gone);
  return chunks;
}

it('whole days stay as they were, the finer sums before the cut go, those behind it stay exact', () => {
  fc.assert(
    fc.property(fc.array(someEntry, { maxLength: 40 }), (entries) => {
      const log = rolledLog();
      log.append(entries);
      const { reader, db } = log;
      const groups = reader.groupsFor({});
      const days = Array.from({ length: 9 }, (_, index) => firstMs + index * dayMs);
      const sumsOfDays = () => reader.sumsBetween(groups, days);
      const behind = () => reader.sumOf(groups, midnightMs + 45 * 60_000, lastMs);
      const before = [sumsOfDays(), behind()];
      prune(log);
      expect([sumsOfDays(), behind()]).toEqual(before);
      const finest = db.prepare('SELECT MIN(start_ms) FROM rollups WHERE grain_min < 1440').pluck().get() as
        number | null;
      expect(finest ?? Infinity).toBeGreaterThanOrEqual(midnightMs);
      // Days of a zone: each request is still counted, once.
      const ofZone = days.map((startMs) => startMs - 5.5 * 3_600_000);
      const requests = (sums: readonly (readonly number[])[]) => sums.reduce((sum, [count = 0]) => sum + count, 0);
      expect(requests(reader.sumsBetween(groups, ofZone))).toBe(requests(sumsOfDays()));
      db.close();
    }),
  );
});

it('goes chunk by chunk', () => {
  const log = rolledLog();
  const addOld = log.db
    .prepare(`INSERT INTO rollups SELECT group_id, grain_min, ?, requests, errors, cancelled, input_tokens,
    cached_input_tokens, told_input_tokens, output_tokens, reasoning_tokens, reasoning_told, total_tokens, cost_microusd, unpriced,
    moves, cold_tokens, latency_ms, queue_ms, generated_tokens, generating_ms, first_event_0, first_event_1, first_event_2,
    first_event_3, first_event_4, first_event_5, first_event_6, first_event_7, first_event_8, first_event_9
    FROM rollups WHERE grain_min = 15 LIMIT 1`);
  const [entry] = fc.sample(
    someEntry.filter(({ requestKind }) => requestKind === 'responses'),
    1,
  );
  if (entry === undefined) throw new Error('no entry');
  log.append([{ ...entry, requestedAt: new Date(lastMs).toISOString() }]);
  for (let count = 1; count <= PRUNE_ROLLUPS_CHUNK + 1; count += 1) addOld.run(firstMs - count * 900_000);
  expect(prune(log)).toEqual([PRUNE_ROLLUPS_CHUNK, 1]);
});
