import { randomUUID } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { AuditPage } from '../../src-proxy/contract/audit.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startKeyStage } from './api-key-stage.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const bases = ['/backend-api/wham', '/api/codex'];
const path = `${bases[0]}/rate-limit-reset-credits`;

const consume = (stage: Stage, body: object, headers: Record<string, string> = {}, at = path): Promise<Answer> =>
  stage.call(`${at}/consume`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const sent = (stage: Stage): unknown[] =>
  stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/consume')).map(({ json }) => json);

/** The engine knows what the upstream counts once it has asked. */
async function learn(stage: Stage, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const answer = await stage.call(`/api/accounts/${stage.summary(id).accountId}/usage-reset-credits`);
    expect(answer.status).toBe(200);
  }
}

async function startWithResets(): Promise<Stage> {
  const stage = await startStage();
  stage.account('acc-a').resets.offer('a-late');
  stage.account('acc-b').resets.credits.push({ id: 'b-soon', expiresAt: '2098-01-01T00:00:00Z', spent: false });
  await learn(stage, 'acc-a', 'acc-b');
  return stage;
}

describe('endpoints 3.6: resets of the pool, as Codex reads them', () => {
  it.each(bases)('%s: the usage counts them, the list has each', async (base) => {
    await using stage = await startWithResets();
    expect((await stage.call(`${base}/usage`)).json).toMatchObject({
      rate_limit_reset_credits: { available_count: 2 },
    });
    expect((await stage.call(`${base}/rate-limit-reset-credits`)).json).toMatchObject({
      available_count: 2,
      credits: [
        { id: 'a-late', reset_type: 'codex_rate_limits', status: 'available', expires_at: expect.any(String) },
        { id: 'b-soon' },
      ],
    });
  });

  it.each(bases)('%s/…/consume spends the one that ends soonest, with one request to the upstream', async (base) => {
    await using stage = await startWithResets();
    const redeemRequestId = randomUUID();
    const at = `${base}/rate-limit-reset-credits`;
    const answer = await consume(stage, { redeem_request_id: redeemRequestId }, {}, at);
    expect([answer.status, answer.json]).toEqual([200, { code: 'reset', windows_reset: 2 }]);
    expect(sent(stage)).toEqual([{ credit_id: 'b-soon', redeem_request_id: redeemRequestId }]);
    expect((await stage.call(`${base}/usage`)).json).toMatchObject({
      rate_limit_reset_credits: { available_count: 1 },
    });
    const { entries } = (await stage.call('/api/audit-logs')).json as AuditPage;
    expect(entries[0]).toMatchObject({
      actor: 'program',
      action: 'account.redeem-reset',
      target: stage.summary('acc-b').accountId,
    });
  });

  it('an account that is used up goes first, and serves again', async () => {
    await using stage = await startWithResets();
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    stage.account('acc-a').usage = usualUsageOf(100, 40);
    await stage.turn();
    expect(stage.summary('acc-a').status).toBe('rate_limited');
    expect((await consume(stage, { redeem_request_id: randomUUID() })).json).toMatchObject({ code: 'reset' });
    expect(stage.account('acc-a').resets.spent).toEqual(['a-late']);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('fact 19: the same id, at the same time or later, is the same reset', async () => {
    await using stage = await startWithResets();
    const body = { redeem_request_id: randomUUID() };
    const latch = createLatch();
    stage.account('acc-b').resets.steps = [{ kind: 'hold', latch }];
    const both = [consume(stage, body), consume(stage, body)];
    await stage.upstream.waitForRequest(({ pathname }) => pathname.endsWith('/consume'));
    latch.open();
    const answers = [...(await Promise.all(both)), await consume(stage, body)];
    const told = { code: 'reset', windows_reset: 2 };
    expect(answers.map(({ json }) => json)).toEqual([told, told, told]);
    expect(sent(stage)).toHaveLength(1);
  });

  it('a lost answer is said to be lost, and only its own id asks for it again', async () => {
    await using stage = await startWithResets();
    stage.account('acc-b').resets.steps = [{ kind: 'drop', when: 'after' }];
    const body = { redeem_request_id: randomUUID() };
    const lost = await consume(stage, body);
    expect([lost.status, errorOf(lost).code]).toEqual([502, 'redemption_lost']);
    expect((await consume(stage, body)).json).toMatchObject({ code: 'already_redeemed' });
    expect([stage.account('acc-a').resets.spent, stage.account('acc-b').resets.spent]).toEqual([[], ['b-soon']]);
  });

  it('one that the client names', async () => {
    await using stage = await startWithResets();
    await consume(stage, { redeem_request_id: randomUUID(), credit_id: 'a-late' });
    expect(stage.account('acc-a').resets.spent).toEqual(['a-late']);
    const none = await consume(stage, { redeem_request_id: randomUUID(), credit_id: 'nobody' });
    expect(none.json).toEqual({ code: 'no_credit', windows_reset: 0 });
    expect(sent(stage)).toHaveLength(1);
  });

  it('none to spend: the upstream’s own word for it, and nobody is asked', async () => {
    await using stage = await startStage();
    const answer = await consume(stage, { redeem_request_id: randomUUID() });
    expect([answer.status, answer.json]).toEqual([200, { code: 'no_credit', windows_reset: 0 }]);
    expect((await consume(stage, {})).status).toBe(422);
    expect(sent(stage)).toEqual([]);
  });

  it('a key sees none and spends none; /v1/reset-credit says who does', async () => {
    await using keys = await startKeyStage();
    const { stage } = keys;
    stage.account('acc-a').resets.offer('one');
    await learn(stage, 'acc-a');
    const { key } = await keys.create();
    const authorization = `Bearer ${key}`;
    expect((await stage.call('/api/codex/usage', { headers: { authorization } })).json).toMatchObject({
      rate_limit_reset_credits: null,
    });
    expect((await stage.call(path, { headers: { authorization } })).json).toEqual({ credits: [], available_count: 0 });
    const refused = await consume(stage, { redeem_request_id: randomUUID() }, { authorization });
    expect([refused.status, errorOf(refused).code]).toEqual([401, 'invalid_api_key']);
    const unserved = await stage.call('/v1/reset-credit', { headers: { authorization } });
    expect([unserved.status, errorOf(unserved).code]).toEqual([501, 'endpoint_not_served']);
    expect(sent(stage)).toEqual([]);
  });

  it('a web page cannot spend one', async () => {
    await using stage = await startWithResets();
    const refused = await consume(stage, { redeem_request_id: randomUUID() }, { origin: 'https://example.test' });
    expect(refused.status).toBe(403);
    expect(sent(stage)).toEqual([]);
  });
});
