import { describe, expect, it } from 'vitest';

import type { RequestLogEntry } from '#contract/request-log.ts';

import { everyRequest, isWanted } from './request-filter.ts';
import type { RequestFilter } from './request-filter.ts';
import { arrivalsKept, RequestHistory } from './request-history.svelte.ts';
import { sampleEngine, sampleRequest } from './sample-data.ts';

/** A log that pages like the engine: newest first, the cursor being the last id of the page before. */
function logOf(entries: RequestLogEntry[]) {
  const api: ConstructorParameters<typeof RequestHistory>[0] = {
    requestLogs: ({ limit = 50, cursor, ...wanted }) => {
      const matching = entries
        .filter((entry) => (cursor === undefined || entry.id < cursor) && isWanted(wanted, entry))
        .sort((left, right) => right.id - left.id);
      const requests = matching.slice(0, limit);
      const hasMore = matching.length > limit;
      const nextCursor = hasMore ? (requests.at(-1)?.id ?? null) : null;
      return Promise.resolve({ requests, hasMore, nextCursor, scannedThrough: null });
    },
  };
  return { api, entries };
}

const noPage = { requests: [], hasMore: false, nextCursor: null, scannedThrough: null };
const chosen = (choices: RequestFilter['choices']): RequestFilter => ({ ...everyRequest, choices });
const down = (from: number, to = 1) => Array.from({ length: from - to + 1 }, (_, index) => from - index);
const many = (count: number) => Array.from({ length: count }, (_, index) => sampleRequest({ id: index + 1 }));
const ids = (history: RequestHistory) => history.rows.map((row) => row.id);
const arrival = (parts: Partial<RequestLogEntry>) => ({ type: 'request', request: sampleRequest(parts) }) as const;

describe('RequestHistory', () => {
  it('pages back to the first request, none twice and none left out', async () => {
    const { api } = logOf(many(220));
    const history = new RequestHistory(api);
    await history.reload();
    expect(history.rows).toHaveLength(100);
    await history.loadOlder();
    await history.loadOlder();
    expect(ids(history)).toEqual(down(220));
    expect(history.hasMore).toBe(false);
  });

  it('puts arrivals on top, through the filter', async () => {
    const history = new RequestHistory(logOf(many(3)).api);
    await history.setFilter(chosen({ accountId: ['a1'], status: ['error'] }));
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
    const first = history.setFilter(chosen({ status: ['success'] }));
    const second = history.setFilter(chosen({ status: ['error'] }));
    await Promise.all([first, second]);
    expect(ids(history)).toEqual([3]);
  });

  it('stays bounded under a flood, and finds again what fell off', async () => {
    const log = logOf(many(10));
    const history = new RequestHistory(log.api);
    await history.reload();
    for (let id = 11; id <= 3000; id += 1) {
      log.entries.push(sampleRequest({ id }));
      await history.onEvent(arrival({ id }));
    }
    expect(ids(history)).toEqual(down(3000, 3001 - arrivalsKept));
    while (history.hasMore) await history.loadOlder();
    expect(ids(history)).toEqual(down(3000));
    // Following again, it holds no more than it did before.
    history.hold(true);
    history.hold(false);
    expect(history.rows).toHaveLength(arrivalsKept);
    while (history.hasMore) await history.loadOlder();
    expect(ids(history)).toEqual(down(3000));
  });

  it('moves nothing while it is held, and counts what waits', async () => {
    const history = new RequestHistory(logOf(many(3)).api);
    await history.reload();
    history.hold(true);
    for (const id of [4, 5, 5, 7, 6]) await history.onEvent(arrival({ id }));
    expect([ids(history), history.waiting]).toEqual([[3, 2, 1], 4]);
    history.hold(false);
    expect([ids(history), history.waiting]).toEqual([down(7), 0]);
  });

  it('is bounded while it is held too: a flood displaces the rows, which are found again', async () => {
    const log = logOf(many(3));
    const history = new RequestHistory(log.api);
    await history.reload();
    history.hold(true);
    for (let id = 4; id <= 1000; id += 1) {
      log.entries.push(sampleRequest({ id }));
      await history.onEvent(arrival({ id }));
    }
    expect([ids(history), history.waiting]).toEqual([[3, 2, 1], 997]);
    history.hold(false);
    expect(ids(history)).toEqual(down(1000, 1001 - arrivalsKept));
    while (history.hasMore) await history.loadOlder();
    expect(ids(history)).toEqual(down(1000));
  });

  it.each([2, 250])('held, it counts %i requests that came while the connection was lost', async (missed) => {
    const log = logOf(many(3));
    const history = new RequestHistory(log.api);
    await history.reload();
    history.hold(true);
    await history.onEvent(arrival({ id: 4 }));
    log.entries.push(...many(missed + 4).slice(3));
    await history.onEvent({ type: 'snapshot', engine: sampleEngine(), accounts: [], requests: [] });
    expect(ids(history)).toEqual([3, 2, 1]);
    expect(history.waiting).toBeGreaterThanOrEqual(Math.min(missed + 1, 100));
    history.hold(false);
    while (history.hasMore) await history.loadOlder();
    expect(ids(history)).toEqual(down(missed + 4));
  });

  it('drops a page that would no longer join on to the last row', async () => {
    const log = logOf(many(1000));
    const history = new RequestHistory(log.api);
    await history.reload();
    history.hold(true);
    while (history.rows.length < 800) await history.loadOlder();
    const older = history.loadOlder();
    history.hold(false);
    await older;
    expect(ids(history)).toEqual(down(1000, 1001 - arrivalsKept));
    await history.loadOlder();
    expect(ids(history)).toEqual(down(1000, 401));
  });

  it('says how far back it has looked for what is rare', async () => {
    const pages = [
      { requests: [], hasMore: true, nextCursor: 5000, scannedThrough: '2026-01-01T00:00:00.000Z' },
      { requests: many(1), hasMore: false, nextCursor: null, scannedThrough: null },
    ];
    const history = new RequestHistory({
      requestLogs: () => Promise.resolve(pages.shift() ?? { ...noPage }),
    });
    await history.setFilter({ ...everyRequest, text: 'rare' });
    expect([history.rows.length, history.hasMore, history.scannedThrough]).toEqual([
      0,
      true,
      '2026-01-01T00:00:00.000Z',
    ]);
    await history.loadOlder();
    expect([history.rows.length, history.hasMore, history.scannedThrough]).toEqual([1, false, null]);
  });

  it('fills the gap after a reconnect', async () => {
    const log = logOf(many(3));
    const history = new RequestHistory(log.api);
    await history.reload();
    log.entries.push(sampleRequest({ id: 4 }), sampleRequest({ id: 5 }));
    await history.reload();
    expect(ids(history)).toEqual([5, 4, 3, 2, 1]);
  });

  it('says that a page could not be had, and tries that one again', async () => {
    const { api } = logOf(many(150));
    let isDown = true;
    const history = new RequestHistory({
      requestLogs: (page) => (isDown ? Promise.reject(new Error('gone')) : api.requestLogs(page)),
    });
    for (const expected of [100, 150]) {
      isDown = true;
      await (expected === 100 ? history.reload() : history.loadOlder());
      expect(history.phase).toBe('failed');
      isDown = false;
      await history.retry();
      expect([history.phase, history.error, history.rows.length]).toEqual(['ready', null, expected]);
    }
  });

  it("takes one conversation's alone, of those that arrive too", async () => {
    const { api } = logOf([sampleRequest({ id: 1, conversationId: 'c1' }), sampleRequest({ id: 2 })]);
    const history = new RequestHistory(api);
    await history.setFilter({ ...everyRequest, conversationId: 'c1' });
    await history.onEvent(arrival({ id: 3, conversationId: 'c2' }));
    await history.onEvent(arrival({ id: 4, conversationId: 'c1' }));
    expect(ids(history)).toEqual([4, 1]);
  });
});
