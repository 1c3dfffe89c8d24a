import { describe, expect, it } from 'vitest';

import { simulationSchema, type RoutingSimulation } from '../../src-proxy/contract/routing-simulation.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { silent, status } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { createShiftedClock } from './shifted-clock.ts';

const busy = status(503, { error: { code: 'server_is_overloaded', message: 'busy' } });

const post = (stage: Stage, body: unknown) =>
  stage.call('/api/routing/simulate', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const simulated = async (stage: Stage, body: unknown): Promise<RoutingSimulation> =>
  simulationSchema.parse((await post(stage, body)).json);

describe('POST /api/routing/simulate', () => {
  it('says where the next 20 would go, with a reason for each, and asks and changes nothing', async () => {
    await using stage = await startStage();
    const { strategy, requests, share } = await simulated(stage, { costShortPercent: 1, costLongPercent: 1 });
    expect([strategy, requests.length]).toEqual(['usage_weighted', 20]);
    const [a, b] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    expect(requests[0]).toMatchObject({ accountId: a, decision: { accountId: a, strategy: 'usage_weighted' } });
    expect(requests[0]?.decision.candidates.map(({ detail }) => detail).join(' ')).toContain('of the long window');
    // Ten until both are used alike, then in turn.
    expect(share.map(({ accountId, requests: count }) => [accountId, count])).toEqual([
      [a, 15],
      [b, 5],
    ]);
    expect(stage.upstream.turns()).toEqual([]);
    expect(stage.summary('acc-a').usage.secondaryRemainingPercent).toBe(80);
  });

  it('tries a strategy that is not set; the same seed draws the same', async () => {
    await using stage = await startStage();
    const inTurn = await simulated(stage, { strategy: 'round_robin', requests: 4 });
    expect(new Set(inTurn.share.map(({ requests }) => requests))).toEqual(new Set([2]));
    const lots = await simulated(stage, { strategy: 'capacity_weighted', seed: 7 });
    expect(await simulated(stage, { strategy: 'capacity_weighted', seed: 7 })).toMatchObject({ share: lots.share });
    // The last of what the accounts have is for others.
    const batch = { trafficClass: 'opportunistic', costLongPercent: 100, requests: 3 };
    const [, second, third] = (await simulated(stage, batch)).requests;
    expect([second?.accountId === null, third?.accountId]).toEqual([false, null]);
    const none = await simulated(stage, { strategy: 'single_account', requests: 1 });
    expect(none.requests[0]).toMatchObject({ accountId: null, displayName: null });
  });

  it("tries an owner's order and an option that are not set", async () => {
    await using stage = await startStage();
    const [a, b] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    for (const accountIds of [
      [a, b],
      [b, a],
    ]) {
      const { requests } = await simulated(stage, { strategy: 'priority', accountIds, requests: 1 });
      expect(requests[0]?.accountId).toBe(accountIds[0]);
    }
    expect((await post(stage, { preferEarlierReset: 'primary' })).status).toBe(200);
    expect((await post(stage, { preferEarlierReset: 'soon' })).status).toBe(422);
    expect(stage.summary('acc-a').priority).toBeNull();
  });

  it.each([{ requests: 0 }, { requests: 201 }, { strategy: 'random' }, { cost: 1 }])('%j is 422', async (body) => {
    await using stage = await startStage({ accounts: [] });
    const answer = await post(stage, body);
    expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
  });
});

describe('4.4 health', () => {
  it('two failures within a minute drain an account; after a quiet minute it gets one request to prove itself', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    stage.account('acc-a').script([busy, busy]);
    for (let count = 0; count < 3; count += 1) await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a', 'acc-b', 'acc-b']);
    // Seen as failing half a minute after its last failure, it is quiet from then on.
    clock.skip(30_000);
    await stage.turn();
    clock.skip(65_000);
    await stage.turn();
    await stage.turn();
    const [, second] = await stage.requestLog();
    expect(stage.served().slice(5)).toEqual(['acc-b', 'acc-a', 'acc-b']);
    expect(second?.attempts[0]?.decision.reason).toContain('tried again after a bad spell');
  });
});

describe('4.4 circuit of an account', () => {
  it('opens after five failures, lets one through after a minute, and closes when that one is served', async () => {
    const clock = createShiftedClock();
    const environment = { EVENKEEL_ACCOUNT_CIRCUIT_BREAKER: 'true', EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' };
    await using stage = await startStage({ accounts: ['acc-a'], clock, environment });
    stage.account('acc-a').script([busy, busy, busy, busy, busy]);
    for (let count = 0; count < 5; count += 1) await stage.turn();
    const cut = await stage.turn();
    expect([cut.status, errorOf(cut).code, stage.served().length]).toEqual([503, 'no_accounts', 5]);
    clock.skip(60_000);
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const probe = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 6);
    expect((await stage.turn()).status).toBe(503);
    latch.open();
    expect((await probe).status).toBe(200);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toHaveLength(7);
  });

  it('of one account is nobody else’s', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_ACCOUNT_CIRCUIT_BREAKER: 'true' } });
    stage.account('acc-a').always(busy);
    for (let count = 0; count < 12; count += 1) expect((await stage.turn()).status).toBe(200);
  });
});
