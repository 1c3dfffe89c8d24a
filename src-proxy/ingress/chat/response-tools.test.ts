import { describe, expect, it } from 'vitest';

import { ask, refusalOf } from './chat-request.fixture.ts';

describe('chat → responses: tools', () => {
  const parameters = { type: 'object', properties: { a: { type: 'string' } } };

  it.each([
    ['absent', {}, false],
    ['null', { tools: null }, false],
    ['empty', { tools: [] }, true],
  ])('a list that is %s stays so', (_name, more, isThere) => {
    const { body } = ask(more);
    expect('tools' in body).toBe(isThere);
    expect(body.tools).toEqual(isThere ? [] : undefined);
  });

  it.each([
    [
      'a function; chat functions are not strict unless they say so',
      { type: 'function', function: { name: 'a', description: 'd', parameters } },
      { type: 'function', name: 'a', description: 'd', parameters, strict: false },
    ],
    [
      'a strict function',
      { type: 'function', function: { name: 'a', parameters, strict: true } },
      { type: 'function', name: 'a', parameters, strict: true },
    ],
    [
      'a function without parameters',
      { type: 'function', function: { name: 'a' } },
      {
        type: 'function',
        name: 'a',
        parameters: { type: 'object', properties: {}, additionalProperties: false },
        strict: false,
      },
    ],
    [
      'a function in the Responses form',
      { type: 'function', name: 'a', parameters },
      { type: 'function', name: 'a', parameters, strict: false },
    ],
    ['a custom tool', { type: 'custom', custom: { name: 'a' } }, { type: 'custom', name: 'a' }],
    [
      'a custom tool with a grammar',
      {
        type: 'custom',
        custom: { name: 'a', format: { type: 'grammar', grammar: { syntax: 'regex', definition: 'a+' } } },
      },
      { type: 'custom', name: 'a', format: { type: 'grammar', syntax: 'regex', definition: 'a+' } },
    ],
    ['search', { type: 'web_search' }, { type: 'web_search' }],
    ['search by its older name', { type: 'web_search_preview' }, { type: 'web_search' }],
  ])('%s', (_name, given, expected) => {
    expect(ask({ tools: [given] }).body.tools).toEqual([expected]);
  });

  it('web_search_options become the search tool', () => {
    const options = {
      search_context_size: 'low',
      user_location: { type: 'approximate', approximate: { country: 'DE' } },
    };
    expect(ask({ web_search_options: options }).body.tools).toEqual([
      { type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', country: 'DE' } },
    ]);
  });

  it.each(['file_search', 'code_interpreter', 'computer_use_preview', 'image_generation'])('refuses %s', (type) => {
    const refusal = refusalOf(() => ask({ tools: [{ type }] }));
    expect(refusal).toMatchObject({ code: 'unsupported_parameter', param: 'tools[0]' });
  });

  it.each([
    ['tools[0].name', [{ type: 'function', function: {} }]],
    ['tools[0].function.parameters', [{ type: 'function', function: { name: 'a', parameters: 'x' } }]],
    ['tools[0].custom.format', [{ type: 'custom', custom: { name: 'a', format: { type: 'grammar' } } }]],
  ])('refuses a tool that is not well formed: %s', (param, tools) => {
    expect(refusalOf(() => ask({ tools }))).toMatchObject({ code: 'request_malformed', param });
  });

  it.each([
    ['none', 'none'],
    ['auto', 'auto'],
    ['required', 'required'],
    [
      { type: 'function', function: { name: 'a' } },
      { type: 'function', name: 'a' },
    ],
    [
      { type: 'custom', custom: { name: 'a' } },
      { type: 'custom', name: 'a' },
    ],
    [{ type: 'web_search_preview' }, { type: 'web_search' }],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'a' } }] },
      },
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'a' }] },
    ],
  ])('tool_choice %j', (given, expected) => {
    expect(ask({ tool_choice: given }).body.tool_choice).toEqual(expected);
  });

  it.each(['any', {}, { type: 'function' }, { type: 'allowed_tools' }, 5])('refuses tool_choice %j', (choice) => {
    expect(refusalOf(() => ask({ tool_choice: choice })).code).toBe('request_malformed');
  });

  it.each([true, false])('parallel_tool_calls %j', (value) => {
    expect(ask({ parallel_tool_calls: value }).body.parallel_tool_calls).toBe(value);
  });

  it('legacy functions become tools, one call at a time', () => {
    const { body, callForm } = ask({ functions: [{ name: 'a', parameters }], function_call: { name: 'a' } });
    expect(body).toMatchObject({
      tools: [{ type: 'function', name: 'a', parameters, strict: false }],
      tool_choice: { type: 'function', name: 'a' },
      parallel_tool_calls: false,
    });
    expect(callForm).toBe('functions');
    expect(ask({ functions: [{ name: 'a' }], function_call: 'none' }).body.tool_choice).toBe('none');
    expect(refusalOf(() => ask({ functions: [], tools: [] })).param).toBe('functions');
    expect(refusalOf(() => ask({ functions: [], function_call: 'any' })).param).toBe('function_call');
  });
});
