import { describe, expect, it } from 'vitest';

import { ask, call, callItem, hi, inputOf, output, refusalOf, said, text, user } from './chat-request.fixture.ts';

describe('chat → responses: system messages', () => {
  it('several at the head become instructions, in order', () => {
    const { body } = ask({}, [
      { role: 'system', content: 'One' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Two' },
          { type: 'text', text: 'Three' },
        ],
      },
      user,
    ]);
    expect(body).toMatchObject({ instructions: 'One\nTwo\nThree', input: [hi] });
  });

  it('late ones stay in their place as developer messages, also among tool calls', () => {
    const messages = [
      { role: 'system', content: 'One' },
      user,
      { role: 'assistant', content: null, tool_calls: [call('c1')] },
      { role: 'tool', tool_call_id: 'c1', content: 'out' },
      { role: 'system', content: 'Late' },
      user,
    ];
    const { body } = ask({}, messages);
    expect(body.instructions).toBe('One');
    expect(body.input).toEqual([hi, callItem('c1'), output('c1', 'out'), said('developer', text('Late')), hi]);
  });

  it('stay in the input in JSON mode, where the word "json" is looked for', () => {
    const { body } = ask({ response_format: { type: 'json_object' } }, [{ role: 'system', content: 'Say json' }, user]);
    expect(body).toMatchObject({ instructions: '', input: [said('developer', text('Say json')), hi] });
  });

  it('alone are the input', () => {
    const { body } = ask({}, [{ role: 'system', content: 'Do it' }]);
    expect(body).toMatchObject({ instructions: '', input: [said('developer', text('Do it'))] });
  });

  it('hold text only', () => {
    const messages = [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://a/b' } }] }, user];
    expect(refusalOf(() => ask({}, messages))).toMatchObject({
      code: 'unsupported_parameter',
      param: 'messages[0].content[0]',
    });
  });
});

describe('chat → responses: content', () => {
  const part = (value: object) => inputOf([{ role: 'user', content: [value] }])[0];

  it.each([
    ['text', { type: 'text', text: 'a' }, text('a')],
    ['the Responses form of text', { type: 'input_text', text: 'a' }, text('a')],
    [
      'an image by address',
      { type: 'image_url', image_url: { url: 'https://a/b.png' } },
      { type: 'input_image', image_url: 'https://a/b.png', detail: 'auto' },
    ],
    [
      'an image as data, with detail',
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'high' } },
      { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'high' },
    ],
    [
      'an image as a bare string',
      { type: 'image_url', image_url: 'https://a/b.png' },
      { type: 'input_image', image_url: 'https://a/b.png', detail: 'auto' },
    ],
    [
      'a file as a data URL',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
    ],
    [
      'a file as raw base64 becomes a data URL',
      { type: 'file', file: { filename: 'a.txt', file_data: 'AA==' } },
      { type: 'input_file', filename: 'a.txt', file_data: 'data:text/plain;base64,AA==' },
    ],
    [
      'a nameless file',
      { type: 'file', file: { file_data: 'AA==' } },
      { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,AA==' },
    ],
    ['a file by id', { type: 'file', file: { file_id: 'file-1' } }, { type: 'input_file', file_id: 'file-1' }],
  ])('takes %s', (_name, given, expected) => {
    expect(part(given)).toEqual(said('user', expected));
  });

  it.each([
    ['input_audio', { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } }, 'unsupported_parameter'],
    ['video', { type: 'video_url', video_url: {} }, 'unsupported_parameter'],
    ['an image on disk', { type: 'image_url', image_url: { url: 'file:///etc/passwd' } }, 'request_malformed'],
    ['a file without anything', { type: 'file', file: {} }, 'request_malformed'],
    ['text without text', { type: 'text' }, 'request_malformed'],
  ])('refuses %s with a sentence', (_name, given, code) => {
    const refusal = refusalOf(() => part(given));
    expect(refusal).toMatchObject({ code, param: expect.stringMatching(/^messages\[0]\.content\[0]/) });
    expect(refusal.message).toMatch(/\.$/);
  });

  it('keeps the order of parts and names marks that have no place', () => {
    const { body, dropped } = ask({}, [
      {
        role: 'user',
        name: 'Ann',
        content: [
          { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
          { type: 'image_url', image_url: { url: 'https://a' } },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
    expect(body.input).toEqual([
      said('user', text('a'), { type: 'input_image', image_url: 'https://a', detail: 'auto' }, text('b')),
    ]);
    expect(dropped).toEqual(['messages[].name', 'messages[].content[].cache_control']);
  });

  it('assistant text is output_text; an empty message is none (it would be a 400)', () => {
    const messages = [
      user,
      { role: 'assistant', content: 'Yes' },
      { role: 'assistant', content: '' },
      { role: 'assistant', content: null },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      { role: 'assistant', content: null, refusal: 'never' },
      user,
    ];
    expect(inputOf(messages)).toEqual([
      hi,
      said('assistant', { type: 'output_text', text: 'Yes' }),
      said('assistant', { type: 'output_text', text: 'a' }, { type: 'refusal', refusal: 'no' }),
      said('assistant', { type: 'refusal', refusal: 'never' }),
      hi,
    ]);
  });

  it('images of the assistant and its thoughts are dropped and named', () => {
    const { body, dropped } = ask({}, [
      user,
      {
        role: 'assistant',
        reasoning_content: 'hm',
        content: [
          { type: 'image_url', image_url: { url: 'https://a' } },
          { type: 'text', text: 'a' },
        ],
      },
    ]);
    expect(body.input).toEqual([hi, said('assistant', { type: 'output_text', text: 'a' })]);
    expect(dropped).toEqual(['messages[].reasoning_content', 'messages[1].content[0]']);
  });
});

describe('chat → responses: calls and outputs', () => {
  it('parallel calls after text, outputs in the order they came', () => {
    const messages = [
      user,
      { role: 'assistant', content: 'Looking', tool_calls: [call('c1'), call('c2', 'find', '')] },
      {
        role: 'tool',
        tool_call_id: 'c2',
        content: [
          { type: 'text', text: 'two ' },
          { type: 'text', text: 'parts' },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
    ];
    expect(inputOf(messages)).toEqual([
      hi,
      said('assistant', { type: 'output_text', text: 'Looking' }),
      callItem('c1'),
      callItem('c2', 'find', '{}'),
      output('c2', 'two parts'),
      output('c1', 'one'),
    ]);
  });

  it.each([
    ['null', null, ''],
    ['an empty list', [], ''],
    [
      'an image',
      [
        { type: 'text', text: 'see' },
        { type: 'image_url', image_url: { url: 'https://a' } },
      ],
      [text('see'), { type: 'input_image', image_url: 'https://a', detail: 'auto' }],
    ],
  ])('an output of %s', (_name, content, expected) => {
    const messages = [
      user,
      { role: 'assistant', tool_calls: [call('c1')] },
      { role: 'tool', tool_call_id: 'c1', content },
    ];
    expect(inputOf(messages).at(-1)).toEqual(output('c1', expected));
  });

  it('orphan and duplicate outputs are dropped and named', () => {
    const { body, dropped } = ask({}, [
      { role: 'tool', tool_call_id: 'c0', content: 'orphan' },
      user,
      { role: 'assistant', tool_calls: [call('c1')] },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c1', content: 'again' },
    ]);
    expect(body.input).toEqual([hi, callItem('c1'), output('c1', 'one')]);
    expect(dropped).toEqual(['messages[0]', 'messages[4]']);
  });

  it('a call that nobody answered gets an output and is named', () => {
    const { body, dropped } = ask({}, [
      user,
      { role: 'assistant', tool_calls: [call('c1'), call('c2')] },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      user,
    ]);
    expect(body.input).toEqual([hi, callItem('c1'), callItem('c2'), output('c2', 'aborted'), output('c1', 'one'), hi]);
    expect(dropped).toEqual(['messages[1].tool_calls[1]']);
  });

  it('missing ids are made up by place and paired in order', () => {
    const nameless = { type: 'function', function: { name: 'look', arguments: '{"a":1}' } };
    const messages = [
      user,
      { role: 'assistant', tool_calls: [nameless, { ...nameless, id: '' }] },
      { role: 'tool', content: 'one' },
      { role: 'tool', content: 'two' },
    ];
    expect(inputOf(messages)).toEqual([
      hi,
      callItem('call_missing_1_0'),
      callItem('call_missing_1_1'),
      output('call_missing_1_0', 'one'),
      output('call_missing_1_1', 'two'),
    ]);
  });

  it('an id used again in a later turn pairs with the later call', () => {
    const turn = [
      { role: 'assistant', tool_calls: [call('c')] },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
    ];
    const { body, dropped } = ask({}, [user, ...turn, ...turn]);
    expect(body.input).toEqual([hi, callItem('c'), output('c', 'x'), callItem('c'), output('c', 'x')]);
    expect(dropped).toEqual([]);
  });

  it('ids too long for the upstream are shortened alike on both sides, and differ when they differ', () => {
    const long = 'x'.repeat(70);
    const [, first, second, ...outputs] = inputOf([
      user,
      { role: 'assistant', tool_calls: [call(`${long}1`), call(`${long}2`)] },
      { role: 'tool', tool_call_id: `${long}1`, content: 'one' },
      { role: 'tool', tool_call_id: `${long}2`, content: 'two' },
    ]) as { call_id: string }[];
    expect(first?.call_id).toHaveLength(64);
    expect(first?.call_id).not.toBe(second?.call_id);
    expect(outputs.map(({ call_id: id }) => id)).toEqual([first?.call_id, second?.call_id]);
  });

  it('arguments given as an object are written as JSON', () => {
    const asObject = { id: 'c1', type: 'function', function: { name: 'look', arguments: { a: 1 } } };
    expect(inputOf([user, { role: 'assistant', tool_calls: [asObject] }])[1]).toEqual(callItem('c1'));
  });

  it('legacy function messages pair by name', () => {
    const messages = [
      user,
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{"a":1}' } },
      { role: 'function', name: 'look', content: 'out' },
    ];
    expect(inputOf(messages)).toEqual([hi, callItem('call_missing_1_0'), output('call_missing_1_0', 'out')]);
  });

  it('custom calls, also in the envelope of a function as Cursor keeps them', () => {
    const flat = {
      type: 'custom',
      name: 'ApplyPatch',
      format: { type: 'grammar', syntax: 'lark', definition: 's: "a"' },
    };
    const { body, callForm } = ask({ tools: [flat] }, [
      user,
      { role: 'assistant', tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'ApplyPatch', input: '*** a' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'ok' },
      { role: 'assistant', tool_calls: [call('c2', 'ApplyPatch', '*** b')] },
      { role: 'tool', tool_call_id: 'c2', content: 'ok' },
    ]);
    expect(body.tools).toEqual([flat]);
    expect(callForm).toBe('functions-only');
    expect(body.input.slice(1)).toEqual([
      { type: 'custom_tool_call', call_id: 'c1', name: 'ApplyPatch', input: '*** a' },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'ok' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'ApplyPatch', input: '*** b' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: 'ok' },
    ]);
  });
});
