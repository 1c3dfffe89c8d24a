import { describe, expect, it } from 'vitest';

import { ok, toolCall } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf, type Answer } from './http-client.ts';
import { chat, post, respond } from './v1-requests.ts';

const sealed = ok([{ type: 'reasoning' }]);
const spoken = ok([{ type: 'reasoning', summary: 'Hm.' }]);
const legacy = (stage: Stage, more: object = {}): Promise<Answer> =>
  post(stage, '/v1/completions', { model: 'gpt-5.5', prompt: 'hi', ...more });
const faces: readonly [string, (stage: Stage) => Promise<Answer>][] = [
  ['chat', (stage) => chat(stage)],
  ['chat, streaming', (stage) => chat(stage, { stream: true })],
  ['completions', (stage) => legacy(stage)],
  ['completions, streaming', (stage) => legacy(stage, { stream: true })],
  ['responses at chat', (stage) => post(stage, '/v1/chat/completions', { model: 'gpt-5.5', input: 'hi' })],
];

describe('matrix row 13: an answer that is nothing but thoughts', () => {
  it.each(faces)('%s: asked for once more while nothing was shown', async (_name, ask) => {
    await using stage = await startStage();
    stage.account('acc-a').script([sealed]);
    const answer = await ask(stage);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('acc-a');
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    // Both were paid for.
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'success', inputTokens: 240, outputTokens: 40 });
  });

  it.each(faces)('%s: 502 empty_response when it is so again', async (_name, ask) => {
    await using stage = await startStage();
    stage.account('acc-a').always(sealed);
    const answer = await ask(stage);
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'empty_response', type: 'server_error' });
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    expect((await stage.requestLog())[0]).toMatchObject({
      status: 'error',
      statusCode: 502,
      errorCode: 'empty_response',
      inputTokens: 240,
    });
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('a stream that has shown its thoughts ends with the error, and nobody is asked again', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([spoken]);
    const answer = await chat(stage, { stream: true });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Hm.');
    expect(answer.events.map(({ data }) => data).at(-2)).toMatchObject({ error: { code: 'empty_response' } });
    expect(answer.text).not.toContain('finish_reason":"stop');
    expect(answer.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('with replayUnseenFailures off it is asked for once', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_REPLAY_UNSEEN_FAILURES: 'false' } });
    stage.account('acc-a').script([sealed]);
    expect((await chat(stage)).status).toBe(502);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it.each([
    ['a call', toolCall('look', {})],
    ['a message without words', ok([{ type: 'reasoning' }, { type: 'message', text: '' }])],
  ])('%s is an answer', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    expect((await chat(stage)).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('responses and native clients get it as it came: their protocol says that there is no message', async () => {
    await using stage = await startStage();
    stage.account('acc-a').always(sealed);
    expect((await respond(stage)).json).toMatchObject({ status: 'completed', output: [{ type: 'reasoning' }] });
    expect((await stage.turn()).text).toContain('response.completed');
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
  });
});
