import { describe, expect, it } from 'vitest';

import type { Candidate } from '../../src-proxy/contract/request-log.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { catalogue, catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { status, usageLimit } from '../fakes/upstream/steps.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { chat, respond } from './v1-requests.ts';

const spark = 'gpt-5.3-codex-spark';
const withSpark = { models: [...catalogue.models, catalogueModel(spark, 'Spark', 9)] };
const native = (stage: Stage, model = spark): Promise<Answer> => stage.turn({ body: turnBody(undefined, { model }) });
const listings = (stage: Stage) => stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/codex/models'));

async function candidatesOf(stage: Stage): Promise<(Candidate | undefined)[]> {
  const [entry] = await stage.requestLog();
  const { candidates = [] } = entry?.attempts.at(-1)?.decision ?? entry?.refusedDecision ?? {};
  return ['acc-a', 'acc-b'].map((id) => candidates.find(({ accountId }) => accountId === stage.summary(id).accountId));
}

describe('matrix row 7: an account’s own list of models says who is asked', () => {
  it('only who lists the model is asked, and the decision says why', async () => {
    await using stage = await startStage();
    stage.account('acc-b').models = withSpark;
    await stage.call('/v1/models');
    expect((await native(stage)).status).toBe(200);
    expect((await chat(stage, { model: spark })).status).toBe(200);
    await native(stage, 'gpt-5.5');
    expect(stage.served()).toEqual(['acc-b', 'acc-b', 'acc-a']);
    await native(stage);
    const [a, b] = await candidatesOf(stage);
    expect(a).toMatchObject({
      verdict: 'ineligible',
      code: 'model_not_listed',
      detail: expect.stringContaining('not list'),
    });
    expect(b).toMatchObject({ verdict: 'chosen' });
  });

  it('a list that is old, or that nobody was told, keeps nobody out', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock });
    stage.account('acc-b').models = withSpark;
    await native(stage);
    await stage.call('/v1/models');
    await native(stage);
    await clock.advance(300_000);
    await native(stage);
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a']);
  });

  it('a model that nobody lists: 404 with near names on /v1, and handed on as it is by a native client', async () => {
    await using stage = await startStage();
    await stage.call('/v1/models');
    expect(errorOf(await chat(stage, { model: 'gpt-55' }))).toMatchObject({ code: 'model_not_found' });
    expect((await native(stage, 'gpt-55')).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('who has it is used up: 429 with its reset, and who lacks it is not asked in vain', async () => {
    await using stage = await startStage();
    stage.account('acc-b').models = withSpark;
    await stage.call('/v1/models');
    const resetsAt = Math.floor(Date.now() / 1000) + 7200;
    stage.account('acc-b').script([usageLimit({ resetsAt })]);
    for (let count = 0; count < 2; count += 1) {
      const answer = await native(stage);
      expect([answer.status, errorOf(answer).code, errorOf(answer).resets_at]).toEqual([
        429,
        'usage_limit_reached',
        resetsAt,
      ]);
      expect(errorOf(answer).message).toContain(spark);
    }
    expect(stage.served()).toEqual(['acc-b']);
  });

  it('who lacks it is used up as well: its reset is not what the model waits for', async () => {
    await using stage = await startStage();
    stage.account('acc-b').models = withSpark;
    await stage.call('/v1/models');
    const resetsAt = Math.floor(Date.now() / 1000) + 7200;
    stage.account('acc-a').script([usageLimit({ resetsAt: resetsAt - 6000 })]);
    stage.account('acc-b').script([usageLimit({ resetsAt })]);
    expect(errorOf(await native(stage, 'gpt-5.5')).resets_at).toBe(resetsAt - 6000);
    expect(errorOf(await native(stage))).toMatchObject({ code: 'usage_limit_reached', resets_at: resetsAt });
  });

  it('who has it is paused: the others are asked, because they may have it by now', async () => {
    await using stage = await startStage();
    stage.account('acc-b').models = withSpark;
    await stage.call('/v1/models');
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    await native(stage);
    expect(stage.served()).toEqual(['acc-a']);
  });
});

const gone = (code: number) =>
  status(code, { error: { type: 'not_found_error', message: 'Requested entity was not found.' } });

describe('matrix rows 8 and 12: the upstream lacks a model that is listed', () => {
  it.each([404, 406])('%d: another account answers; the account is passed over for that model alone', async (code) => {
    await using stage = await startStage();
    await stage.call('/v1/models');
    stage.account('acc-a').script([gone(code)]);
    expect((await native(stage, 'gpt-5.5')).status).toBe(200);
    await native(stage, 'gpt-5.5');
    await native(stage, 'gpt-fake-upstream');
    expect(stage.served().slice(-4)).toEqual(['acc-a', 'acc-b', 'acc-b', 'acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active' });
  });

  it.each([
    ['a native client', (stage: Stage) => native(stage, 'gpt-5.5')],
    ['chat', (stage: Stage) => chat(stage)],
    ['chat, streaming', (stage: Stage) => chat(stage, { stream: true })],
    ['responses', (stage: Stage) => respond(stage)],
  ])('no account has it: 404 model_not_found for %s', async (_name, ask) => {
    await using stage = await startStage();
    await stage.call('/v1/models');
    stage.account('acc-a').always(gone(406));
    stage.account('acc-b').always(gone(404));
    const answer = await ask(stage);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({
      code: 'model_not_found',
      param: 'model',
      message: expect.stringMatching(/gpt-5\.5.*Requested entity/),
    });
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 404, errorCode: 'model_not_found' });
  });

  it('the lists are asked for anew, once a minute at most', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock });
    await stage.call('/v1/models');
    expect(listings(stage)).toHaveLength(2);
    stage.account('acc-a').always(gone(404));
    stage.account('acc-b').always(gone(404));
    for (const [advanceMs, asked] of [
      [0, 4],
      [0, 4],
      [59_999, 4],
      [1, 6],
    ] as const) {
      await clock.advance(advanceMs);
      await native(stage, 'gpt-5.5');
      // Somebody who asks for the list waits for what is being asked.
      await stage.call('/v1/models');
      expect(listings(stage)).toHaveLength(asked);
    }
  });

  it('a 404 that speaks of something else, or of a model that is not listed, is handed on as it came', async () => {
    await using stage = await startStage();
    await stage.call('/v1/models');
    const file = { error: { code: 'file_not_found', message: 'No such file.' } };
    stage.account('acc-a').script([status(404, file), gone(404)]);
    const answer = await native(stage, 'gpt-5.5');
    expect([answer.status, answer.json]).toEqual([404, file]);
    expect((await native(stage)).status).toBe(404);
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
  });
});
