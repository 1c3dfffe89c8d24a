import { cpSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import { encodeAccount, accountColumns } from './account-row.ts';
import { makeNewestSchema } from './migrations/newest-schema.fixture.ts';
import { storedKinds, ownedLimits, type OwnedLimits, type OwnerRecord, type StoredKind } from './owner-records.ts';
import { createOwnerWriter, encodeOwnerLine, ownerRunners, PRUNE_OWNERS_CHUNK, readOwners } from './owner-rows.ts';
import { account, openTestStore, tempFolder } from './records.fixture.ts';

const nowMs = 1_750_000_000_000;
const dayMs = 86_400_000;

function owner(id: string, more: Partial<OwnerRecord> = {}): OwnerRecord {
  return { kind: 'previous_response_id', id, accountId: 'a', notedAtMs: nowMs - 1, ...more };
}

function database() {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  db.pragma('foreign_keys = ON');
  makeNewestSchema(db);
  const places = accountColumns.map(() => '?').join(', ');
  const addAccount = db.prepare(`INSERT OR IGNORE INTO accounts (${accountColumns.join(', ')}) VALUES (${places})`);
  return {
    db,
    add: (id: string) => void addAccount.run(encodeAccount(account(id))),
    remove: (id: string) => void db.prepare('DELETE FROM accounts WHERE id = ?').run(id),
  };
}

const few: Readonly<Record<StoredKind, OwnedLimits>> = {
  previous_response_id: { count: 3, ageMs: 10 },
  conversation: { count: 2, ageMs: 1000 },
  file_id: { count: 2, ageMs: 20 },
  sealed: { count: 1, ageMs: 50 },
};

const step = fc.oneof(
  fc.record({
    do: fc.constant('note' as const),
    kind: fc.constantFrom(...storedKinds),
    id: fc.constantFrom('1', '2', '3', '4', '5'),
    accountId: fc.constantFrom('a', 'b', 'nobody'),
  }),
  fc.record({ do: fc.constant('remove' as const), accountId: fc.constantFrom('a', 'b') }),
  fc.record({ do: fc.constant('add' as const), accountId: fc.constantFrom('a', 'b') }),
  fc.record({ do: fc.constant('prune' as const) }),
  fc.record({ do: fc.constant('read' as const) }),
);

/** What is to be remembered at a time, by the plainest of means. */
function newest(rows: ReadonlyMap<string, OwnerRecord>, atMs: number): OwnerRecord[] {
  return storedKinds.flatMap((kind) =>
    [...rows.values()]
      .filter((row) => row.kind === kind && row.notedAtMs > atMs - few[kind].ageMs)
      .sort((one, other) => one.notedAtMs - other.notedAtMs)
      .slice(-few[kind].count),
  );
}

describe('who made what, on disk', () => {
  it('is what a map would hold, whatever is noted, removed and pruned in which order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { db, add, remove } = database();
        const save = createOwnerWriter(db);
        const { pruneOwners } = ownerRunners(db, few);
        const accounts = new Set<string>();
        let model = new Map<string, OwnerRecord>();
        let atMs = 0;
        for (const one of steps) {
          atMs += 1;
          if (one.do === 'add') {
            add(one.accountId);
            accounts.add(one.accountId);
          }
          if (one.do === 'remove') {
            remove(one.accountId);
            accounts.delete(one.accountId);
            model = new Map([...model].filter(([, row]) => row.accountId !== one.accountId));
          }
          if (one.do === 'note') {
            const { kind, id, accountId } = one;
            const record = { kind, id, accountId, notedAtMs: atMs };
            expect(save(JSON.parse(encodeOwnerLine(record)))).toBe(true);
            if (accounts.has(accountId)) model.set(`${kind} ${id}`, record);
          }
          if (one.do === 'prune') {
            while (pruneOwners([atMs]) > 0);
            model = new Map(newest(model, atMs).map((row) => [`${row.kind} ${row.id}`, row]));
            expect(db.prepare('SELECT count(*) FROM owners').pluck().get()).toBe(model.size);
          }
          expect(readOwners(db, atMs, few)).toEqual(newest(model, atMs));
        }
      }),
    );
  });

  it.each([
    null,
    1,
    'text',
    {},
    { owner: ['file_id', 'x', 'a'] },
    { owner: ['of no kind', 'x', 'a', 1] },
    { owner: ['file_id', 'x', 'a', 1], more: 1 },
  ])('takes no line of another sort: %j', (line) => {
    expect(createOwnerWriter(database().db)(line)).toBe(false);
  });
});

describe('through the store', () => {
  it('is on disk on return, also where nothing was closed', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    await store.saveAccount(account('a'));
    const all = Array.from({ length: 40 }, (_, index) => owner(`r${String(index).padStart(2, '0')}`));
    for (const one of all) store.appendOwner(one);
    // As a kill at this moment leaves it.
    const copy = join(tempFolder(), 'copy');
    cpSync(dataDir, copy, { recursive: true, filter: (from) => !from.endsWith('engine.lock') });
    expect((await openTestStore(copy)).initial.owners).toEqual(all);
  });

  it('of what is too old nothing is read, and pruning deletes it, in chunks', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    await store.saveAccount(account('a'));
    const old = PRUNE_OWNERS_CHUNK * 2 + 1;
    for (let count = 0; count < old; count += 1)
      store.appendOwner(owner(`old ${count}`, { notedAtMs: nowMs - 30 * dayMs }));
    store.appendOwner(owner('new'));
    store.appendOwner(owner('file', { kind: 'file_id', notedAtMs: nowMs - 89 * dayMs }));
    expect(await store.pruneOwners(nowMs)).toBe(old);
    expect(await store.pruneOwners(nowMs)).toBe(0);
    await store.close();
    expect((await openTestStore(dataDir)).initial.owners.map(({ id }) => id)).toEqual(['new', 'file']);
  });

  it('of too many the newest stay, each kind in its own room', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    await store.saveAccount(account('a'));
    const { count } = ownedLimits.conversation;
    for (let index = 0; index < count + 10; index += 1)
      store.appendOwner(owner(`c${index}`, { kind: 'conversation', notedAtMs: nowMs - count * 2 + index }));
    store.appendOwner(owner('file', { kind: 'file_id' }));
    expect(await store.pruneOwners(nowMs)).toBe(10);
    await store.close();
    const { owners } = (await openTestStore(dataDir)).initial;
    expect([owners.length, owners[0]?.id, owners.at(-1)?.id]).toEqual([count + 1, 'c10', 'file']);
  });
});
