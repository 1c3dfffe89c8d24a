import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { silent } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { TestSocket } from './websocket-client.ts';

describe('4.7 a request on a WebSocket that waits for capacity', () => {
  it('hears a codex.keepalive every 10 seconds, and then its answer', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({
      accounts: ['acc-a'],
      environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '1' },
      clock,
    });
    await using socket = await TestSocket.open(stage);
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    const others = clock.sleeping;
    const waits = socket.ask();
    for (let count = 0; count < 2; count += 1) {
      await clock.waitForSleepers(others + 1);
      await clock.advance(10_000);
    }
    latch.open();
    await first;
    const answer = await waits;
    expect(answer.end).toBe('response.completed');
    const signs = socket.received
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .filter(({ type }) => type === 'codex.keepalive');
    expect(signs).toEqual(
      [10, 20].map((waited) => ({
        type: 'codex.keepalive',
        status: 'waiting_for_account_capacity',
        request_id: expect.any(String),
        waited_seconds: waited,
        retry_after_seconds: 30 - waited,
      })),
    );
  });

  it('that takes too long is refused in a frame with Retry-After, and the connection stays', async () => {
    await using stage = await startStage({
      accounts: ['acc-a'],
      environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '1', EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' },
    });
    await using socket = await TestSocket.open(stage);
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch)]);
    const first = stage.turn();
    await stage.upstream.waitForRequest(() => stage.served().length === 1);
    await socket.ask();
    expect(JSON.parse(socket.received.at(-1) ?? '')).toMatchObject({
      type: 'error',
      status_code: 429,
      error: { code: 'account_response_create_cap', type: 'rate_limit_error' },
      headers: { 'retry-after': '5' },
    });
    latch.open();
    await first;
    expect((await socket.ask()).end).toBe('response.completed');
  });
});
