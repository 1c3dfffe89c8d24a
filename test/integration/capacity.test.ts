import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { burst429, dropAfterFirstEvent, events, ok, silent, status } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf, lastEvent } from './http-client.ts';

const one = { accounts: ['acc-a'] };
const debug = { EVENKEEL_DEBUG_ENDPOINTS_ENABLED: 'true' };

interface Slots {
  readonly accounts: readonly { inFlight: number; inFlightCreates: number; inFlightStreams: number }[];
}

/** Creates and streams that are under way on the first account. */
async function slots(stage: Stage): Promise<string> {
  const [account] = ((await stage.call('/debug/lb/state')).json as Slots).accounts;
  return `${account?.inFlightCreates} ${account?.inFlightStreams} ${account?.inFlight}`;
}

describe('a slot', () => {
  it('of a create is held until the first event, that of a stream until its end', async () => {
    await using stage = await startStage({ ...one, environment: debug });
    const [begin, end] = [createLatch(), createLatch()];
    stage.account('acc-a').script([silent(begin), ok('a b c d', { hold: end })]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    expect(await slots(stage)).toBe('1 1 1');
    const firstEvent = stage.nextEvent(({ type }) => type === 'request');
    begin.open();
    await firstEvent;
    await first;
    expect(await slots(stage)).toBe('0 0 0');
    const second = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 2);
    await expect.poll(() => slots(stage)).toBe('0 1 1');
    end.open();
    await second;
    expect(await slots(stage)).toBe('0 0 0');
  });

  it('is given back however a request ends (pain 2)', async () => {
    await using stage = await startStage({ ...one, environment: { ...debug, EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' } });
    const account = stage.account('acc-a');
    for (const step of [ok('fine'), status(400, { detail: 'no' }), dropAfterFirstEvent(5), status(503, 'no')]) {
      account.script([step]);
      await stage.turn();
      expect(await slots(stage)).toBe('0 0 0');
    }
    const leave = new AbortController();
    account.script([ok('a b c d', { hold: createLatch() }), silent(createLatch())]);
    const left = [stage.turn({ signal: leave.signal }), stage.turn({ signal: leave.signal })];
    await stage.upstream.waitForRequest(() => stage.served().length === 6);
    leave.abort();
    await Promise.allSettled(left);
    await expect.poll(() => slots(stage)).toBe('0 0 0');
    // Side calls are not counted, and no cap holds them.
    await stage.set({ accountResponseCreateLimit: 1 });
    account.script([silent(createLatch())]);
    const gone = new AbortController();
    const held = stage.turn({ signal: gone.signal });
    await stage.upstream.waitForRequest(() => stage.served().length === 7);
    expect((await stage.call('/backend-api/codex/models')).status).toBe(200);
    gone.abort();
    await Promise.allSettled([held]);
  });
});

describe('when nobody can serve now', () => {
  const capped = { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '1' };

  it('a request waits, and gets the place of the one that ends, in order of arrival', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ ...one, environment: capped, clock });
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const others = clock.sleeping;
    const second = stage.turn({ session: 'second' });
    await clock.waitForSleepers(others + 1);
    const third = stage.turn({ session: 'third' });
    await clock.waitForSleepers(others + 2);
    await clock.advance(4000);
    expect(stage.served()).toHaveLength(1);
    latch.open();
    expect((await Promise.all([first, second, third])).map(({ status: code }) => code)).toEqual([200, 200, 200]);
    expect(stage.upstream.turns().map(({ headers }) => headers['session-id'])).toEqual([undefined, 'second', 'third']);
    const rows = await stage.requestLog();
    expect(rows.map(({ latencyQueueMs }) => latencyQueueMs).toSorted((a, b) => a - b)).toEqual([0, 4000, 4000]);
  });

  it('for no longer than capacityWaitTimeout: then 429, its code, Retry-After 5, and no attempt', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ ...one, environment: capped, clock });
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const others = clock.sleeping;
    const waits = stage.turn();
    for (let count = 0; count < 3; count += 1) {
      await clock.waitForSleepers(others + 1);
      await clock.advance(10_000);
    }
    const refused = await waits;
    expect([refused.status, errorOf(refused).type, errorOf(refused).code, refused.headers['retry-after']]).toEqual([
      429,
      'rate_limit_error',
      'account_response_create_cap',
      '5',
    ]);
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ errorCode: 'account_response_create_cap', latencyQueueMs: 30_000, attempts: [] });
    latch.open();
    await first;
  });

  it('a client that leaves while it waits is forgotten', async () => {
    await using stage = await startStage({ ...one, environment: { ...capped, ...debug } });
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const leave = new AbortController();
    const written = stage.nextEvent(({ type }) => type === 'request');
    const waits = stage.turn({ signal: leave.signal });
    await expect.poll(() => stage.engine.state().activeRequests).toBe(2);
    leave.abort();
    await Promise.allSettled([waits]);
    expect(await written).toMatchObject({ request: { status: 'cancelled', attempts: [] } });
    expect(await slots(stage)).toBe('1 1 1');
    latch.open();
    await first;
    expect(stage.served()).toHaveLength(1);
    expect(await slots(stage)).toBe('0 0 0');
  });

  it('an account that its owner brings back is taken at once', async () => {
    // Time stands still: nothing but the account's change can wake who waits.
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ environment: capped, clock });
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const others = clock.sleeping;
    const waits = stage.turn();
    await clock.waitForSleepers(others + 1);
    await stage.engine.reactivateAccount(stage.summary('acc-b').accountId);
    expect((await waits).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    latch.open();
    await first;
  });

  it('a burst is waited out and asked again before the client sees anything (pain 5)', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ ...one, clock });
    stage.account('acc-a').script([burst429(7)]);
    const others = clock.sleeping;
    const turn = stage.turn();
    await clock.waitForSleepers(others + 1);
    await clock.advance(7000);
    expect(lastEvent(await turn).type).toBe('response.completed');
    const [entry] = await stage.requestLog();
    expect(entry?.attempts.map(({ statusCode }) => statusCode)).toEqual([429, 200]);
    expect(entry?.latencyQueueMs).toBe(7000);
  });

  it('one that does not end is refused after three tries, with Retry-After', async () => {
    await using stage = await startStage();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).always(burst429(0));
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code, errorOf(answer).type]).toEqual([
      429,
      'rate_limit_exceeded',
      'rate_limit_error',
    ]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(stage.served()).toHaveLength(6);
  });

  it('a limit that ends within ten seconds is waited for; one that ends later is told at once', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ ...one, clock });
    const limit = (seconds: number) =>
      status(429, { error: { code: 'rate_limit_exceeded', message: `Please try again in ${seconds}s.` } });
    stage.account('acc-a').script([limit(9)]);
    const others = clock.sleeping;
    const turn = stage.turn();
    await clock.waitForSleepers(others + 1);
    await clock.advance(9000);
    expect(lastEvent(await turn).type).toBe('response.completed');
    stage.account('acc-a').script([limit(11)]);
    expect((await stage.turn()).status).toBe(429);
  });
});

describe('a network that is gone', () => {
  const nowhere = { EVENKEEL_UPSTREAM_BASE_URL: 'https://upstream.invalid/backend-api' };

  async function withAccounts(stage: Stage): Promise<void> {
    const files = ['acc-a', 'acc-b'].map((id) => ({ name: id, content: stage.account(id).authFile() }));
    await stage.engine.importAuthFiles(files);
  }

  it('4.3: proxy_network_unavailable, every way tried, no account at fault; looked at again in steps of 5 seconds', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ imports: false, environment: nowhere, clock });
    await withAccounts(stage);
    await expect.poll(() => stage.summary('acc-b').accountId).toBeDefined();
    const others = clock.sleeping;
    const turn = stage.turn();
    for (let count = 0; count < 2; count += 1) {
      await clock.waitForSleepers(others + 1);
      await clock.advance(5000);
    }
    const answer = await turn;
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'proxy_network_unavailable']);
    const [entry] = await stage.requestLog();
    expect(entry?.attempts.map(({ errorCode }) => errorCode)).toEqual(
      Array.from({ length: 6 }, () => 'proxy_network_unavailable'),
    );
    for (const id of ['acc-a', 'acc-b'])
      expect(stage.summary(id)).toMatchObject({ status: 'active', cooldownUntil: null, inFlight: 0 });
  });

  it('with no patience it is said at once', async () => {
    const environment = { ...nowhere, EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' };
    await using stage = await startStage({ imports: false, environment });
    await withAccounts(stage);
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'proxy_network_unavailable']);
  });
});

describe('a stream that only pretends to live', () => {
  it('is ended although keep-alives come, with a terminal event and no penalty (pain 10)', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_STREAM_IDLE_TIMEOUT: '5' } });
    const created = { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } };
    const signs = Array.from({ length: 40 }, (_, index) => {
      const type = index % 2 === 0 ? 'keepalive' : 'codex.keepalive';
      return { event: type, data: { type } };
    });
    stage.account('acc-a').script([events([{ event: 'response.created', data: created }, ...signs], { pace: 250 })]);
    const answer = await stage.turn();
    expect(lastEvent(answer)).toEqual({ type: 'response.failed', code: 'stream_idle_timeout' });
    expect(answer.events.length).toBeGreaterThan(5);
    expect(answer.events.length).toBeLessThan(41);
    expect(stage.served()).toEqual(['acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  });

  it('one that brings something new every few seconds goes on past its idle time', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_STREAM_IDLE_TIMEOUT: '5' } });
    stage.account('acc-a').script([ok('one two three four five six seven', { pace: 700 })]);
    expect(lastEvent(await stage.turn()).type).toBe('response.completed');
  });
});

describe('a bound conversation of 20 turns whose account cools at turn 10', () => {
  it('goes away once and comes back', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock, environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    for (let turn = 1; turn <= 20; turn += 1) {
      if (turn === 10) stage.account('acc-a').script([burst429(10)]);
      expect((await stage.turn({ session: 'c-1' })).status).toBe(200);
      await stage.turn();
      await clock.advance(2000);
    }
    const sessions = stage.upstream.turns().filter(({ headers }) => headers['session-id'] === 'c-1');
    const [home] = sessions;
    const changes = sessions
      .map(({ accountId }) => accountId)
      .filter((accountId, index, all) => index > 0 && accountId !== all[index - 1]);
    expect(sessions).toHaveLength(21);
    expect(changes).toHaveLength(2);
    expect(changes[1]).toBe(home?.accountId);
    expect(sessions.at(-1)?.accountId).toBe(home?.accountId);
  });
});
