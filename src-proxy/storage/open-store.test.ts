import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { account, openTestStore, silentLogger, sticky, tempFolder } from './records.fixture.ts';
import { openStore } from './open-store.ts';
import { requestEntry } from './request-entry.fixture.ts';

const options = { logger: silentLogger, nowMs: () => 0 };

describe('what was written is there after the next start', () => {
  it('accounts, usage, stickies, settings and requests', async () => {
    const dataDir = tempFolder();
    const full = account('a', {
      chatgptUserId: 'user',
      alias: 'Work',
      workspaceId: 'w',
      workspaceLabel: 'Team',
      seatType: 'seat',
      status: 'rate_limited',
      deactivationReason: 'why',
      resetAtMs: 3,
      blockedAtMs: 2,
      lastRefreshMs: 1,
      usage: {
        atMs: 9,
        primary: { usedPercent: 12.5, windowMinutes: 300, resetAtMs: 7.5 },
        secondary: null,
        monthly: { usedPercent: 0, windowMinutes: 43_200, resetAtMs: null },
        credits: { has: true, unlimited: false, balance: '1.50' },
      },
    });
    const first = await openTestStore(dataDir);
    expect(first.initial).toEqual({
      accounts: [],
      stickies: [],
      owners: [],
      openRedemptions: [],
      recentUsage: [],
      settledRedemptions: [],
      settings: {},
      settingsVersion: 0,
      dashboardAuth: {},
      apiKeys: [],
      prices: [],
      modelSources: [],
      sourceMonths: [],
      recentRequests: [],
    });
    await first.saveAccount(account('a'));
    await first.saveAccount(account('b', { createdAtMs: 1_700_000_000_001 }));
    await first.saveSticky(sticky('one', 'a', 1));
    await first.saveSticky({ ...sticky('two', 'b', 2), kind: 'prompt_cache' });
    await first.saveSticky(sticky('three', 'b', 3));
    await first.saveSticky({ ...sticky('two', 'a', 4), servedBy: 'b', hasMoved: true });
    await first.saveAccount(full);
    await first.deleteStickies(['three', 'unknown']);
    expect(await first.saveSettings({ routingStrategy: 'round_robin', list: [1, { x: null }], gone: 1 })).toBe(1);
    expect(await first.saveSettings({ gone: undefined, nothing: null })).toBe(2);
    const point = {
      accountId: 'a',
      window: 'primary',
      atMs: 1_749_999_000_000,
      usedPercent: 12.5,
      resetAtMs: null,
    } as const;
    const made = { kind: 'file_id', id: 'file_1', accountId: 'b', notedAtMs: 1_749_999_000_000 } as const;
    first.appendOwner({ ...made, accountId: 'a' });
    first.appendOwner(made);
    first.appendOwner({ ...made, id: 'file_2', accountId: 'nobody' });
    await first.saveUsagePoint(point);
    await first.saveUsagePoint({ ...point, atMs: 1_700_000_000_000 });
    await first.saveUsagePoint({ ...point, accountId: 'nobody' });
    const open = { redeemRequestId: 'r1', accountId: 'a', creditId: null, requestedAtMs: 5, outcome: null };
    await first.saveRedemption(open);
    const failed = requestEntry({
      status: 'error',
      accountId: null,
      model: null,
      attempts: [],
      latencyFirstEventMs: null,
    });
    const ids = [first.appendRequest(requestEntry()), first.appendRequest(failed)];
    await first.close();
    expect(readdirSync(dataDir).sort()).toEqual(['engine.lock', 'evenkeel.db']);

    const second = await openTestStore(dataDir);
    expect(second.initial).toEqual({
      accounts: [full, account('b', { createdAtMs: 1_700_000_000_001 })],
      stickies: [sticky('one', 'a', 1), { ...sticky('two', 'a', 4), servedBy: 'b', hasMoved: true }],
      owners: [made],
      openRedemptions: [open],
      recentUsage: [point],
      settledRedemptions: [],
      settings: { routingStrategy: 'round_robin', list: [1, { x: null }], nothing: null },
      settingsVersion: 2,
      dashboardAuth: {},
      apiKeys: [],
      prices: [],
      modelSources: [],
      sourceMonths: [],
      recentRequests: [
        { id: ids[1], ...failed },
        { id: ids[0], ...requestEntry() },
      ],
    });
    expect(await second.listRequests({ limit: 50 })).toEqual({
      requests: second.initial.recentRequests,
      hasMore: false,
      nextCursor: null,
      scannedThrough: null,
    });
  });

  it('an account that was removed takes its stickies and what it made along, and its history when asked', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    for (const id of ['a', 'b', 'c']) {
      await store.saveAccount(account(id));
      await store.saveSticky(sticky(`of ${id}`, id, 1));
      store.appendOwner({ kind: 'conversation', id: `of ${id}`, accountId: id, notedAtMs: 1_750_000_000_000 });
      store.appendRequest(requestEntry({ accountId: id }));
    }
    await store.deleteAccount('a', { history: true });
    await store.deleteAccount('b', { history: false });
    await store.close();
    const { initial } = await openTestStore(dataDir);
    expect(initial.accounts.map(({ id }) => id)).toEqual(['c']);
    expect(initial.stickies.map(({ key }) => key)).toEqual(['of c']);
    expect(initial.owners.map(({ id }) => id)).toEqual(['of c']);
    expect(initial.recentRequests.map(({ accountId }) => accountId)).toEqual(['c', 'b']);
  });
});

describe('the request log', () => {
  it('is pruned by age in chunks, with other writes in between', async () => {
    const store = await openTestStore(tempFolder());
    for (let count = 0; count < 2_100; count += 1) {
      store.appendRequest(requestEntry({ requestedAt: '2025-01-01T00:00:00Z' }));
    }
    const order: string[] = [];
    const pruned = store.pruneRequests(Date.parse('2026-01-01T00:00:00Z')).then((count) => {
      order.push('pruned');
      return count;
    });
    store.appendRequest(requestEntry());
    await store.saveAccount(account('a'));
    order.push('saved');
    expect(await pruned).toBe(2_100);
    expect(order).toEqual(['saved', 'pruned']);
    expect((await store.listRequests({ limit: 10 })).requests).toHaveLength(1);
  });

  it('shows a row as soon as it was appended', async () => {
    const store = await openTestStore(tempFolder());
    for (let count = 0; count < 20; count += 1) {
      const id = store.appendRequest(requestEntry());
      expect((await store.listRequests({ limit: 1 })).requests[0]?.id).toBe(id);
    }
  });
});

describe('opening', () => {
  it('refuses a folder that another engine has, and takes it once that one closed', async () => {
    const dataDir = tempFolder();
    const first = await openTestStore(dataDir);
    await expect(openStore({ ...options, dataDir })).rejects.toMatchObject({ code: 'data_dir_in_use' });
    await expect(openStore({ ...options, dataDir })).rejects.toThrow(/Another Evenkeel is running/);
    await first.check();
    await first.close();
    await openTestStore(dataDir);
  });

  it('refuses a database of a newer version and leaves the folder free', async () => {
    const dataDir = tempFolder();
    await (await openTestStore(dataDir)).close();
    const db = new Database(join(dataDir, 'evenkeel.db'));
    const version = Number(db.pragma('user_version', { simple: true }));
    db.pragma('user_version = 999');
    for (const attempt of [1, 2]) {
      await expect(openStore({ ...options, dataDir }), `attempt ${attempt}`).rejects.toMatchObject({
        code: 'store_newer',
      });
    }
    db.pragma(`user_version = ${version}`);
    db.close();
    await openTestStore(dataDir);
  });

  it('says what to do about a damaged database', async () => {
    const dataDir = tempFolder();
    writeFileSync(
      join(dataDir, 'evenkeel.db'),
      'not a database at all, but long enough to be taken for one '.repeat(100),
    );
    const refused = openStore({ ...options, dataDir });
    await expect(refused).rejects.toMatchObject({ code: 'store_damaged' });
    await expect(refused).rejects.toThrow(/Move it and its -wal and -shm files elsewhere/);
  });

  it('finds damage inside a database that still opens', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    for (let count = 0; count < 500; count += 1) store.appendRequest(requestEntry());
    await store.close();
    const path = join(dataDir, 'evenkeel.db');
    const db = new Database(path);
    const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'request_log_by_time'").pluck().get();
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    db.prepare("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'request_log_by_status'").run(page);
    db.close();
    await expect(openStore({ ...options, dataDir })).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('says so when the folder cannot be one', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(openStore({ ...options, dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'data_dir_unusable',
    });
  });
});

describe('closing', () => {
  it('writes what is pending, may be repeated, and refuses what comes after', async () => {
    const dataDir = tempFolder();
    const store = await openTestStore(dataDir);
    for (let count = 0; count < 1_000; count += 1) store.appendRequest(requestEntry());
    await Promise.all([store.close(), store.close()]);
    expect(() => store.appendRequest(requestEntry())).toThrow(expect.objectContaining({ code: 'store_closed' }));
    await expect(store.saveSettings({})).rejects.toMatchObject({ code: 'store_closed' });
    await expect(store.listRequests({ limit: 1 })).rejects.toMatchObject({ code: 'store_closed' });
    await expect(store.check()).rejects.toMatchObject({ code: 'store_closed' });
    await store.close();
    expect((await openTestStore(dataDir)).initial.recentRequests[0]?.id).toBe(1_000);
  });
});
