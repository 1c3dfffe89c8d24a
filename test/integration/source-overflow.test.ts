import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { answers, refuses } from '../fakes/source/source-steps.ts';
import { burst429, ok, silent, usageLimit } from '../fakes/upstream/steps.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { hello, turnBody } from './harness.ts';
import { errorOf } from './http-client.ts';
import { poolModel, startSourceStage, type SourceStage } from './source-stage.ts';
import { chat, outcomeOfChatStream, outcomeOfResponseStream, post } from './v1-requests.ts';

const nextHour = (): number => Math.floor(Date.now() / 1000) + 3600;
const dry = usageLimit({ resetsAt: nextHour() });

/** The only account has nothing left for an hour. */
async function dryStage(wanted: Parameters<typeof startSourceStage>[0] = {}): Promise<SourceStage> {
  const on = await startSourceStage({ isOverflow: true, ...wanted });
  on.stage.account('acc-a').always(dry);
  return on;
}

describe('a source that stands in for the pool', () => {
  it('is not asked while an account can serve', async () => {
    await using on = await startSourceStage({ isOverflow: true });
    on.stage.account('acc-a').always(ok('From the account'));
    expect(outcomeOfResponseStream(await on.stage.turn()).text).toBe('From the account');
    expect(on.source.requests).toEqual([]);
    expect((await on.stage.requestLog())[0]).toMatchObject({ sourceId: null, status: 'success' });
  });

  it('answers in the middle of a failover: the account says 429, the client sees one clean answer', async () => {
    await using on = await dryStage();
    on.source.script([answers('From the source')]);
    const answer = await chat(on.stage, { stream: true });
    expect([answer.status, outcomeOfChatStream(answer)]).toMatchObject([
      200,
      { text: 'From the source', finish: 'stop' },
    ]);
    expect(answer.text.match(/"role":"assistant"/g)).toHaveLength(1);
    expect(on.source.requests[0]?.json['model']).toBe('gpt-5.5-2026');
    const [row] = await on.stage.requestLog();
    expect(row).toMatchObject({ sourceId: on.id, accountId: null, status: 'success', costMicroUsd: 3600 });
    expect(row?.attempts.map(({ accountId, outcome }) => [accountId.startsWith('source:'), outcome])).toEqual([
      [false, 'refused'],
      [true, 'answered'],
    ]);
    const decision = row?.attempts[1]?.decision;
    expect(decision?.reason).toContain('pool dry');
    // Why the account could not is beside it.
    expect(decision?.candidates.map(({ verdict }) => verdict)).toEqual(['ineligible', 'chosen']);
    // The next request finds the pool dry before anybody is asked.
    await on.stage.turn();
    expect([on.stage.served(), on.source.requests.length]).toEqual([['acc-a'], 2]);
  });

  it('stands in when the pool has no account at all', async () => {
    await using on = await startSourceStage({ isOverflow: true }, { accounts: [] });
    expect((await on.stage.turn()).status).toBe(200);
    expect((await on.stage.requestLog())[0]?.attempts[0]?.decision.reason).toBe('only a source serves this model');
  });

  it('only where its owner lets it, and only once it serves the model', async () => {
    await using on = await dryStage({ isOverflow: false });
    const refused = await on.stage.turn();
    expect([refused.status, errorOf(refused)['code'], on.source.requests.length]).toEqual([
      429,
      'usage_limit_reached',
      0,
    ]);
    await on.change({ isOverflow: true, models: [{ model: 'something-else' } as never] });
    expect((await on.stage.turn()).status).toBe(429);
    expect(on.source.requests).toEqual([]);
  });

  it('takes over after two seconds where all places are taken, instead of thirty', async () => {
    const clock = new ManualClock(Date.now());
    await using on = await startSourceStage(
      { isOverflow: true },
      { clock, environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '1' } },
    );
    const latch = createLatch();
    on.stage.account('acc-a').script([silent(latch)]);
    const first = on.stage.turn();
    await on.stage.upstream.waitForRequest(() => on.stage.served().length === 1);
    const others = clock.sleeping;
    const second = on.stage.turn();
    await clock.waitForSleepers(others + 1);
    await clock.advance(1900);
    expect(on.source.requests).toEqual([]);
    await clock.advance(100);
    expect(outcomeOfResponseStream(await second).text).toBe('From the source');
    latch.open();
    await first;
  });

  it('takes over at once from an account that rests for longer than two seconds', async () => {
    await using on = await startSourceStage({ isOverflow: true });
    on.stage.account('acc-a').script([burst429(20)]);
    expect(outcomeOfResponseStream(await on.stage.turn()).text).toBe('From the source');
    expect(on.stage.served()).toEqual(['acc-a']);
  });

  it('refuses as the pool does, and says why nobody stood in', async () => {
    await using on = await dryStage({ monthlyCeilingMicroUsd: 3600 });
    expect((await on.stage.turn()).status).toBe(200);
    const atCeiling = await on.stage.turn();
    expect([atCeiling.status, errorOf(atCeiling)['code']]).toEqual([429, 'usage_limit_reached']);
    expect(errorOf(atCeiling)['message']).toMatch(
      /usage limit has been reached on every account\..*"My box" has spent/,
    );
    expect(errorOf(atCeiling)['resets_at']).toBeDefined();
    await on.change({ models: [{ model: poolModel } as never] });
    expect(errorOf(await on.stage.turn())['message']).toMatch(/the price of gpt-5\.5 there is unknown/);
    await on.change({ monthlyCeilingMicroUsd: null });
    on.source.script([refuses(500, 'broken')]);
    const failed = await on.stage.turn();
    expect([failed.status, errorOf(failed)['message']]).toMatchObject([429, /"My box" failed \(HTTP 500\)/]);
    const [row] = await on.stage.requestLog();
    expect(row).toMatchObject({ status: 'error', statusCode: 429, errorCode: 'usage_limit_reached' });
    expect(on.source.requests).toHaveLength(2);
  });

  it('hands a second one what the first cannot take', async () => {
    await using on = await dryStage();
    await on.add({ name: 'Second', isOverflow: true });
    on.source.script([refuses(503, 'down'), answers('From the second')]);
    expect(outcomeOfResponseStream(await on.stage.turn()).text).toBe('From the second');
    expect((await on.stage.requestLog())[0]?.attempts.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'answered',
    ]);
    const [first] = (await on.stage.requestLog())[0]?.attempts ?? [];
    expect(first?.statusCode).toBe(429);
    expect((await on.summary()).lastError).toMatchObject({ statusCode: 503, message: 'down' });
  });

  it('never answers what only an account knows', async () => {
    await using on = await dryStage();
    const compacted = { type: 'compaction', encrypted_content: 'sealed' };
    const filed = { type: 'message', role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] };
    const bodies = [
      turnBody([hello], { previous_response_id: 'resp_1' }),
      turnBody([hello], { conversation: 'conv_1' }),
      turnBody([filed]),
      turnBody([compacted, hello]),
      turnBody([hello, { type: 'compaction_trigger' }]),
    ];
    for (const body of bodies) expect((await on.stage.turn({ body })).status).toBeGreaterThanOrEqual(400);
    const compact = await post(on.stage, '/backend-api/codex/responses/compact', { model: poolModel, input: [hello] });
    expect(compact.status).toBe(429);
    expect(on.source.requests).toEqual([]);
  });

  it('is shown no reasoning that is sealed for an account', async () => {
    await using on = await dryStage({ abilities: ['responses'] });
    const sealed = { type: 'reasoning', summary: [], encrypted_content: 'sealed-for-the-account' };
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hm' }] };
    const body = turnBody([hello, sealed, said, hello], { include: ['reasoning.encrypted_content'] });
    expect((await on.stage.turn({ body })).status).toBe(200);
    const [asked] = on.source.requests;
    expect(asked?.body).not.toMatch(/sealed-for|encrypted_content/);
    expect(asked?.json['input']).toEqual([hello, said, hello]);
  });
});
