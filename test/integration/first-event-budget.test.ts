import { expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { silent } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { errorOf } from './http-client.ts';

it('S31: silence on one account after the other ends with a 504 soon after what is set, and says how long it was', async () => {
  await using stage = await startStage({ environment: { EVENKEEL_FIRST_EVENT_TIMEOUT: '5' } });
  for (const id of ['acc-a', 'acc-b']) stage.account(id).script([silent(createLatch())]);
  const answer = await stage.turn();
  expect([answer.status, errorOf(answer).code]).toEqual([504, 'first_event_timeout']);
  expect(errorOf(answer).message).toContain('7 seconds, over all attempts together');
  expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  const [row] = await stage.requestLog();
  // What was waited for is told by the attempts, whatever the machine made of it.
  expect(row?.attempts.map(({ errorCode }) => errorCode)).toEqual(['first_event_timeout', 'first_event_timeout']);
  for (const id of ['acc-a', 'acc-b'])
    expect(stage.summary(id)).toMatchObject({ status: 'active', cooldownUntil: null });
});

it('S31: silence on the first account alone is made good on the next one', async () => {
  await using stage = await startStage({ environment: { EVENKEEL_FIRST_EVENT_TIMEOUT: '5' } });
  stage.account('acc-a').script([silent(createLatch())]);
  expect((await stage.turn()).status).toBe(200);
  expect(stage.served()).toEqual(['acc-a', 'acc-b']);
});
