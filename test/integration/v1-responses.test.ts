import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { dropAfterFirstEvent, endWithoutCompleted, events, type RawEvent } from '../fakes/upstream/steps.ts';
import { errorOf, eventsFrom, lastEvent, open } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { json, post, respond, sentUpstream } from './v1-requests.ts';

function numbered(...list: readonly (readonly [string, Record<string, unknown>])[]): RawEvent[] {
  return list.map(([event, data], index) => ({ event, data: { type: event, sequence_number: index, ...data } }));
}

const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'gpt-5.5',
  status: 'in_progress',
  output: [],
};
const completed = { ...response, status: 'completed', usage: null };
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const message = (text: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

/** Type and number of each event that the client was sent. */
async function streamed(stage: Stage, list: readonly RawEvent[]): Promise<{ type: string; number: unknown }[]> {
  stage.account('acc-a').script([events(list)]);
  const answer = await respond(stage, { stream: true });
  return answer.events.map(({ data }) => {
    const { type, sequence_number: number } = data as { type: string; sequence_number: number };
    return { type, number };
  });
}

describe('endpoints 3.2: what goes upstream', () => {
  it('a bare request becomes one that the upstream takes', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await respond(stage);
    expect(answer.status).toBe(200);
    expect(answer.headers['x-evenkeel-dropped']).toBeUndefined();
    expect(sentUpstream(stage)).toEqual({
      model: 'gpt-5.5',
      instructions: '',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
      store: false,
      stream: true,
    });
    expect(stage.upstream.turns()[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
    });
  });

  it('fact 10: what the upstream refuses is dropped and named; what says nothing is not named', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await respond(stage, {
      max_output_tokens: 5,
      metadata: { a: 'b' },
      safety_identifier: 'me',
      temperature: 0,
      top_p: 1,
      user: 'me',
      prompt_cache_retention: '24h',
      truncation: 'disabled',
      stream_options: null,
      background: false,
      store: true,
      service_tier: 'flex',
    });
    expect(answer.status).toBe(200);
    expect(String(answer.headers['x-evenkeel-dropped']).split(', ').toSorted()).toEqual([
      'max_output_tokens',
      'metadata',
      'prompt_cache_retention',
      'safety_identifier',
      'service_tier',
      'store',
      'temperature',
      'top_p',
      'user',
    ]);
    expect(Object.keys(sentUpstream(stage)).toSorted()).toEqual(['input', 'instructions', 'model', 'store', 'stream']);
  });

  it('fact 10: absent tools stay absent, [] stays [], and tools keep their bytes', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const tools =
      '[ {"type":"function", "name":"f","parameters":{"properties":{"2":{},"1":{"default":1.0}}}}, {"type":"new_kind"} ]';
    for (const [given, kept] of [
      ['', undefined],
      [',"tools":[]', '"tools":[]'],
      [`,"tools":${tools}`, `"tools":${tools}`],
    ] as const) {
      const answer = await post(stage, '/v1/responses', `{"model":"gpt-5.5","input":"hi"${given}}`);
      expect(answer.status).toBe(200);
      const sent = stage.upstream.turns().at(-1)?.rawBody.toString('utf8') ?? '';
      if (kept === undefined) expect(sent).not.toContain('tools');
      else expect(sent).toContain(kept);
    }
  });

  it('3.2 (2): system messages at the head are lifted, items that need no change keep their bytes', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const user = '{"role": "user", "content":[{"type":"input_text","text":"hi","n":1.0}]}';
    const input = `[{"role":"system","content":"One"},{"role":"developer","content":[{"type":"input_text","text":"Two"}]},${user},{"role":"system","content":"Late"}]`;
    await post(stage, '/v1/responses', `{"model":"gpt-5.5","instructions":"Zero","input":${input}}`);
    expect(sentUpstream(stage)).toMatchObject({ instructions: 'Zero\nOne\nTwo' });
    expect(stage.upstream.turns()[0]?.rawBody.toString('utf8')).toContain(
      `"input":[${user},{"role":"developer","content":"Late"}]`,
    );
  });

  it('3.2 (2): nothing is lifted beside additional_tools, nor from a Codex client', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const input = [
      { role: 'developer', content: 'D' },
      { type: 'additional_tools', tools: [] },
      { role: 'user', content: 'hi' },
    ];
    await respond(stage, { input });
    expect(sentUpstream(stage)).toMatchObject({ instructions: '', input });
    const codex = input.filter(({ type }) => type === undefined);
    await respond(stage, { input: codex }, { headers: { originator: 'codex_cli_rs' } });
    expect(sentUpstream(stage)).toMatchObject({ instructions: '', input: codex });
  });

  it('3.2 (3): words of the assistant and outputs of tools get their form, foreign members go', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await respond(stage, {
      input: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: 'Hello', reasoning_content: 'Hm', tool_calls: null },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}', namespace: 'n' },
        { role: 'tool', tool_call_id: 'c1', content: 'done' },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'sealed' },
      ],
    });
    expect(sentUpstream(stage).input).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'done' },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'sealed' },
    ]);
    expect(answer.headers['x-evenkeel-dropped']).toBe(
      'input[].reasoning_content, input[].namespace, input[].reasoning',
    );
  });

  it('3.2 (5, 8): other names, efforts and suffixes', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await respond(stage, {
      model: 'gpt-5.5-xhigh-fast',
      reasoningEffort: 'low',
      reasoningSummary: 'auto',
      textVerbosity: 'low',
      text: { format: { type: 'text' } },
      promptCacheKey: 'p',
      tools: [{ type: 'web_search_preview' }],
    });
    expect(sentUpstream(stage)).toMatchObject({
      model: 'gpt-5.5',
      reasoning: { effort: expect.stringMatching(/^x?high$/), summary: 'auto' },
      text: { format: { type: 'text' }, verbosity: 'low' },
      prompt_cache_key: 'p',
      service_tier: 'priority',
      tools: [{ type: 'web_search' }],
    });
    await respond(stage, { reasoning: { effort: 'minimal' }, service_tier: 'fast' });
    expect(sentUpstream(stage)).toMatchObject({ reasoning: { effort: 'low' }, service_tier: 'priority' });
    await respond(stage, { reasoning: { effort: 'ultra' } });
    // The most that the model lists.
    expect(sentUpstream(stage)).toMatchObject({ reasoning: { effort: 'xhigh' } });
  });

  it('3.2 (1): messages in place of input', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const messages = [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'hi' },
    ];
    await post(stage, '/v1/responses', { model: 'gpt-5.5', messages });
    expect(sentUpstream(stage)).toMatchObject({ instructions: 'S', input: [{ role: 'user' }] });
    expect(sentUpstream(stage)).not.toHaveProperty('messages');
  });

  it.each([
    ['input and messages', { messages: [{ role: 'user', content: 'hi' }] }, 'input'],
    ['an unknown include', { include: ['all'] }, 'include'],
    ['an unknown truncation', { truncation: 'some' }, 'truncation'],
    ['conversation and previous_response_id', { conversation: 'c', previous_response_id: 'r' }, 'conversation'],
    ['work in the background', { background: true }, 'background'],
    ['an unknown effort', { reasoning: { effort: 'hard' } }, 'reasoning.effort'],
    ['a stored item', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0]'],
    ['no input', { input: null }, 'input'],
    ['no model', { model: '' }, 'model'],
  ])('%s is refused with a sentence, and no account is touched', async (_name, more, param) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await respond(stage, more);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({
      type: 'invalid_request_error',
      param,
      message: expect.stringContaining(' '),
    });
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('3.2 (10): compaction triggers end up as one, last', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const trigger = { type: 'compaction_trigger' };
    const answer = await respond(stage, { input: [trigger, { role: 'user', content: 'hi' }, trigger], stream: true });
    expect(sentUpstream(stage).input).toEqual([{ role: 'user', content: 'hi' }, trigger]);
    expect(lastEvent(answer).type).toBe('response.completed');
    expect(answer.text).toContain('"type":"compaction"');
  });

  it('codex-client 6: a session header keeps the account and is what may share a cache', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'] });
    const headers = { 'x-session-affinity': 'ses_1', 'x-session-id': 'ses_1' };
    await respond(stage, {}, { headers });
    expect(sentUpstream(stage)).toMatchObject({ prompt_cache_key: 'ses_1' });
    await stage.set({ routingStrategy: 'round_robin' });
    for (let turn = 0; turn < 3; turn += 1) await respond(stage, {}, { headers });
    expect(new Set(stage.served())).toEqual(new Set(['acc-a']));
    const [entry] = await stage.requestLog();
    expect(entry?.affinity).toMatchObject({ kind: 'codex_session', bound: 'stayed' });
    await respond(stage, { prompt_cache_key: 'mine' }, { headers });
    expect(sentUpstream(stage)).toMatchObject({ prompt_cache_key: 'mine' });
  });
});

describe('endpoints 3.4: what SDKs rely on in a stream', () => {
  it('the bytes of the upstream where nothing is wrong with them; no [DONE] (fact 16)', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await respond(stage, { stream: true }, { headers: { 'x-request-id': 'mine' } });
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.headers['x-request-id']).toBe('mine');
    expect(answer.text).toBe(stage.upstream.turns()[0]?.sentBytes.toString('utf8'));
    expect(answer.text).not.toContain('[DONE]');
  });

  it('codex.* and unknown events go; items that were streamed are in the last event', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const list = numbered(
      ['response.created', { response }],
      ['codex.rate_limits', {}],
      ['keepalive', {}],
      ['response.output_item.done', { output_index: 1, item: { type: 'function_call', name: 'f' } }],
      ['response.output_item.done', { output_index: 0, item: message('One') }],
      ['response.completed', { response: completed }],
    );
    stage.account('acc-a').always(events(list));
    const answer = await respond(stage, { stream: true });
    expect(answer.events.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_item.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const whole = [{ type: 'message' }, { type: 'function_call' }];
    expect(answer.events.at(-1)?.data).toMatchObject({ response: { output: whole } });
    expect((await respond(stage)).json).toMatchObject({ status: 'completed', output: whole });
  });

  it('response.created is put in where it is missing, and the numbers go on', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const sent = await streamed(
      stage,
      numbered(
        ['response.output_item.added', { item: message('') }],
        ['response.in_progress', { response }],
        ['response.completed', { response: { ...completed, output: [message('x')] } }],
      ),
    );
    expect(sent).toEqual([
      { type: 'response.created', number: 0 },
      { type: 'response.output_item.added', number: 1 },
      { type: 'response.in_progress', number: 2 },
      { type: 'response.completed', number: 3 },
    ]);
  });

  it('words that came only as a whole come as a piece before it, once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const sent = await streamed(
      stage,
      numbered(
        ['response.created', { response }],
        ['response.output_text.done', { ...place, text: 'All' }],
        ['response.content_part.done', { ...place, part: { type: 'output_text', text: 'All' } }],
        ['response.completed', { response: { ...completed, output: [message('All')] } }],
      ),
    );
    expect(sent.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.completed',
    ]);
    expect(sent.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
  });

  it('an error event after words becomes response.failed', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const latch = createLatch();
    const list = numbered(
      ['response.created', { response }],
      ['response.output_text.delta', { ...place, delta: 'Hel' }],
      ['error', { code: 'context_length_exceeded', message: 'Too long.' }],
    );
    stage.account('acc-a').script([events(list, { hold: latch, holdAfterEvents: 2 })]);
    const body = JSON.stringify({ model: 'gpt-5.5', input: 'hi', stream: true });
    const answer = await open(stage.origin, '/v1/responses', { method: 'POST', headers: json, body });
    const seen: unknown[] = [];
    for await (const { data } of eventsFrom(answer)) {
      seen.push(data);
      if (seen.length === 2) latch.open();
    }
    expect(seen.at(-1)).toMatchObject({
      type: 'response.failed',
      sequence_number: 2,
      response: { id: 'resp_1', status: 'failed', error: { code: 'context_length_exceeded', message: 'Too long.' } },
    });
  });

  it.each([
    ['cut', dropAfterFirstEvent(5)],
    ['ended', endWithoutCompleted()],
  ])('a stream that is %s before its end ends as response.failed', async (_name, step) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([step]);
    const answer = await respond(stage, { stream: true });
    expect(answer.status).toBe(200);
    expect(lastEvent(answer)).toEqual({ type: 'response.failed', code: 'upstream_stream_truncated' });
    const [entry] = await stage.requestLog();
    expect(entry?.status).toBe('error');
  });
});
