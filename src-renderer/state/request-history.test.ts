import { describe, expect, it } from 'vitest';

import type { RequestLogEntry } from '#contract/request-log.ts';

import { RequestHistory } from './request-history.svelte.ts';
import { sampleRequest } from './sample-data.ts';

/** A log that pages like the engine: newest first, the cursor being the last id of the page before. */
function logOf(entries: RequestLogEntry[]) {
  const asked: (number | null)[] = [];
  const api: ConstructorParameters<typeof RequestHistory>[0] = {
    requestLogs: ({ limit, cursor, accountId, status, conversationId }) => {
      asked.push(cursor);
      const matching = entries
        .filter((entry) => cursor === null || entry.id < cursor)
        .filter((entry) => accountId === null || entry.accountId === accountId)
        .filter((entry) => status === null || entry.status === status)
        .filter((entry) => conversationId === undefined || entry.conversationId === conversationId)
        .sort((left, right) => right.id - left.id);
      const requests = matching.slice(0, limit);
      const hasMore = matching.length > limit;
      const nextCursor = hasMore ? (requests.at(-1)?.id ?? null) : null;
      return Promise.resolve({ requests, hasMore, nextCursor, scannedThrough: null });
    },
  };
  return { api, asked, entries };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => sampleRequest({ id: index + 1 }));
const ids = (history: RequestHistory) => history.rows.map((row) => row.id);
const arrival = (parts: Partial<RequestLogEntry>) => ({ type: 'request', request: sampleRequest(parts) }) as const;

describe('RequestHistory', () => {
  it('pages back to the first request, none twice and none left out', async () => {
    const { api } = logOf(many(120));
    const history = new RequestHistory(api);
    await history.reload();
    expect(history.rows).toHaveLength(50);
    await history.loadOlder();
    await history.loadOlder();
    expect(ids(history)).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index));
    expect(history.hasMore).toBe(false);
  });

  it('puts arrivals on top, through the filter', async () => {
    const history = new RequestHistory(logOf(many(3)).api);
    await history.setFilter({ accountId: 'a1', status: 'error' });
    await history.onEvent(arrival({ id: 4, status: 'success' }));
    await history.onEvent(arrival({ id: 5, status: 'error', accountId: 'a2' }));
    await history.onEvent(arrival({ id: 6, status: 'error' }));
    await history.onEvent(arrival({ id: 6, status: 'error' }));
    expect(ids(history)).toEqual([6]);
  });

  it('loses no arrival while the first page is on its way', async () => {
    const history = new RequestHistory(logOf(many(3)).api);
    const loading = history.reload();
    await history.onEvent(arrival({ id: 4 }));
    await loading;
    expect(ids(history)).toEqual([4, 3, 2, 1]);
  });

  it('an answer for a filter that is no longer set is dropped', async () => {
    const log = logOf([...many(2), sampleRequest({ id: 3, status: 'error' })]);
    const history = new RequestHistory(log.api);
    const first = history.setFilter({ accountId: null, status: 'success' });
    const second = history.setFilter({ accountId: null, status: 'error' });
    await Promise.all([first, second]);
    expect(ids(history)).toEqual([3]);
  });

  it('stays bounded under a flood, and finds again what fell off', async () => {
    const log = logOf(many(10));
    const history = new RequestHistory(log.api);
    await history.reload();
    for (let id = 11; id <= 300; id += 1) {
      log.entries.push(sampleRequest({ id }));
      await history.onEvent(arrival({ id }));
    }
    expect(history.rows).toHaveLength(200);
    while (history.hasMore) await history.loadOlder();
    expect(ids(history)).toEqual(Array.from({ length: 300 }, (_, index) => 300 - index));
  });

  it('fills the gap after a reconnect', async () => {
    const log = logOf(many(3));
    const history = new RequestHistory(log.api);
    await history.reload();
    log.entries.push(sampleRequest({ id: 4 }), sampleRequest({ id: 5 }));
    await history.reload();
    expect(ids(history)).toEqual([5, 4, 3, 2, 1]);
  });

  it('says that a page could not be had, and can try again', async () => {
    let isDown = true;
    const { api } = logOf(many(1));
    const history = new RequestHistory({
      requestLogs: (page) => (isDown ? Promise.reject(new Error('gone')) : api.requestLogs(page)),
    });
    await history.reload();
    expect(history.phase).toBe('failed');
    isDown = false;
    await history.reload();
    expect(history.phase).toBe('ready');
    expect(history.error).toBeNull();
  });

  it("takes one conversation's alone, of those that arrive too", async () => {
    const { api } = logOf([sampleRequest({ id: 1, conversationId: 'c1' }), sampleRequest({ id: 2 })]);
    const history = new RequestHistory(api);
    await history.setFilter({ accountId: null, status: null, conversationId: 'c1' });
    await history.onEvent(arrival({ id: 3, conversationId: 'c2' }));
    await history.onEvent(arrival({ id: 4, conversationId: 'c1' }));
    expect(ids(history)).toEqual([4, 1]);
  });
});
