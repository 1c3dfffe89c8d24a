import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { catalogue, catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { chat, post, respond, sentUpstream } from './v1-requests.ts';

const slugs = (answer: Answer): string[] => (answer.json as { data: { id: string }[] }).data.map(({ id }) => id);
const listings = (stage: Stage) => stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/codex/models'));

describe('GET /v1/models', () => {
  it.each(['/v1/models', '/models', '/v1/models?client_version='])(
    '%s: the list as OpenAI clients read it',
    async (path) => {
      await using stage = await startStage();
      const answer = await stage.call(path);
      expect(answer.json).toMatchObject({
        object: 'list',
        data: [
          {
            id: 'gpt-5.5',
            object: 'model',
            created: expect.any(Number),
            owned_by: 'openai',
            metadata: { context_window: 272_000 },
          },
          { id: 'gpt-fake-upstream' },
        ],
      });
      expect(answer.json).not.toHaveProperty('stale');
    },
  );

  it('fact 11: with a client_version every entry as the upstream gave it, and what Codex must find in it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const {
      truncation_policy: _policy,
      experimental_supported_tools: _tools,
      ...bare
    } = catalogueModel('gpt-bare', 'Bare', 3);
    stage.account('acc-a').models = { models: [...catalogue.models, bare] };
    const answer = await stage.call('/v1/models?client_version=0.169.0');
    expect(answer.json).toMatchObject({ models: [...catalogue.models, bare] });
    const { models } = answer.json as { models: object[] };
    for (const model of models) {
      expect(model).toMatchObject({
        truncation_policy: expect.any(Object),
        experimental_supported_tools: expect.any(Array),
      });
    }
  });

  it('the models of all accounts together, hidden ones not shown', async () => {
    await using stage = await startStage();
    const hidden = { ...catalogueModel('gpt-hidden', 'Hidden', 9), visibility: 'hide' };
    stage.account('acc-b').models = { models: [catalogueModel('gpt-only-b', 'B', 1), hidden] };
    expect(slugs(await stage.call('/v1/models'))).toEqual(['gpt-5.5', 'gpt-fake-upstream', 'gpt-only-b']);
    expect((await stage.call('/v1/models/gpt-hidden')).status).toBe(200);
  });

  it('each account is asked once in five minutes, and of many who ask at once only one goes', async () => {
    const clock = new ManualClock();
    await using stage = await startStage({ clock });
    await Promise.all([stage.call('/v1/models'), stage.call('/v1/models'), chat(stage)]);
    expect(listings(stage)).toHaveLength(2);
    await clock.advance(299_000);
    await stage.call('/v1/models');
    expect(listings(stage)).toHaveLength(2);
    await clock.advance(1000);
    await stage.call('/v1/models');
    expect(listings(stage)).toHaveLength(4);
  });

  it('what is known survives a restart without an upstream, and is marked as old', async () => {
    const clock = new ManualClock();
    await using stage = await startStage({ vault: 'file', clock });
    await stage.call('/v1/models');
    const kept = join(stage.dataDir, 'models.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(await readFile(kept, 'utf8')).not.toContain('@example.test');
    await clock.advance(3_600_000);
    for (const id of ['acc-a', 'acc-b']) stage.account(id).models = null;
    await stage.restart();
    const answer = await stage.call('/v1/models');
    expect(answer.status).toBe(200);
    expect(slugs(answer)).toEqual(['gpt-5.5', 'gpt-fake-upstream']);
    expect(answer.json).toMatchObject({ stale: true });
    expect(answer.headers['x-evenkeel-models-as-of']).toMatch(/^2026-11-02T09/);
  });

  it('nothing known and nobody tells: 503 and when to come back, never an empty list', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').models = null;
    const answer = await stage.call('/v1/models');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('30');
    expect(errorOf(answer)).toMatchObject({ code: 'models_unknown' });
  });

  it('matrix 11: every account paused: says that nobody can be asked, and not to come back in a moment', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await stage.call('/v1/models');
    await stage.call(`/api/accounts/${stage.summary('acc-a').accountId}/pause`, { method: 'POST' });
    const answer = await stage.call('/v1/models');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, undefined]);
    expect(errorOf(answer).message).toContain('paused or needs a sign-in');
  });

  it('no account: 503', async () => {
    await using stage = await startStage({ accounts: [] });
    expect(errorOf(await stage.call('/v1/models'))).toMatchObject({ code: 'no_accounts' });
  });

  it('an expired token is renewed for it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await stage.call('/v1/models')).status).toBe(200);
  });
});

describe('GET /v1/models/{id}', () => {
  it('one model, also by a name with wishes in it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    expect((await stage.call('/v1/models/gpt-5.5')).json).toMatchObject({ id: 'gpt-5.5', object: 'model' });
    expect((await stage.call('/v1/models/gpt-5.5-high-fast')).json).toMatchObject({ id: 'gpt-5.5-high-fast' });
    expect((await stage.call('/models/gpt-5.5')).status).toBe(200);
  });

  it('one that nobody has: 404 with names near it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await stage.call('/v1/models/gpt-5.6');
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({ code: 'model_not_found', message: expect.stringContaining('gpt-5.5') });
  });
});

describe('a model that no account has', () => {
  it.each([
    ['chat', (stage: Stage) => chat(stage, { model: 'gpt-55' })],
    ['responses', (stage: Stage) => respond(stage, { model: 'gpt-55' })],
    ['completions', (stage: Stage) => post(stage, '/v1/completions', { model: 'gpt-55', prompt: 'x' })],
  ])('%s: 404 naming near ones, and no account is asked', async (_name, ask) => {
    await using stage = await startStage();
    const answer = await ask(stage);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({
      code: 'model_not_found',
      param: 'model',
      message: expect.stringMatching(/gpt-55.*gpt-5\.5/),
    });
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('is left to the upstream where an account has not told what it has', async () => {
    await using stage = await startStage();
    stage.account('acc-b').models = null;
    expect((await chat(stage, { model: 'gpt-new' })).status).toBe(200);
    expect(sentUpstream(stage)).toMatchObject({ model: 'gpt-new' });
  });

  it('is asked for again when the list is old: it may be there by now', async () => {
    const clock = new ManualClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    expect((await chat(stage, { model: 'gpt-new' })).status).toBe(404);
    stage.account('acc-a').models = { models: [catalogueModel('gpt-new', 'New', 1)] };
    expect((await chat(stage, { model: 'gpt-new' })).status).toBe(404);
    await clock.advance(300_000);
    expect((await chat(stage, { model: 'gpt-new' })).status).toBe(200);
  });
});
