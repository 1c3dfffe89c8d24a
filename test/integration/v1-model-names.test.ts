import { describe, expect, it } from 'vitest';

import { startKeyStage } from './api-key-stage.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { chat, post, respond, sentUpstream } from './v1-requests.ts';

const named = { environment: { EVENKEEL_MODEL_ALIASES: 'claude-sonnet-4=gpt-5.5, quick=gpt-5.5-low, lost=gpt-9' } };
type Entry = Readonly<Record<string, unknown>>;
const entries = (answer: Answer): Entry[] => (answer.json as { data: Entry[] }).data;

const asks: readonly (readonly [string, (stage: Stage, model: string, stream: boolean) => Promise<Answer>])[] = [
  ['chat', (stage, model, stream) => chat(stage, { model, stream })],
  ['responses', (stage, model, stream) => respond(stage, { model, stream })],
  ['completions', (stage, model, stream) => post(stage, '/v1/completions', { model, prompt: 'x', stream })],
];

describe('matrix 19, 25, 31: other names for a model', () => {
  it.each(
    asks.flatMap(([form, ask]) =>
      ['openai/gpt-5.5', 'claude-sonnet-4', 'openrouter/claude-sonnet-4'].map((name) => [form, name, ask] as const),
    ),
  )('%s: %s is the model itself, the same as a stream and whole', async (_form, name, ask) => {
    await using stage = await startStage({ accounts: ['acc-a'], ...named });
    const sent: unknown[] = [];
    for (const stream of [false, true]) {
      const answer = await ask(stage, name, stream);
      expect([answer.status, answer.headers['x-evenkeel-model']]).toEqual([200, 'gpt-5.5']);
      sent.push(sentUpstream(stage));
    }
    const plain = await ask(stage, 'gpt-5.5', false);
    expect(plain.headers).not.toHaveProperty('x-evenkeel-model');
    expect(sent).toEqual([sentUpstream(stage), sentUpstream(stage)]);
    expect((await stage.requestLog()).map(({ model }) => model)).toEqual(['gpt-5.5', 'gpt-5.5', 'gpt-5.5']);
  });

  it('says in the log which model a name was taken for', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...named });
    await chat(stage, { model: 'quick' });
    expect(sentUpstream(stage)).toMatchObject({ model: 'gpt-5.5', reasoning: { effort: 'low' } });
    const [row] = await stage.requestLog();
    const line = stage.log.find(({ message }) => message === 'A model was asked for by another name');
    expect(line).toMatchObject({
      level: 'debug',
      data: { requestId: row?.requestId, requested: 'quick', resolved: 'gpt-5.5' },
    });
  });

  it('lists them, those of models that are there, and tells of each by its name', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...named });
    const listed = entries(await stage.call('/v1/models'));
    expect(listed.map(({ id, alias_of }) => [id, alias_of])).toEqual([
      ['gpt-5.5', undefined],
      ['gpt-fake-upstream', undefined],
      ['claude-sonnet-4', 'gpt-5.5'],
      ['quick', 'gpt-5.5-low'],
    ]);
    expect((await stage.call('/v1/models/claude-sonnet-4')).json).toMatchObject({ id: 'claude-sonnet-4' });
    expect((await stage.call('/v1/models/lost')).status).toBe(404);
    expect(JSON.stringify((await stage.call('/backend-api/codex/models')).json)).not.toContain('claude-sonnet-4');
  });

  it('one whose model nobody has: 404 that names the model, and no account is asked', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...named });
    const answer = await chat(stage, { model: 'lost' });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'model_not_found']);
    expect(errorOf(answer).message).toContain('gpt-9');
    expect(stage.upstream.turns()).toEqual([]);
  });

  it('an alias is no way around what a key may ask for', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'], ...named });
    const may = await keys.create({ name: 'may', allowedModels: ['gpt-5.5'] });
    const mayNot = await keys.create({ name: 'may not', allowedModels: ['gpt-fake-upstream'] });
    const ask = (key: string, model: string) =>
      chat(keys.stage, { model }, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask(may.key, 'claude-sonnet-4')).status).toBe(200);
    for (const model of ['claude-sonnet-4', 'openai/gpt-5.5']) {
      const refused = await ask(mayNot.key, model);
      expect([refused.status, errorOf(refused).code]).toEqual([403, 'model_not_allowed']);
    }
    const bearer = { headers: { authorization: `Bearer ${mayNot.key}` } };
    expect(entries(await keys.stage.call('/v1/models', bearer)).map(({ id }) => id)).toEqual(['gpt-fake-upstream']);
  });

  it('what a Codex client asks for itself goes as it came', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...named });
    await stage.turn({ body: { model: 'openai/gpt-5.5', stream: true, store: false, input: [] } });
    expect(sentUpstream(stage)).toMatchObject({ model: 'openai/gpt-5.5' });
  });
});
