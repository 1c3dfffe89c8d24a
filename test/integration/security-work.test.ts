import { expect, it } from 'vitest';

import { firstEventFailed, status, type Step } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { TestSocket } from './websocket-client.ts';

const code = 'security_work_authorization_required';
const refusal = { error: { code, type: 'invalid_request_error', message: 'Not without a clearance.' } };
const ofHint = (message: string): Step => status(403, { error: { code: null, message } });

/** No account is marked as cleared: nobody else is asked, and nobody rests for it. */
it.each<[string, Step]>([
  ['its code, with 403', status(403, refusal)],
  ['its code, with 400', status(400, refusal)],
  ['a hint: cybersecurity', ofHint('This request was flagged for possible cybersecurity risk.')],
  ['a hint: authorized', ofHint('Only accounts that are authorized for security work may do this.')],
  ['a hint: the page', ofHint('See https://chatgpt.com/cyber for more.')],
  ['its code, as the first event', firstEventFailed(code)],
  ['a hint, as the first event', firstEventFailed('server_error', 'Flagged for possible cybersecurity risk')],
])('balancing 4.2, security work, by %s: surfaced as it came, and no account is penalised', async (_name, step) => {
  await using stage = await startStage();
  for (let count = 0; count < 4; count += 1) {
    stage.account('acc-a').script([step]);
    const answer = await stage.turn();
    if (step.kind === 'status') expect([answer.status, answer.json]).toEqual([step.status, step.body]);
    else expect(answer.events.at(-1)?.event).toBe('response.failed');
  }
  expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a', 'acc-a']);
  expect(stage.summary('acc-a')).toMatchObject({ status: 'active', lastError: null });
});

it('on a WebSocket too', async () => {
  await using stage = await startStage();
  stage.account('acc-a').script([firstEventFailed(code)]);
  await using socket = await TestSocket.open(stage);
  expect(await socket.ask()).toMatchObject({ end: 'response.failed' });
  expect(stage.upstream.creates.map(({ accountId }) => accountId)).toEqual(['acc-a']);
});
