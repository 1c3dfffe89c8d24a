import { expect } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { events, silent } from '../fakes/upstream/steps.ts';
import { hello, turnBody, type Stage } from './harness.ts';
import { errorOf, open } from './http-client.ts';

const large = turnBody([{ ...hello, content: 'x'.repeat(10 * 1024 * 1024) }]);
const delta = { type: 'response.output_text.delta', delta: 'x'.repeat(256 * 1024) };

/** For the settings of what clients may ask of our memory and patience: each changes what the running server does. */
export const clientProofs: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async maxBufferedBodies(stage) {
    const latch = createLatch();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).script([silent(latch), silent(latch)]);
    const running = [stage.turn({ body: large }), stage.turn({ body: large })];
    await stage.upstream.waitForRequest(() => stage.served().length === 2);
    await stage.set({ maxBufferedBodies: 16 });
    const refused = await stage.turn({ body: large });
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'body_memory_full']);
    expect(refused.headers['retry-after']).toBe('5');
    latch.open();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await stage.turn({ body: large })).status).toBe(200);
  },
  async clientStallTimeout(stage) {
    await stage.set({ clientStallTimeout: 5 });
    stage.account('acc-a').script([events(Array.from({ length: 256 }, () => ({ event: delta.type, data: delta })))]);
    const over = stage.nextEvent(({ type }) => type === 'request');
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turnBody(),
    });
    response.pause();
    response.on('error', () => undefined);
    expect(await over).toMatchObject({ request: { status: 'cancelled', errorCode: 'client_stalled' } });
    expect(stage.summary('acc-a').inFlight).toBe(0);
    response.destroy();
  },
};
