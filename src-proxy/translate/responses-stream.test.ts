import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';

import { call, chunk, echo, end, run, usageChunk, type Delta } from './responses-stream.fixture.ts';

describe('chat chunks → responses events', () => {
  it('the whole stream, as the official types have it', () => {
    const { events } = run([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      end(),
      usageChunk({
        prompt_tokens: 3,
        completion_tokens: 4,
        total_tokens: 7,
        prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 2 },
      }),
    ]);
    const base = {
      id: 'resp_1',
      object: 'response',
      created_at: 7,
      error: null,
      incomplete_details: null,
      model: 'deep-1',
      ...echo,
      tools: [],
    } as const;
    const started = { ...base, status: 'in_progress', output: [], usage: null };
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant' } as const;
    const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });
    const item = { ...message, status: 'completed', content: [part('Hello')] } as const;
    const middle = [
      {
        type: 'response.output_item.added',
        sequence_number: 2,
        output_index: 0,
        item: { ...message, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', sequence_number: 3, ...at, part: part('') },
      { type: 'response.output_text.delta', sequence_number: 4, ...at, delta: 'Hel', logprobs: [] },
      { type: 'response.output_text.delta', sequence_number: 5, ...at, delta: 'lo', logprobs: [] },
      { type: 'response.output_text.done', sequence_number: 6, ...at, text: 'Hello', logprobs: [] },
      { type: 'response.content_part.done', sequence_number: 7, ...at, part: part('Hello') },
      {
        type: 'response.output_item.done',
        sequence_number: 8,
        output_index: 0,
        item: { ...item, content: [...item.content] },
      },
    ] satisfies ResponseStreamEvent[];
    expect(events).toEqual([
      { type: 'response.created', sequence_number: 0, response: started },
      { type: 'response.in_progress', sequence_number: 1, response: started },
      ...middle,
      {
        type: 'response.completed',
        sequence_number: 9,
        response: {
          ...base,
          status: 'completed',
          output: [item],
          usage: {
            input_tokens: 3,
            input_tokens_details: { cached_tokens: 1, cache_write_tokens: 0 },
            output_tokens: 4,
            output_tokens_details: { reasoning_tokens: 2 },
            total_tokens: 7,
          },
        },
      },
    ]);
  });

  it('counters that the service does not give stay absent', () => {
    const { stream } = run([chunk({ content: 'a' }), end(), usageChunk({ prompt_tokens: 3, completion_tokens: 4 })]);
    expect(stream.response?.usage).toEqual({ input_tokens: 3, output_tokens: 4, total_tokens: 7 });
    expect(run([chunk({ content: 'a' }), end()]).stream.response?.usage).toBeNull();
  });

  it.each(['reasoning_content', 'reasoning'])('%s becomes a reasoning item before the words', (name) => {
    const { stream, types } = run([chunk({ [name]: 'h' }), chunk({ [name]: 'm' }), chunk({ content: 'a' }), end()]);
    expect(stream.response?.output).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      { type: 'message' },
    ]);
    expect(types.slice(2, 9)).toEqual([
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
    ]);
  });

  it('interleaved parallel calls', () => {
    const { stream, events } = run([
      call(0, { id: 'c0', type: 'function', function: { name: 'a', arguments: '' } }),
      call(1, { id: 'c1', type: 'function', function: { name: 'b', arguments: '{' } }),
      call(0, { function: { arguments: '{"x"' } }),
      call(1, { function: { arguments: '}' } }),
      call(0, { function: { arguments: ':1}' } }),
      end('tool_calls'),
    ]);
    const calls = [
      { type: 'function_call', call_id: 'c0', name: 'a', arguments: '{"x":1}', status: 'completed' },
      { type: 'function_call', call_id: 'c1', name: 'b', arguments: '{}', status: 'completed' },
    ];
    expect(stream.response?.output).toMatchObject(calls);
    const parts = events.flatMap((event) =>
      event.type === 'response.function_call_arguments.delta' ? [[event.output_index, event.delta]] : [],
    );
    expect(parts).toEqual([
      [1, '{'],
      [0, '{"x"'],
      [1, '}'],
      [0, ':1}'],
    ]);
  });

  it.each([
    [
      'no index',
      [
        { tool_calls: [{ id: 'c0', function: { name: 'a', arguments: '{' } }] },
        { tool_calls: [{ function: { arguments: '}' } }] },
        { tool_calls: [{ id: 'c1', function: { name: 'b', arguments: '{}' } }] },
      ],
    ],
    [
      'the same index for every call',
      [
        { tool_calls: [{ index: 0, id: 'c0', function: { name: 'a', arguments: '{}' } }] },
        { tool_calls: [{ index: 0, id: 'c1', function: { name: 'b', arguments: '{}' } }] },
      ],
    ],
    [
      'both in one chunk',
      [
        {
          tool_calls: [
            { index: 0, id: 'c0', function: { name: 'a', arguments: '{}' } },
            { index: 1, id: 'c1', function: { name: 'b', arguments: '{}' } },
          ],
        },
      ],
    ],
    [
      'the name after the argument',
      [
        { tool_calls: [{ index: 0, id: 'c0', function: { arguments: '{' } }] },
        { tool_calls: [{ index: 0, function: { name: 'a', arguments: '}' } }] },
        { tool_calls: [{ index: 1, id: 'c1', function: { name: 'b', arguments: '{}' } }] },
      ],
    ],
  ])('services that give %s', (_name, deltas) => {
    const { stream } = run([...deltas.map((delta) => chunk(delta as Delta)), end('tool_calls')]);
    expect(stream.response?.output).toMatchObject([
      { call_id: 'c0', name: 'a', arguments: '{}' },
      { call_id: 'c1', name: 'b', arguments: '{}' },
    ]);
  });

  it.each([
    ['{"input":"*** \\"x\\""}', '*** "x"'],
    ['*** bare', '*** bare'],
    ['{"other":1}', '{"other":1}'],
  ])('a custom tool gets its text back from %s', (argument, input) => {
    const { stream, events } = run(
      [call(0, { id: 'c0', function: { name: 'patch', arguments: argument } }), end('tool_calls')],
      ['patch'],
    );
    expect(stream.response?.output).toEqual([
      { id: 'ctc_1', type: 'custom_tool_call', call_id: 'c0', name: 'patch', input, status: 'completed' },
    ]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'response.custom_tool_call_input.done', input }));
  });

  it('half a text of a custom tool is none', () => {
    const cut = [call(0, { id: 'c0', function: { name: 'patch', arguments: '{"input":"rm -' } }), end('length')];
    expect(run(cut, ['patch']).stream.response?.output).toMatchObject([{ input: '', status: 'incomplete' }]);
  });

  it('words, then calls, then words, and refusals', () => {
    const { stream } = run([
      chunk({ content: 'a' }),
      chunk({ refusal: 'no' }),
      call(0, { id: 'c0', function: { name: 'a', arguments: '{}' } }),
      chunk({ content: 'b' }),
      end('tool_calls'),
    ]);
    expect(stream.response?.output).toMatchObject([
      {
        type: 'message',
        content: [
          { type: 'output_text', text: 'a' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      { type: 'function_call' },
      { type: 'message', content: [{ text: 'b' }] },
    ]);
  });

  it('the older function_call', () => {
    const { stream } = run([
      chunk({ function_call: { name: 'a', arguments: '{' } }),
      chunk({ function_call: { arguments: '}' } }),
      end('function_call'),
    ]);
    expect(stream.response?.output).toMatchObject([{ type: 'function_call', name: 'a', arguments: '{}' }]);
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['content_filter', 'content_filter'],
  ] as const)('finish %s is incomplete by %s', (reason, expected) => {
    const { stream, types } = run([chunk({ content: 'a' }), end(reason)]);
    expect(types.at(-1)).toBe('response.incomplete');
    expect(stream.response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: expected },
      output: [{ status: 'incomplete' }],
    });
  });

  it.each([
    ['nothing', []],
    ['words', [chunk({ content: 'a' })]],
    ['a call', [call(0, { id: 'c', function: { name: 'a', arguments: '{}' } })]],
    ['a call without a name', [call(0, { id: 'c', function: { arguments: '{}' } }), end('tool_calls')]],
  ])('a stream that ends after %s has failed', (_name, chunks) => {
    const { stream, types } = run(chunks);
    expect(types.at(-1)).toBe('response.failed');
    expect(types).not.toContain('response.completed');
    expect(types).not.toContain('response.output_item.done');
    expect(stream.response).toMatchObject({ status: 'failed', error: { code: 'upstream_stream_truncated' } });
  });

  it('an end that is no regular one has failed', () => {
    const { stream } = run([
      chunk({ content: 'a' }),
      { choices: [{ index: 0, delta: {}, finish_reason: 'overloaded' }] },
    ]);
    expect(stream.response).toMatchObject({ status: 'failed', error: { code: 'upstream_error' } });
  });

  it('an error in the stream', () => {
    const { stream, types } = run([chunk({ content: 'a' }), { error: { code: 'x', message: 'm' } }, end()]);
    expect(stream.response?.error).toEqual({ code: 'x', message: 'm' });
    expect(types.filter((type) => type === 'response.failed')).toHaveLength(1);
  });
});
