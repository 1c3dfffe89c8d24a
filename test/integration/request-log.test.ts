import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import { createShiftedClock, type ShiftedClock } from './shifted-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { open } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';

const dayMs = 86_400_000;

/** Whether the words stand in any file of the data folder; by which of them the store keeps its promise is its affair. */
function isOnDisk(stage: Stage, words: string): boolean {
  return readdirSync(stage.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(words));
}

describe('a finished request', () => {
  it('is on disk before its event is sent, every one of many at once', async () => {
    await using stage = await startStage();
    const seen: boolean[] = [];
    stage.engine.subscribe((event) => {
      if (event.type === 'request') seen.push(isOnDisk(stage, event.request.requestId));
    });
    await Promise.all(Array.from({ length: 40 }, () => stage.turn()));
    expect(seen).toEqual(Array.from({ length: 40 }, () => true));
  });

  it('is on disk, and in the log’s first page, when the client sees the end of its answer', async () => {
    await using stage = await startStage();
    for (let count = 1; count <= 5; count += 1) {
      const requestId = `on-disk-${count}`;
      await stage.turn({ headers: { 'x-request-id': requestId } });
      expect(isOnDisk(stage, requestId)).toBe(true);
      expect((await stage.requestLog('?limit=1'))[0]).toMatchObject({ requestId, id: count });
    }
  });

  it('says what a person asks: who, what, how long, how it ended', async () => {
    await using stage = await startStage();
    await stage.turn({
      session: 'c-1',
      headers: { 'user-agent': 'codex_exec/0.169.0', 'x-request-id': 'r-1' },
    });
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({
      id: 1,
      requestId: 'r-1',
      requestKind: 'responses',
      method: 'POST',
      path: '/backend-api/codex/responses',
      transport: 'http',
      conversationId: 'c-1',
      accountId: stage.summary('acc-a').accountId,
      model: 'gpt-5.5',
      status: 'success',
      statusCode: 200,
      errorCode: null,
      upstreamError: null,
      useragent: 'codex_exec/0.169.0',
      clientIp: '127.0.0.1',
    });
    expect(entry?.latencyFirstEventMs).toBeGreaterThanOrEqual(0);
    expect(entry?.latencyMs).toBeGreaterThanOrEqual(entry?.latencyFirstEventMs ?? Infinity);
  });

  it('that was cancelled in the middle is there as cancelled, with the status the client saw', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c', { hold })]);
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turnBody(),
    });
    const logged = stage.nextEvent(({ type }) => type === 'request');
    response.destroy();
    await logged;
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'cancelled', statusCode: 200 });
    hold.open();
  });

  it('R2: keeps no secret of a query string', async () => {
    await using stage = await startStage();
    await stage.turn({ path: '/backend-api/codex/responses?key=query-canary-1&token=query-canary-2' });
    expect(JSON.stringify(await stage.requestLog())).not.toContain('query-canary');
    expect(JSON.stringify(stage.log)).not.toContain('query-canary');
  });

  it('N9: forwarding headers change neither the log nor who may ask', async () => {
    await using stage = await startStage();
    await stage.turn();
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-client-ip', 'x-cluster-client-ip'])
      expect([name, (await stage.turn({ headers: { [name]: '10.9.8.7' } })).status]).toEqual([name, 401]);
    const rows = await stage.requestLog();
    expect(rows.map(({ status, clientIp }) => [status, clientIp])).toEqual([
      ...Array.from({ length: 5 }, () => ['error', '127.0.0.1']),
      ['success', '127.0.0.1'],
    ]);
  });
});

describe('GET /api/request-logs', () => {
  it('pages by keyset: newest first, nothing twice and nothing left out, also while new ones come', async () => {
    await using stage = await startStage();
    for (let count = 0; count < 7; count += 1) await stage.turn();
    const page = async (cursor: number | null): Promise<RequestLogPage> =>
      (await stage.call(`/api/request-logs?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`))
        .json as RequestLogPage;
    const first = await page(null);
    await stage.turn();
    const second = await page(first.nextCursor);
    const third = await page(second.nextCursor);
    expect([first, second, third].map(({ requests }) => requests.map(({ id }) => id))).toEqual([
      [7, 6, 5],
      [4, 3, 2],
      [1],
    ]);
    expect([first, second, third].map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
    expect(third.nextCursor).toBeNull();
  });

  it('filters by account and by status', async () => {
    await using stage = await startStage();
    await stage.turn();
    stage.account('acc-a').script([status(400, { detail: 'no' })]);
    await stage.turn();
    const errors = await stage.requestLog('?status=error');
    expect(errors.map(({ id }) => id)).toEqual([2]);
    expect(await stage.requestLog(`?accountId=${stage.summary('acc-a').accountId}`)).toHaveLength(2);
    expect(await stage.requestLog(`?accountId=${stage.summary('acc-b').accountId}`)).toHaveLength(0);
    for (const query of ['?limit=0', '?limit=1001', '?status=nope', '?cursor=x', '?surprise=1'])
      expect([query, (await stage.call(`/api/request-logs${query}`)).status]).toEqual([query, 422]);
  });
});

describe('retention', () => {
  const old = async (stage: Stage, clock: ShiftedClock): Promise<void> => {
    await stage.turn();
    clock.skip(10 * dayMs);
    await stage.turn();
  };

  it('at start, entries older than requestLogRetentionDays are deleted', async () => {
    const clock = createShiftedClock();
    const environment = { EVENKEEL_REQUEST_LOG_RETENTION_DAYS: '5', EVENKEEL_TOKEN_REFRESH_INTERVAL_DAYS: '30' };
    await using stage = await startStage({ vault: 'file', clock, environment });
    await old(stage, clock);
    expect(await stage.requestLog()).toHaveLength(2);
    await stage.restart();
    await expect.poll(async () => (await stage.requestLog()).map(({ id }) => id)).toEqual([2]);
  });

  it('requestLogRetentionDays is live: a shorter time deletes at once', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock, environment: { EVENKEEL_TOKEN_REFRESH_INTERVAL_DAYS: '30' } });
    await old(stage, clock);
    expect((await stage.set({ requestLogRetentionDays: 5 })).status).toBe(200);
    await expect.poll(async () => (await stage.requestLog()).map(({ id }) => id), { timeout: 3000 }).toEqual([2]);
  });

  it('0 keeps everything', async () => {
    const clock = createShiftedClock();
    const environment = { EVENKEEL_REQUEST_LOG_RETENTION_DAYS: '0', EVENKEEL_TOKEN_REFRESH_INTERVAL_DAYS: '30' };
    await using stage = await startStage({ vault: 'file', clock, environment });
    await stage.turn();
    clock.skip(400 * dayMs);
    await stage.restart();
    await stage.turn();
    expect(await stage.requestLog()).toHaveLength(2);
  });
});
