import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../contract/refusal.ts';
import { toChatRequest } from './from-responses-request.ts';
import { toResponsesRequest } from '../ingress/chat/to-responses-request.ts';

const ask = (more: object, input: unknown = 'Hi') => toChatRequest({ model: 'deep', input, ...more });
const messagesOf = (input: readonly object[], more: object = {}) => ask(more, input).body.messages;
const text = (words: string) => ({ type: 'input_text', text: words });
const said = (role: string, ...content: object[]) => ({ type: 'message', role, content });
const hi = { role: 'user', content: 'Hi' };

describe('responses → chat: the whole body', () => {
  it('is streamed with usage, and holds nothing that was not asked for', () => {
    const request = { model: 'deep', input: 'Hi' } satisfies ResponseCreateParams;
    expect(toChatRequest(request)).toEqual({
      body: { model: 'deep', messages: [hi], stream: true, stream_options: { include_usage: true } },
      dropped: [],
      model: 'deep',
      stream: false,
      customTools: new Set(),
      echo: {
        instructions: null,
        metadata: null,
        parallel_tool_calls: true,
        temperature: null,
        tool_choice: 'auto',
        tools: [],
        top_p: null,
      },
    });
  });

  it('carries what chat services know', () => {
    const { body, dropped, stream } = ask({
      instructions: 'Be brief',
      stream: true,
      store: false,
      max_output_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      user: 'me',
      parallel_tool_calls: false,
      reasoning: { effort: 'high' },
      text: { verbosity: 'low', format: { type: 'json_object' } },
    });
    expect(body).toEqual({
      model: 'deep',
      messages: [{ role: 'system', content: 'Be brief' }, hi],
      max_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      user: 'me',
      parallel_tool_calls: false,
      reasoning_effort: 'high',
      verbosity: 'low',
      response_format: { type: 'json_object' },
      stream: true,
      stream_options: { include_usage: true },
    });
    expect({ dropped, stream }).toEqual({ dropped: [], stream: true });
  });

  it.each([
    ['metadata', { a: 'b' }],
    ['include', ['reasoning.encrypted_content']],
    ['service_tier', 'priority'],
    ['prompt_cache_key', 'k'],
    ['truncation', 'auto'],
    ['client_metadata', {}],
    ['store', true],
  ])('drops %s and names it', (name, value) => {
    const { body, dropped } = ask({ [name]: value });
    expect(dropped).toEqual([name]);
    expect(Object.keys(body)).toEqual(['model', 'messages', 'stream', 'stream_options']);
  });

  it.each([
    ['text.x', { text: { x: 1 } }],
    ['reasoning.context', { reasoning: { context: 'auto' } }],
    ['tools[].defer_loading', { tools: [{ type: 'function', name: 'a', defer_loading: true }] }],
  ])('drops %s and names it', (name, more) => {
    expect(ask(more).dropped).toEqual([name]);
  });

  it('drops the wish for a summary and names it', () => {
    expect(ask({ reasoning: { summary: 'auto' } }).dropped).toEqual(['reasoning.summary']);
  });

  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }, 'unsupported_parameter'],
    ['conversation', { conversation: 'conv_1' }, 'unsupported_parameter'],
    ['prompt', { prompt: { id: 'p' } }, 'unsupported_parameter'],
    ['background', { background: true }, 'unsupported_parameter'],
    ['input', { input: [] }, 'request_malformed'],
    ['input', { input: 5 }, 'request_malformed'],
    ['model', { model: 5 }, 'request_malformed'],
    ['reasoning.effort', { reasoning: { effort: 'hardest' } }, 'request_malformed'],
    ['text.format', { text: { format: { type: 'json_schema' } } }, 'request_malformed'],
  ])('refuses %s', (param, more, code) => {
    expect(() => ask(more)).toThrow(expect.objectContaining({ code, details: { fields: { param } } }));
  });

  it('repeats the request as the client said it', () => {
    const given = {
      instructions: 'x',
      metadata: { a: 'b' },
      parallel_tool_calls: false,
      temperature: 0.5,
      tool_choice: 'none',
      tools: [{ type: 'custom', name: 'patch' }],
      top_p: 0.9,
    };
    expect(ask(given).echo).toEqual(given);
  });

  it('a schema', () => {
    const schema = { type: 'object' };
    const format = { type: 'json_schema', name: 's', schema, strict: true, description: 'd' };
    expect(ask({ text: { format } }).body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 's', schema, strict: true, description: 'd' },
    });
  });
});

describe('responses → chat: input', () => {
  it('calls belong to what was said before them; outputs are tool messages', () => {
    const input = [
      said('user', text('Hi')),
      { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'x' },
      said('assistant', { type: 'output_text', text: 'Look' }),
      { type: 'function_call', call_id: 'c1', name: 'a', arguments: '{}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: 'say "a"' },
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: [text('tw'), text('o')] },
      { type: 'function_call', call_id: 'c3', name: 'a', arguments: '{}' },
    ];
    const { body, dropped } = ask({}, input);
    const call = (id: string, name: string, argument: string) => ({
      id,
      type: 'function',
      function: { name, arguments: argument },
    });
    expect(body.messages).toEqual([
      hi,
      {
        role: 'assistant',
        content: 'Look',
        tool_calls: [call('c1', 'a', '{}'), call('c2', 'patch', '{"input":"say \\"a\\""}')],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c2', content: 'two' },
      { role: 'assistant', content: null, tool_calls: [call('c3', 'a', '{}')] },
    ]);
    expect(dropped).toEqual(['input[1]']);
  });

  it('images, files, system messages, refusals, items without a type', () => {
    const input = [
      { role: 'developer', content: 'Late' },
      said(
        'user',
        text('a'),
        { type: 'input_image', image_url: 'https://a', detail: 'low' },
        { type: 'input_file', file_data: 'data:x', filename: 'a.pdf' },
        { type: 'input_file', file_id: 'file-1' },
      ),
      said('assistant', { type: 'output_text', text: 'a' }, { type: 'refusal', refusal: 'no' }),
    ];
    expect(messagesOf(input)).toEqual([
      { role: 'system', content: 'Late' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'https://a', detail: 'low' } },
          { type: 'file', file: { file_data: 'data:x', filename: 'a.pdf' } },
          { type: 'file', file: { file_id: 'file-1' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
    ]);
  });

  it('images in outputs are dropped and named', () => {
    const input = [
      { type: 'function_call', call_id: 'c', name: 'a', arguments: '{}' },
      {
        type: 'function_call_output',
        call_id: 'c',
        output: [text('x'), { type: 'input_image', image_url: 'https://a' }],
      },
    ];
    expect(ask({}, input).dropped).toEqual(['input[1].output[1]']);
  });

  it.each([
    ['input[0]', { type: 'item_reference', id: 'x' }],
    ['input[0]', { type: 'compaction', encrypted_content: 'x' }],
    ['input[0]', { type: 'computer_call' }],
    ['input[0].call_id', { type: 'function_call', name: 'a' }],
    ['input[0].role', { type: 'message', role: 'king', content: 'x' }],
    ['input[0].content[0]', said('user', { type: 'input_audio' })],
    ['input[0].content[0]', said('user', { type: 'input_image', file_id: 'x' })],
    ['input[0].content[0]', said('user', { type: 'input_file', file_url: 'https://a' })],
    ['input[0].content', said('system', { type: 'input_image', image_url: 'https://a' })],
  ])('refuses at %s: %j', (param, item) => {
    expect(() => ask({}, [item])).toThrow(Refusal);
    expect(() => ask({}, [item])).toThrow(expect.objectContaining({ details: { fields: { param } } }));
  });
});

describe('responses → chat: tools', () => {
  const parameters = { type: 'object', properties: {} };
  const plain = { type: 'function', name: 'a', description: 'd', parameters, strict: true };
  const asChat = { type: 'function', function: { name: 'a', description: 'd', parameters, strict: true } };

  it.each([
    [{}, undefined],
    [{ tools: null }, undefined],
    [{ tools: [] }, []],
    [{ tools: [plain] }, [asChat]],
  ])('%j', (more, expected) => {
    const { body } = ask(more);
    expect(body.tools).toEqual(expected);
    expect('tools' in body).toBe(expected !== undefined);
  });

  it('a custom tool becomes a function of one text, which is told of its grammar', () => {
    const custom = {
      type: 'custom',
      name: 'patch',
      description: 'Edits.',
      format: { type: 'grammar', syntax: 'lark', definition: 's: "x"' },
    };
    const { body, customTools } = ask({ tools: [custom], tool_choice: { type: 'custom', name: 'patch' } });
    expect(customTools).toEqual(new Set(['patch']));
    expect(body.tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'patch',
          description: 'Edits.\n\nThe input must match this lark grammar:\ns: "x"',
          parameters: expect.objectContaining({ required: ['input'], additionalProperties: false }),
        },
      },
    ]);
    expect(body.tool_choice).toEqual({ type: 'function', function: { name: 'patch' } });
  });

  it('tools of the upstream are dropped and named, and no empty list is left', () => {
    const { body, dropped } = ask({
      tools: [plain, { type: 'web_search' }, { type: 'namespace', name: 'x' }],
      tool_choice: 'auto',
    });
    expect(body).toMatchObject({ tools: [asChat], tool_choice: 'auto' });
    expect(dropped).toEqual(['tools[1]', 'tools[2]']);
    const none = ask({ tools: [{ type: 'web_search' }], tool_choice: 'auto' }).body;
    expect([none.tools, none.tool_choice]).toEqual([undefined, undefined]);
  });

  it('unless the client insists on one of them', () => {
    const tools = [{ type: 'web_search' }];
    for (const choice of [{ type: 'web_search' }, 'required']) {
      expect(() => ask({ tools, tool_choice: choice })).toThrow(
        expect.objectContaining({ code: 'unsupported_parameter' }),
      );
    }
  });

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'function', name: 'a' },
      { type: 'function', function: { name: 'a' } },
    ],
    [
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'a' }] },
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'a' } }] },
      },
    ],
  ])('tool_choice %j', (given, expected) => {
    expect(ask({ tools: [plain], tool_choice: given }).body.tool_choice).toEqual(expected);
  });
});

describe('responses → chat, for any request', () => {
  const words = fc.string({ minLength: 1, maxLength: 10 });
  const id = fc.uuid();
  const turn = fc.oneof(
    words.map((one) => [said('user', text(one))]),
    fc.array(words, { minLength: 2, maxLength: 3 }).map((some) => [said('user', ...some.map(text))]),
    words.map((one) => [said('assistant', { type: 'output_text', text: one })]),
    fc
      .tuple(fc.uniqueArray(id, { minLength: 1, maxLength: 3 }), words)
      .map(([ids, out]) => [
        ...ids.map((one) => ({ type: 'function_call', call_id: one, name: 'look', arguments: '{"a":1}' })),
        ...ids.map((one) => ({ type: 'function_call_output', call_id: one, output: out })),
      ]),
  );

  it('there and back again, the history is the same', () => {
    fc.assert(
      fc.property(words, fc.array(turn, { minLength: 1, maxLength: 5 }), (instructions, turns) => {
        const input = turns.flat();
        const { body } = toChatRequest({ model: 'm', instructions, input });
        expect(toResponsesRequest(body).body).toMatchObject({ instructions, input });
      }),
    );
  });

  it('any JSON is translated or refused', () => {
    const key = fc.constantFrom(
      'type',
      'role',
      'content',
      'text',
      'call_id',
      'name',
      'output',
      'arguments',
      'image_url',
    );
    const near = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('message', 'function_call', 'function_call_output', 'user', 'assistant', 'input_text', null, 1),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    const body = fc.record(
      { model: fc.constant('m'), input: fc.array(near), tools: near, tool_choice: near, text: near, reasoning: near },
      { requiredKeys: ['model', 'input'] },
    );
    fc.assert(
      fc.property(fc.oneof(body, near, fc.jsonValue()), (given) => {
        const json: unknown = JSON.parse(JSON.stringify(given ?? null));
        try {
          expect(toChatRequest(json).body.stream).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });
});
