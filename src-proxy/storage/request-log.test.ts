import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { journalPath, listJournals } from './journal-files.ts';
import { account, openTestStore, tempFolder } from './records.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';

function openOther(dataDir: string) {
  const db = new Database(join(dataDir, 'evenkeel.db'));
  onTestFinished(() => void db.close());
  return { db, count: db.prepare<[], number>('SELECT count(*) FROM request_log').pluck() };
}

describe('a finished request', () => {
  it('is in the journal when append returns, and in the table soon after without being asked for', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    const { count } = openOther(dataDir);
    const id = store.appendRequest(requestEntry({ requestId: 'marked' }));
    expect(readFileSync(journalPath(dataDir, 1), 'utf8')).toMatch(new RegExp(`^\\[${id},"marked",.*\\]\\n$`));
    await vi.waitUntil(() => count.get() === 1, { timeout: 10_000 });
  });

  it('keeps its place in the order over a restart', async () => {
    const dataDir = tempFolder();
    const ids: number[] = [];
    for (const session of [1, 2, 3]) {
      const store = await openTestStore(dataDir);
      for (let count = 0; count < 3; count += 1)
        ids.push(store.appendRequest(requestEntry({ requestId: `${session}` })));
      await store.close();
    }
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { initial } = await openTestStore(dataDir);
    expect(initial.recentRequests.map(({ requestId }) => requestId).join('')).toBe('333222111');
  });
});

describe('the journal', () => {
  it('begins anew when it is large, and the old one goes once it is in the table', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    const { db, count } = openOther(dataDir);
    const large = requestEntry({ upstreamError: 'x'.repeat(4_000) });
    let last = 0;
    while (listJournals(dataDir).at(-1) !== 3) {
      for (let step = 0; step < 200; step += 1) last = store.appendRequest(large);
      await store.listRequests({ limit: 1 });
    }
    const { requests } = await store.listRequests({ limit: 1 });
    expect(requests[0]?.id).toBe(last);
    expect(count.get()).toBe(last);
    expect(listJournals(dataDir)).toEqual([3]);
    db.close();
    await store.close();
    expect(readdirSync(dataDir).sort()).toEqual(['engine.lock', 'evenkeel.db']);
  });

  it('takes on while another program holds the database, and the rows come later, by themselves', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    const { db, count } = openOther(dataDir);
    db.exec('BEGIN IMMEDIATE');
    for (let step = 1; step <= 1_000; step += 1) expect(store.appendRequest(requestEntry())).toBe(step);
    const listed = store.listRequests({ limit: 1 });
    expect(store.appendRequest(requestEntry())).toBe(1_001);
    expect(count.get()).toBe(0);
    db.exec('COMMIT');
    expect((await listed).requests[0]?.id).toBeGreaterThanOrEqual(1_000);
    await vi.waitUntil(() => count.get() === 1_001, { timeout: 10_000 });
  });

  it('holds nothing more of an account whose history was removed', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    await store.saveAccount(account('a'));
    store.appendRequest(requestEntry({ accountId: 'a', requestId: 'to be forgotten' }));
    store.appendRequest(requestEntry({ accountId: 'b' }));
    await store.deleteAccount('a', { history: true });
    expect((await store.listRequests({ limit: 9 })).requests.map(({ accountId }) => accountId)).toEqual(['b']);
    const journals = listJournals(dataDir).map((number) => readFileSync(journalPath(dataDir, number), 'utf8'));
    expect(journals.join('')).not.toContain('to be forgotten');
  });

  it('an account that is removed with its history and added again right away stays', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    await store.saveAccount(account('a'));
    store.appendRequest(requestEntry());
    await Promise.all([store.deleteAccount('a', { history: true }), store.saveAccount(account('a'))]);
    await store.close();
    expect((await openTestStore(dataDir)).initial.accounts.map(({ id }) => id)).toEqual(['a']);
  });

  it('what was pruned does not live on in it', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    store.appendRequest(requestEntry());
    expect(await store.pruneRequests(Date.parse('2027-01-01T00:00:00Z'))).toBe(1);
    expect(existsSync(journalPath(dataDir, 1))).toBe(false);
  });
});
