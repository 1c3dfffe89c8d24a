import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import {
  burst429,
  dropAfterFirstEvent,
  endWithoutCompleted,
  firstEventFailed,
  ok,
  silent,
  toolCall,
  usageLimit,
} from '../fakes/upstream/steps.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { errorOf, open } from './http-client.ts';
import { startStage } from './harness.ts';
import { chat, json, outcomeOfChat, outcomeOfChatStream, post, sentUpstream } from './v1-requests.ts';

const nextHour = (): number => Math.floor(Date.now() / 1000) + 3600;

describe('endpoints 3.3: chat completions', () => {
  it('a stream: role first, pieces, a finish, usage when asked for, [DONE]', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(ok('Hello you'));
    const answer = await chat(stage, { stream: true, stream_options: { include_usage: true } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(answer.events[0]?.data).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' } }],
      usage: null,
    });
    expect(answer.events.at(-2)?.data).toMatchObject({ choices: [], usage: { prompt_tokens: 120 } });
    expect(outcomeOfChatStream(answer)).toMatchObject({ text: 'Hello you', finish: 'stop' });
    const plain = await chat(stage, { stream: true });
    expect(plain.text).not.toContain('usage');
  });

  it('tools, one after the other and in parallel, there and back', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
    stage.account('acc-a').script([
      ok([
        { type: 'function_call', name: 'weather', arguments: { city: 'Rome' } },
        { type: 'function_call', name: 'weather', arguments: { city: 'Oslo' } },
      ]),
    ]);
    const asked = await chat(stage, { tools, tool_choice: { type: 'function', function: { name: 'weather' } } });
    const { calls, finish } = outcomeOfChat(asked);
    expect(finish).toBe('tool_calls');
    expect(calls).toEqual([
      { name: 'weather', arguments: '{"city":"Rome"}' },
      { name: 'weather', arguments: '{"city":"Oslo"}' },
    ]);
    expect(sentUpstream(stage)).toMatchObject({
      tools: [{ type: 'function', name: 'weather', parameters }],
      tool_choice: { type: 'function', name: 'weather' },
    });
    const { message } = (asked.json as { choices: [{ message: { tool_calls: { id: string }[] } }] }).choices[0];
    const results = message.tool_calls.map(({ id }, index) => ({
      role: 'tool',
      tool_call_id: id,
      content: `${index} degrees`,
    }));
    const messages = [{ role: 'user', content: 'Rome and Oslo?' }, message, ...results];
    expect((await chat(stage, { tools, messages })).status).toBe(200);
    const sent = sentUpstream(stage).input as { type: string; call_id?: string; output?: string }[];
    expect(sent.map(({ type, output }) => output ?? type)).toEqual([
      'message',
      'function_call',
      'function_call',
      '0 degrees',
      '1 degrees',
    ]);
  });

  it('a call that is streamed', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([toolCall('f', { a: 1 })]);
    expect(outcomeOfChatStream(await chat(stage, { stream: true }))).toMatchObject({
      calls: [{ name: 'f', arguments: '{"a":1}' }],
      finish: 'tool_calls',
    });
  });

  it('absent tools stay absent, [] stays []', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await chat(stage);
    expect(sentUpstream(stage)).not.toHaveProperty('tools');
    await chat(stage, { tools: [] });
    expect(sentUpstream(stage)).toMatchObject({ tools: [] });
  });

  it('an image as a data URL, and a schema', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    await chat(stage, {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'thing', strict: true, schema } },
    });
    expect(sentUpstream(stage)).toMatchObject({
      input: [{ content: [{ type: 'input_text' }, { type: 'input_image', image_url: url }] }],
      text: { format: { type: 'json_schema', name: 'thing', strict: true, schema } },
    });
  });

  it('what the upstream cannot do is named, or refused with a sentence', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await chat(stage, { max_tokens: 32_000, temperature: 0.2, stop: ['x'], seed: 1, stream: true });
    expect(answer.headers['x-evenkeel-dropped']).toBe('max_tokens, temperature, stop, seed');
    expect(sentUpstream(stage)).not.toHaveProperty('max_tokens');
    const several = await chat(stage, { n: 2 });
    expect(several.status).toBe(400);
    expect(errorOf(several)).toMatchObject({ param: 'n', code: 'unsupported_parameter' });
  });

  it('suffixes in a model name go before what the program sends by itself', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await chat(stage, { model: 'gpt-5.5-high-fast', reasoning_effort: 'low' });
    expect(sentUpstream(stage)).toMatchObject({
      model: 'gpt-5.5',
      reasoning: { effort: 'high' },
      service_tier: 'priority',
    });
  });

  it('a Responses body at the chat address is answered as the address says', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const body = { model: 'gpt-5.5', input: [{ role: 'user', content: 'hi' }], stream: true };
    const answer = await post(stage, '/v1/chat/completions', body);
    expect(outcomeOfChatStream(answer)).toMatchObject({ text: 'Hello from acc-a', finish: 'stop' });
    expect(answer.text).toContain('[DONE]');
  });

  it.each(['/chat/completions', '/v1/chat/completions/'])('%s is the same address', async (path) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, path, { model: 'gpt-5.5', messages: [{ role: 'user', content: 'hi' }] });
    expect(outcomeOfChat(answer).text).toBe('Hello from acc-a');
  });

  it('the older completions, streamed and not', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const body = { model: 'gpt-5.5', prompt: 'Say' };
    const whole = await post(stage, '/v1/completions', body);
    expect(whole.json).toMatchObject({
      object: 'text_completion',
      choices: [{ text: 'Hello from acc-a', finish_reason: 'stop' }],
    });
    const answer = await post(stage, '/v1/completions', { ...body, stream: true });
    const text = answer.events.map(
      ({ data }) => (data as { choices?: { text: string }[] } | undefined)?.choices?.[0]?.text,
    );
    expect(text.join('')).toBe('Hello from acc-a');
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});

describe('the one pipeline under chat', () => {
  it.each([true, false])(
    'stream %s: an account that is used up or too busy is left for the next one',
    async (stream) => {
      await using stage = await startStage();
      stage.account('acc-a').script([usageLimit({ resetsAt: nextHour() })]);
      const answer = await chat(stage, { stream });
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('acc-b');
      expect(stage.served()).toEqual(['acc-a', 'acc-b']);
      const [entry] = await stage.requestLog();
      expect(entry).toMatchObject({ status: 'success', path: '/v1/chat/completions', model: 'gpt-5.5' });
      expect(entry?.attempts).toHaveLength(2);
    },
  );

  it('a failure as the first event moves on as well', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([firstEventFailed('usage_limit_reached')]);
    expect((await chat(stage, { stream: true })).text).toContain('acc-b');
  });

  it('a client that leaves ends the work upstream', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const latch = createLatch();
    stage.account('acc-a').script([ok('Hello you there', { hold: latch, holdAfterEvents: 6 })]);
    const leaving = new AbortController();
    const body = JSON.stringify({ model: 'gpt-5.5', stream: true, messages: [{ role: 'user', content: 'hi' }] });
    const options = { method: 'POST', headers: json, body, signal: leaving.signal };
    const answer = await open(stage.origin, '/v1/chat/completions', options);
    answer.on('error', () => undefined);
    const logged = stage.nextEvent(({ type }) => type === 'request');
    leaving.abort();
    await logged;
    const [turn] = stage.upstream.turns();
    await turn?.ended;
    expect(turn?.closedEarlyAtMs).not.toBeNull();
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'cancelled' });
  });

  it('fact 16: a stream that breaks after words ends in an error object and [DONE]', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([endWithoutCompleted()]);
    const answer = await chat(stage, { stream: true });
    expect(answer.status).toBe(200);
    expect(answer.events.at(-2)?.data).toMatchObject({ error: { code: 'upstream_stream_truncated' } });
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(outcomeOfChatStream({ ...answer, events: answer.events.slice(0, -2) }).finish).toBeNull();
  });

  it.each([
    ['after announcements alone', dropAfterFirstEvent(2), true],
    ['before a document is whole', endWithoutCompleted(), false],
  ])('a stream that breaks %s is an HTTP status', async (_name, step, stream) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([step]);
    const answer = await chat(stage, { stream });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream_stream_truncated', type: 'server_error' });
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'error' });
  });

  it('translation 3.7: a silence is filled with comments, and the answer comes all the same', async () => {
    const clock = new ManualClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    const latch = createLatch();
    stage.account('acc-a').script([ok('Hello', { hold: latch, holdAfterEvents: 2 })]);
    const body = JSON.stringify({ model: 'gpt-5.5', stream: true, messages: [{ role: 'user', content: 'hi' }] });
    await stage.call('/v1/models');
    const others = clock.sleeping;
    const answering = open(stage.origin, '/v1/chat/completions', { method: 'POST', headers: json, body });
    await clock.waitForSleepers(others + 1);
    await clock.advance(10_000);
    const answer = await answering;
    let text = '';
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      text += chunk.toString('utf8');
      latch.open();
    }
    expect(text.startsWith(': keepalive\n\n')).toBe(true);
    expect(text).toContain('"content":"Hello"');
  });

  it('bursts everywhere are a 429 that says so', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' } });
    stage.account('acc-a').always(burst429());
    const answer = await chat(stage);
    expect(answer.status).toBe(429);
    expect(errorOf(answer)).toMatchObject({ type: expect.any(String), message: expect.any(String) });
  });

  it('X-Request-ID of the client comes back, and one is made where there is none', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(silent({ opened: Promise.resolve(), open: () => undefined }));
    const named = await chat(stage, {}, { headers: { 'x-request-id': 'mine-1' } });
    expect(named.headers['x-request-id']).toBe('mine-1');
    expect((await chat(stage)).headers['x-request-id']).toMatch(/^[\w-]{20,}$/);
    expect(stage.upstream.turns()[0]?.headers['x-request-id']).toBe('mine-1');
  });
});
