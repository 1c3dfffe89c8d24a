import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';

import { ask, hi, refusalOf, user } from './chat-request.fixture.ts';
import { isResponsesBody } from './chat-request-schema.ts';
import { toResponsesRequest } from './to-responses-request.ts';

describe('chat → responses: the whole body', () => {
  it('is what the upstream takes, and nothing that was not asked for', () => {
    const request = { model: 'gpt-5.5', messages: [user] } satisfies ChatCompletionCreateParams;
    expect(toResponsesRequest(request)).toEqual({
      body: {
        model: 'gpt-5.5',
        instructions: '',
        input: [hi],
        reasoning: { summary: 'auto' },
        store: false,
        stream: true,
      },
      dropped: [],
      model: 'gpt-5.5',
      stream: false,
      wantsUsage: false,
      callForm: 'tools',
    });
  });

  it.each([
    [{ stream: true }, true, false],
    [{ stream: true, stream_options: { include_usage: true } }, true, true],
    [{ stream: true, stream_options: {} }, true, false],
    [{ stream_options: { include_usage: true } }, false, false],
    [{ stream: false }, false, false],
  ])('store false and stream true upstream, whatever %j says', (more, stream, wantsUsage) => {
    const translated = ask({ ...more, store: false });
    expect(translated).toMatchObject({ stream, wantsUsage, body: { store: false, stream: true } });
  });

  it.each([
    ['max_tokens', 5],
    ['max_completion_tokens', 5],
    ['temperature', 0.2],
    ['top_p', 0.5],
    ['stop', ['x']],
    ['seed', 7],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['logit_bias', { 5: 1 }],
    ['frequency_penalty', 1],
    ['presence_penalty', 1],
    ['user', 'me'],
    ['metadata', { a: 'b' }],
    ['store', true],
    ['safety_identifier', 'x'],
    ['prompt_cache_retention', '24h'],
    ['prompt_cache_options', { mode: 'explicit' }],
    ['prediction', { type: 'content', content: 'x' }],
    ['something_new', 1],
  ])('drops %s and names it', (name, value) => {
    const { body, dropped } = ask({ [name]: value });
    expect(dropped).toEqual([name]);
    expect(Object.keys(body)).toEqual(['model', 'instructions', 'input', 'reasoning', 'store', 'stream']);
  });

  it.each([
    ['text.stop_token', { text: { verbosity: 'low', stop_token: 'x' } }],
    ['reasoning.max_tokens', { reasoning: { effort: 'low', max_tokens: 5 } }],
    ['tools[].cache_control', { tools: [{ type: 'function', function: { name: 'a' }, cache_control: {} }] }],
    ['tools[].function.extra', { tools: [{ type: 'function', function: { name: 'a', extra: 1 } }] }],
    ['stream_options.include_obfuscation', { stream: true, stream_options: { include_obfuscation: true } }],
  ])('drops and names also what stands deeper: %s', (name, more) => {
    expect(ask(more).dropped).toEqual([name]);
  });

  it('names nothing that says nothing', () => {
    const silent = { logprobs: false, top_logprobs: 0, store: false, temperature: null, n: 1, modalities: ['text'] };
    expect(ask({ ...silent, tools: null, tool_choice: null, response_format: null }).dropped).toEqual([]);
  });

  it('repeats only harmless names, and not without end', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x${index}`, 1]));
    expect(ask({ 'a\r\nset-cookie: x': 1 }).dropped).toEqual(['other']);
    expect(ask(many).dropped).toHaveLength(41);
    expect(ask(many).dropped.at(-1)).toBe('more');
  });

  it.each([
    ['n', { n: 2 }],
    ['n', { n: 0 }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['modalities', { audio: { voice: 'ash', format: 'mp3' } }],
  ])('refuses what would change the shape of the answer: %s', (param, more) => {
    expect(refusalOf(() => ask(more))).toMatchObject({ code: 'unsupported_parameter', param });
  });

  it.each([
    ['model', { messages: [user] }],
    ['messages', { model: 'm' }],
    ['messages', { model: 'm', messages: [] }],
    ['messages[0].role', { model: 'm', messages: [{ role: 'king', content: 'x' }] }],
    ['messages[0].content', { model: 'm', messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].content', { model: 'm', messages: [{ role: 'user' }] }],
    ['stream', { model: 'm', messages: [user], stream: 'yes' }],
    ['body', []],
    ['body', null],
  ])('names the member at fault: %s', (param, body) => {
    expect(refusalOf(() => toResponsesRequest(body))).toMatchObject({ code: 'request_malformed', param });
  });

  it('tells a Responses body from a chat body', () => {
    expect(isResponsesBody({ input: 'x' })).toBe(true);
    expect(isResponsesBody({ input: 'x', messages: [] })).toBe(false);
    expect(isResponsesBody(null)).toBe(false);
  });
});

describe('chat → responses: format, effort, tier', () => {
  const schema = { type: 'object', properties: {} };

  it.each([
    [{ response_format: { type: 'text' } }, { format: { type: 'text' } }],
    [{ response_format: { type: 'json_object' } }, { format: { type: 'json_object' } }],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 's', schema, strict: true, description: 'd' } } },
      { format: { type: 'json_schema', name: 's', schema, strict: true, description: 'd' } },
    ],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 's', schema } }, verbosity: 'low' },
      { format: { type: 'json_schema', name: 's', schema }, verbosity: 'low' },
    ],
    [{ verbosity: 'high' }, { verbosity: 'high' }],
    [{ textVerbosity: 'high' }, { verbosity: 'high' }],
    [{ text: { verbosity: 'low', format: { type: 'text' } } }, { verbosity: 'low', format: { type: 'text' } }],
    [{}, undefined],
  ])('%j', (more, expected) => {
    expect(ask(more).body.text).toEqual(expected);
  });

  it.each([
    ['response_format.type', { response_format: { type: 'grammar' } }],
    ['response_format.json_schema.name', { response_format: { type: 'json_schema', json_schema: { schema } } }],
    ['response_format.json_schema.schema', { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }],
    ['text.format', { response_format: { type: 'text' }, text: { format: { type: 'text' } } }],
    ['verbosity', { verbosity: 'loud' }],
    ['web_search_options.search_context_size', { web_search_options: { search_context_size: 'huge' } }],
    ['reasoning_effort', { reasoning_effort: 'hardest' }],
  ])('refuses %s', (param, more) => {
    expect(refusalOf(() => ask(more)).param).toBe(param);
  });

  it.each([
    [{}, { summary: 'auto' }],
    [{ reasoning_effort: 'auto' }, { summary: 'auto' }],
    [{ reasoning_effort: 'none' }, { effort: 'none' }],
    [{ reasoning_effort: 'low' }, { effort: 'low', summary: 'auto' }],
    [{ reasoning_effort: 'xhigh' }, { effort: 'xhigh', summary: 'auto' }],
    [{ reasoning_effort: 'ultra' }, { effort: 'max', summary: 'auto' }],
    [{ reasoningEffort: 'high' }, { effort: 'high', summary: 'auto' }],
    [{ reasoning: { effort: 'high', summary: 'detailed' } }, { effort: 'high', summary: 'detailed' }],
    [{ reasoning_summary: 'none', reasoning_effort: 'low' }, { effort: 'low' }],
    [{ thinking: { type: 'enabled' } }, { effort: 'medium', summary: 'auto' }],
    [{ thinking: { type: 'disabled' } }, { summary: 'auto' }],
    [{ enable_thinking: true }, { effort: 'medium', summary: 'auto' }],
  ])('effort %j', (more, expected) => {
    const { body, dropped } = ask(more);
    expect(body.reasoning).toEqual(expected);
    expect(dropped).toEqual([]);
  });

  it('minimal, at which the upstream hangs, becomes low and is named', () => {
    const { body, dropped } = ask({ reasoning_effort: 'minimal' });
    expect(body.reasoning?.effort).toBe('low');
    expect(dropped).toEqual(['reasoning_effort']);
  });

  it.each([
    ['fast', 'priority', []],
    ['priority', 'priority', []],
    ['auto', undefined, []],
    ['default', undefined, []],
    ['flex', undefined, ['service_tier']],
    ['scale', undefined, ['service_tier']],
  ])('service_tier %s', (tier, expected, named) => {
    const { body, dropped } = ask({ service_tier: tier });
    expect(body.service_tier).toBe(expected);
    expect(dropped).toEqual(named);
  });

  it('prompt_cache_key goes along', () => {
    expect(ask({ prompt_cache_key: 'k' }).body.prompt_cache_key).toBe('k');
    expect(ask({ promptCacheKey: 'k' }).body.prompt_cache_key).toBe('k');
  });
});
