import { describe, expect, it } from 'vitest';

import { catalogue, catalogueModel } from '../fakes/upstream/models-catalogue.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { chat, post, respond, sentUpstream } from './v1-requests.ts';

const levels = ['medium', 'high', 'xhigh'].map((effort) => ({ effort, description: effort }));
const deep = { ...catalogueModel('gpt-5.5-deep', 'Deep', 9), supported_reasoning_levels: levels };
const silent = { ...catalogueModel('gpt-silent', 'Silent', 9), supported_reasoning_levels: undefined };

async function stageWith(): Promise<Stage> {
  const stage = await startStage({ accounts: ['acc-a'] });
  stage.account('acc-a').models = { models: [...catalogue.models, deep, silent] };
  return stage;
}

type Ask = (stage: Stage, effort: string | undefined) => Promise<Answer>;
const model = 'gpt-5.5-deep';
const faces: readonly [string, string, Ask][] = [
  ['chat', 'reasoning_effort', (stage, effort) => chat(stage, { model, reasoning_effort: effort })],
  ['chat, nested', 'reasoning_effort', (stage, effort) => chat(stage, { model, reasoning: { effort } })],
  ['responses', 'reasoning.effort', (stage, effort) => respond(stage, { model, reasoning: { effort } })],
  [
    'responses at chat',
    'reasoning.effort',
    (stage, effort) => post(stage, '/v1/chat/completions', { model, input: 'hi', reasoning: { effort } }),
  ],
  [
    'completions',
    'reasoning_effort',
    (stage, effort) => post(stage, '/v1/completions', { model, prompt: 'hi', reasoning_effort: effort }),
  ],
];
const sentEffort = (stage: Stage): unknown =>
  (sentUpstream(stage)['reasoning'] as { effort?: string } | undefined)?.effort;

describe('matrix row 9: an effort that the model does not know', () => {
  it.each(faces)('%s: 400 with the model’s own levels, and no account is asked', async (_name, param, ask) => {
    await using stage = await stageWith();
    for (const effort of ['low', 'max']) {
      const answer = await ask(stage, effort);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({
        code: 'unsupported_parameter',
        type: 'invalid_request_error',
        param,
        message: expect.stringMatching(new RegExp(`${model}.*medium, high, xhigh.*"${effort}"`)),
      });
    }
    expect(stage.upstream.turns()).toEqual([]);
    await ask(stage, 'high');
    expect(sentEffort(stage)).toBe('high');
  });

  it.each(faces)('%s: auto and nothing leave it to the upstream', async (_name, _param, ask) => {
    await using stage = await stageWith();
    for (const effort of ['auto', undefined]) {
      expect((await ask(stage, effort)).status).toBe(200);
      expect(sentEffort(stage)).toBeUndefined();
    }
  });

  it.each(faces)('%s: words of elsewhere become the nearest', async (_name, _param, ask) => {
    await using stage = await stageWith();
    await stage.call('/v1/models');
    for (const [word, sent] of [
      ['minimal', 'medium'],
      ['ultra', 'xhigh'],
      ['none', 'none'],
    ] as const) {
      expect((await ask(stage, word)).status).toBe(200);
      expect(sentEffort(stage)).toBe(sent);
    }
  });

  it('so do those in a model’s name, and a wish to think that says not how hard', async () => {
    await using stage = await stageWith();
    await stage.call('/v1/models');
    await chat(stage, { model: `${model}-low` });
    expect(sentEffort(stage)).toBe('medium');
    await respond(stage, { model, thinking: true });
    expect(sentEffort(stage)).toBe('medium');
  });

  it('a model that tells no levels, and a native client: as they asked', async () => {
    await using stage = await stageWith();
    expect((await chat(stage, { model: 'gpt-silent', reasoning_effort: 'max' })).status).toBe(200);
    expect(sentEffort(stage)).toBe('max');
    expect((await stage.turn({ body: turnBody(undefined, { model, reasoning: { effort: 'max' } }) })).status).toBe(200);
    expect(sentEffort(stage)).toBe('max');
  });
});
