import { describe, expect, it } from 'vitest';

import { withoutPreviousResponse } from './full-history.ts';

const user = { type: 'message', role: 'user', content: 'hi' };
const assistant = { type: 'message', role: 'assistant', content: 'hello' };
const call = { type: 'function_call', name: 'ls', call_id: 'c1', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'c1', output: 'x' };
const reasoning = { type: 'reasoning', encrypted_content: 'e' };

const bodyOf = (input: unknown): Buffer =>
  Buffer.from(JSON.stringify({ model: 'm', previous_response_id: 'resp_1', input, stream: true }));
const taken = (input: unknown): unknown => {
  const body = withoutPreviousResponse(bodyOf(input));
  return body === null ? null : JSON.parse(body.toString());
};

describe('a request that carries the whole history goes without previous_response_id', () => {
  it.each([
    ['a question, its answer, a new question', [user, assistant, user]],
    ['a tool loop from its beginning', [user, reasoning, call, output]],
    ['what the client set up first', [{ type: 'message', role: 'developer', content: 'd' }, user, assistant, user]],
    [
      'messages without a type',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    ],
    [
      'a custom tool',
      [user, { type: 'custom_tool_call', call_id: 'k' }, { type: 'custom_tool_call_output', call_id: 'k' }],
    ],
  ])('%s', (_name, input) => {
    expect(taken(input)).toEqual({ model: 'm', input, stream: true });
  });
});

describe('one that would lose its history with it does not', () => {
  it.each<[string, unknown]>([
    ['one new message', [user]],
    ['several new messages', [user, user]],
    ['a tool’s output alone', [output]],
    ['a tool’s output and a message', [output, user]],
    ['a message, and an output whose call stands elsewhere', [user, assistant, output]],
    ['an output before its call', [user, output, call]],
    ['what begins with an answer', [assistant, user]],
    ['items that point at kept ones', [user, { type: 'item_reference', id: 'msg_1' }, user]],
    ['items of a kind that nobody knows', [user, { type: 'novelty' }, user]],
    ['nothing', []],
    ['text', 'hi'],
    ['no input', undefined],
    ['an output without a call id', [user, call, { type: 'function_call_output', output: 'x' }]],
  ])('%s', (_name, input) => {
    expect(taken(input)).toBeNull();
  });
});
