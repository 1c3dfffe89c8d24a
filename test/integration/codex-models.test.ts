import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { catalogue, catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { ok, status } from '../fakes/upstream/steps.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { respond } from './v1-requests.ts';

const resetAt = Math.floor(Date.now() / 1000) + 3600;

describe('GET /backend-api/codex/models is the pool’s list', () => {
  const path = '/backend-api/codex/models?client_version=0.169.0';
  const only = (slug: string, more: object = {}) => ({ ...catalogueModel(slug, slug, 5), ...more });
  const slugs = (answer: Answer): string[] =>
    (answer.json as { models: { slug: string }[] }).models.map(({ slug }) => slug);
  const listings = (stage: Stage) =>
    stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/codex/models'));

  it('the union, each entry as the upstream gave it, one ETag, and 304 for whoever has it', async () => {
    await using stage = await startStage();
    const spark = only('gpt-5.3-codex-spark');
    stage.account('acc-b').models = { models: [...catalogue.models, spark] };
    const first = await stage.call(path);
    expect(first.json).toMatchObject({ models: [...catalogue.models, spark], object: 'list' });
    const again = await stage.call(path);
    expect(again.headers.etag).toBe(first.headers.etag);
    expect(listings(stage)).toHaveLength(2);
    const held = await stage.call(path, { headers: { 'if-none-match': String(first.headers.etag) } });
    expect([held.status, held.bytes.length, held.headers.etag]).toEqual([304, 0, first.headers.etag]);
    expect((await stage.call(path, { headers: { 'if-none-match': 'W/"other"' } })).status).toBe(200);
  });

  it('codex-client 3.4: x-models-etag on every answer is the list’s own, so that nobody fetches it anew', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    const { etag } = (await stage.call(path)).headers;
    for (const id of ['acc-a', 'acc-b'])
      stage.account(id).always(ok('hi', { headers: { 'x-models-etag': `W/"${id}"` } }));
    for (const ask of [() => stage.turn(), () => stage.turn(), () => respond(stage)])
      expect((await ask()).headers['x-models-etag']).toBe(etag);
  });

  it('a list that changes has another ETag, and answers say so', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    stage.account('acc-a').always(ok('hi', { headers: { 'x-models-etag': 'W/"x"' } }));
    const before = (await stage.call(path)).headers.etag;
    stage.account('acc-a').models = { models: [...catalogue.models, only('gpt-new')] };
    await clock.advance(300_000);
    const after = await stage.call(path);
    expect(slugs(after)).toContain('gpt-new');
    expect(after.headers.etag).not.toBe(before);
    expect((await stage.turn()).headers['x-models-etag']).toBe(after.headers.etag);
  });

  it('where plans differ in how much a model reads, the smaller figure: a conversation may go on anywhere', async () => {
    await using stage = await startStage();
    stage.account('acc-a').models = {
      models: [only('gpt-wide', { context_window: 400_000, max_context_window: 400_000 })],
    };
    stage.account('acc-b').models = { models: [only('gpt-wide', { context_window: 272_000 }), only('gpt-b')] };
    expect((await stage.call(path)).json).toMatchObject({
      models: [{ slug: 'gpt-wide', context_window: 272_000, max_context_window: 272_000 }, { slug: 'gpt-b' }],
    });
  });

  const usedUp = status(429, { error: { type: 'usage_limit_reached', resets_at: resetAt } });
  it.each([
    ['discovery fails', (stage: Stage, id: string) => void (stage.account(id).models = null)],
    ['every account is used up', (stage: Stage, id: string) => stage.account(id).always(usedUp)],
    [
      'every account is paused',
      (stage: Stage, id: string) => void stage.engine.pauseAccount(stage.summary(id).accountId),
    ],
  ])('matrix 11 and 30: what is known stays while %s', async (_name, befall) => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ clock });
    const { etag } = (await stage.call(path)).headers;
    for (const id of ['acc-a', 'acc-b']) befall(stage, id);
    await stage.turn();
    await clock.advance(300_000);
    const answer = await stage.call(path);
    expect([answer.status, slugs(answer), answer.headers.etag]).toEqual([200, ['gpt-5.5', 'gpt-fake-upstream'], etag]);
  });

  it('nothing known, and discovery fails: 503 in our words', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').models = null;
    const answer = await stage.call(path);
    expect([answer.status, errorOf(answer).code, answer.headers['retry-after']]).toEqual([503, 'models_unknown', '30']);
  });

  it('an old program is not given what it could not speak to; for a new one the upstream is asked in its name', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    stage.account('acc-a').models = {
      models: [
        only('gpt-old', { minimal_client_version: [0, 98, 0] }),
        only('gpt-new', { minimal_client_version: '0.160.0' }),
      ],
    };
    expect(slugs(await stage.call('/backend-api/codex/models?client_version=0.98.0'))).toEqual(['gpt-old']);
    expect(slugs(await stage.call(path))).toEqual(['gpt-old', 'gpt-new']);
    expect(listings(stage).map(({ path: asked }) => asked)).toEqual([
      '/backend-api/codex/models?client_version=0.169.0',
    ]);
    await stage.call('/backend-api/codex/models?client_version=0.171.2');
    await clock.advance(300_000);
    await stage.call(path);
    expect(listings(stage).at(-1)?.path).toBe('/backend-api/codex/models?client_version=0.171.2');
  });

  const pathOf = (version: string): string => `/backend-api/codex/models?client_version=${version}`;

  it('a new program that comes while the upstream is being asked has it asked in its own name after that', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    await stage.call(path);
    await clock.advance(300_000);
    const hold = createLatch();
    stage.account('acc-a').modelsHold = hold;
    const first = stage.call(path);
    await stage.upstream.waitForRequest(() => listings(stage).length === 2);
    const patient = clock.waitForSleepers(clock.sleeping + 1);
    const second = stage.call(pathOf('0.171.2'));
    await patient;
    hold.open();
    await Promise.all([first, second]);
    await stage.upstream.waitForRequest(() => listings(stage).length === 3);
    expect(listings(stage).map(({ path: asked }) => asked)).toEqual([path, path, pathOf('0.171.2')]);
  });

  it.each([
    ['lists', catalogue],
    ['lists nothing for that one', null],
  ])('nor is it forgotten where the upstream was just asked for another new one, and %s', async (_name, models) => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    await stage.call(path);
    const hold = createLatch();
    Object.assign(stage.account('acc-a'), { modelsHold: hold, models });
    await stage.call(pathOf('0.171.2'));
    await stage.call(pathOf('0.172.0'));
    hold.open();
    await stage.upstream.waitForRequest(({ path: asked }) => asked === pathOf('0.171.2'));
    await clock.advance(60_000);
    Object.assign(stage.account('acc-a'), { models: catalogue });
    await stage.call(pathOf('0.172.0'));
    await stage.upstream.waitForRequest(() => listings(stage).length === 3);
    expect(listings(stage).map(({ path: asked }) => asked)).toEqual([path, pathOf('0.171.2'), pathOf('0.172.0')]);
  });
});
