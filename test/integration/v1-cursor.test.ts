import { describe, expect, it } from 'vitest';

import { events, firstEventFailed, status } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage } from './harness.ts';
import { chat } from './v1-requests.ts';

const cursor = { headers: { 'user-agent': 'Cursor/1.7.2 (darwin)' } };
const code = 'context_length_exceeded';
const overflows = [
  ['as the first event', firstEventFailed(code, 'Too long.')],
  [
    'as a status',
    status(400, { error: { message: 'Too long.', type: 'invalid_request_error', code, param: 'input' } }),
  ],
] as const;
const tokens = { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 };

function chunksOf(answer: Answer): { usage?: unknown; choices: { delta: object; finish_reason: string | null }[] }[] {
  return answer.events.flatMap(({ data }) => (data === undefined ? [] : [data as never]));
}

describe('Cursor (3.3)', () => {
  it.each(overflows)('a context that is too long, %s, is an empty success of a million tokens', async (_name, step) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([step, step]);
    const document = await chat(stage, {}, cursor);
    expect(document.status).toBe(200);
    expect(document.headers['x-evenkeel-hidden-error']).toBe(code);
    expect(document.json).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant' }, finish_reason: 'stop' }],
      usage: tokens,
    });
    const streamed = await chat(stage, { stream: true }, cursor);
    expect(streamed.status).toBe(200);
    const chunks = chunksOf(streamed);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: tokens });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(streamed.text.trimEnd()).toMatch(/data: \[DONE\]$/);
    for (const row of await stage.requestLog())
      expect(row).toMatchObject({ status: 'error', errorCode: code, client: 'Cursor' });
  });

  it.each(overflows)('every other client is told it, %s', async (_name, step) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([step]);
    const answer = await chat(stage, {}, { headers: { 'user-agent': 'OpenAI/Python' } });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code });
    expect(answer.headers).not.toHaveProperty('x-evenkeel-hidden-error');
  });

  it('by the name of its key; and other failures are told as they are', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({ name: 'Cursor' });
    const headers = { authorization: `Bearer ${key}` };
    const bad = status(400, { error: { message: 'Bad tool.', type: 'invalid_request_error', code: 'bad' } });
    keys.stage.account('acc-a').script([firstEventFailed(code), bad]);
    expect((await chat(keys.stage, {}, { headers })).json).toMatchObject({ usage: tokens });
    const answer = await chat(keys.stage, {}, { headers });
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'bad']);
  });

  it('usage comes without being asked for', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const withUsage = chunksOf(await chat(stage, { stream: true }, cursor)).filter(({ usage }) => usage != null);
    expect(withUsage).toHaveLength(1);
    const others = chunksOf(await chat(stage, { stream: true })).filter(({ usage }) => usage != null);
    expect(others).toHaveLength(0);
  });

  it('once something was shown a failure is one for Cursor too', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([
      events([
        { event: 'response.created', data: { type: 'response.created', response: { id: 'resp_1' } } },
        {
          event: 'response.output_text.delta',
          data: { type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0, delta: 'Hi' },
        },
        {
          event: 'response.failed',
          data: { type: 'response.failed', response: { status: 'failed', error: { code, message: 'Too long.' } } },
        },
      ]),
    ]);
    const answer = await chat(stage, { stream: true }, cursor);
    expect(answer.text).toContain('Hi');
    expect(answer.text).toContain(`"code":"${code}"`);
  });
});
