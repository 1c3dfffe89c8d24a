import { expect } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, silent, status } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import type { Stage } from './harness.ts';
import { errorOf } from './http-client.ts';

/** That each live setting of how requests are shared out changes behaviour. */
export const balancingProofs: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async preferEarlierReset(stage) {
    const fuller = usualUsageOf(20, 30);
    const { secondary } = fuller;
    if (secondary === null) throw new Error('The usual usage has a weekly window.');
    stage.account('acc-b').usage = { ...fuller, secondary: { ...secondary, resetAt: secondary.resetAt - 2 * 86_400 } };
    await stage.engine.accountActions.refreshUsage(stage.summary('acc-b').accountId);
    await stage.turn();
    await stage.set({ preferEarlierReset: 'weekly' });
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  },
  async singleAccountId(stage) {
    await stage.set({ routingStrategy: 'single_account', singleAccountId: stage.summary('acc-b').accountId });
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-b']);
    await stage.set({ singleAccountId: null });
    const refused = await stage.turn();
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'no_accounts']);
    expect(errorOf(refused).message).toContain('no account is named');
  },
  async accountResponseCreateLimit(stage) {
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch), silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const second = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 2);
    await stage.set({ accountResponseCreateLimit: 2 });
    await stage.turn();
    latch.open();
    await Promise.all([first, second]);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b', 'acc-a']);
  },
  async accountStreamLimit(stage) {
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c d', { hold }), ok('a b c d', { hold })]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const second = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 2);
    // Of the two, one is kept for a conversation that lives there.
    await stage.set({ accountStreamLimit: 2 });
    await stage.turn();
    hold.open();
    await Promise.all([first, second]);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b', 'acc-a']);
  },
  async accountCircuitBreaker(stage) {
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    stage.account('acc-a').always(status(503, { error: { code: 'server_is_overloaded', message: 'busy' } }));
    for (let count = 0; count < 5; count += 1) expect((await stage.turn()).status).toBe(503);
    await stage.turn();
    expect(stage.served()).toHaveLength(6);
    await stage.set({ accountCircuitBreaker: true });
    const refused = await stage.turn();
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'no_accounts']);
    expect(errorOf(refused).message).toContain('Cut off after failures in a row');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(300);
    expect(stage.served()).toHaveLength(6);
  },
  async capacityWaitTimeout(stage) {
    await stage.set({ accountResponseCreateLimit: 1, capacityWaitTimeout: 0 });
    const latch = createLatch();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).script([silent(latch)]);
    const running = [stage.turn(), stage.turn()];
    await stage.upstream.waitForRequest(() => stage.served().length === 2);
    const refused = await stage.turn();
    expect([refused.status, errorOf(refused).code, refused.headers['retry-after']]).toEqual([
      429,
      'account_response_create_cap',
      '5',
    ]);
    await stage.set({ capacityWaitTimeout: 280 });
    const waits = stage.turn();
    latch.open();
    await Promise.all(running);
    expect((await waits).status).toBe(200);
  },
  async firstEventTimeout(stage) {
    await stage.set({ firstEventTimeout: 5, replayUnseenFailures: false });
    stage.account('acc-a').script([silent(createLatch())]);
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code]).toEqual([504, 'first_event_timeout']);
    expect(errorOf(answer).message).toContain('5 seconds');
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  },
};
