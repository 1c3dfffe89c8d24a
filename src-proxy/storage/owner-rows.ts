import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import { storedKinds, ownedLimits, type OwnerRecord } from './owner-records.ts';
import type { SqlValue } from './sql-value.ts';

export const PRUNE_OWNERS_CHUNK = 500;

export type OwnerOperationKind = 'pruneOwners';

const rowsSchema = z.array(
  z.object({ kind: z.enum(storedKinds), id: z.string(), accountId: z.string(), notedAtMs: z.number() }),
);

/** A line of the journal that says who has what; told from a request's, which is an array, by being an object. */
const lineSchema = z.strictObject({
  owner: z.tuple([z.enum(storedKinds), z.string(), z.string(), z.number().int()]),
});

export function encodeOwnerLine({ kind, id, accountId, notedAtMs }: OwnerRecord): string {
  const line: z.infer<typeof lineSchema> = { owner: [kind, id, accountId, Math.round(notedAtMs)] };
  return JSON.stringify(line);
}

/** Takes the parsed lines of the journal. @returns false where it is a line of another sort */
export function createOwnerWriter(db: Database): (line: unknown) => boolean {
  // An account that was removed a moment ago has nothing any more.
  const save = db.prepare(`INSERT INTO owners (kind, id, account_id, noted_at_ms)
    SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?)
    ON CONFLICT (kind, id) DO UPDATE SET account_id = excluded.account_id, noted_at_ms = excluded.noted_at_ms`);
  return (line) => {
    const parsed = lineSchema.safeParse(line);
    if (!parsed.success) return false;
    const { owner } = parsed.data;
    save.run(...owner, owner[2]);
    return true;
  };
}

/** Oldest first, of each kind as many as are remembered. */
export function readOwners(db: Database, nowMs: number, limits = ownedLimits): OwnerRecord[] {
  const newest = db.prepare(`SELECT kind, id, account_id AS accountId, noted_at_ms AS notedAtMs FROM owners
    WHERE kind = ? AND noted_at_ms > ? ORDER BY noted_at_ms DESC, id DESC LIMIT ?`);
  return storedKinds.flatMap((kind) => {
    const { count, ageMs } = limits[kind];
    return rowsSchema.parse(newest.all(kind, nowMs - ageMs, count)).toReversed();
  });
}

export function ownerRunners(
  db: Database,
  limits = ownedLimits,
): Record<OwnerOperationKind, (args: readonly SqlValue[]) => number> {
  const pruneAge = db.prepare(`DELETE FROM owners WHERE (kind, id) IN
    (SELECT kind, id FROM owners WHERE kind = ? AND noted_at_ms <= ? LIMIT ${PRUNE_OWNERS_CHUNK})`);
  const pruneCount = db.prepare(`DELETE FROM owners WHERE (kind, id) IN
    (SELECT kind, id FROM owners WHERE kind = ? ORDER BY noted_at_ms DESC, id DESC LIMIT ${PRUNE_OWNERS_CHUNK} OFFSET ?)`);
  return {
    pruneOwners: ([nowMs]) => {
      // Of one kind at a time, so that what is deleted in one go stays small.
      for (const kind of storedKinds) {
        const { count, ageMs } = limits[kind];
        const old = pruneAge.run(kind, Number(nowMs) - ageMs).changes;
        const gone = old > 0 ? old : pruneCount.run(kind, count).changes;
        if (gone > 0) return gone;
      }
      return 0;
    },
  };
}
