import { describe, expect, it } from 'vitest';

import {
  argumentDelta,
  argumentDone,
  callAdded,
  callDone,
  deltas,
  errorOf,
  lastReason,
  stream,
  textDelta,
  place,
} from './chat-stream.fixture.ts';
import { completed, created, event, finishedItem } from './upstream-answer.fixture.ts';

describe('responses → chat chunks: calls', () => {
  it('interleaved parallel calls keep their index; id and name come first and once', () => {
    const { frames } = stream([
      created,
      callAdded(3, 'a'),
      callAdded(4, 'b'),
      argumentDelta(4, '{"y"'),
      argumentDelta(3, '{"x"'),
      argumentDelta(4, ':2}'),
      argumentDelta(3, ':1}'),
      argumentDone(4, '{"y":2}'),
      argumentDone(3, '{"x":1}'),
      callDone(3, 'a', '{"x":1}'),
      callDone(4, 'b', '{"y":2}'),
      completed([finishedItem({ type: 'function_call', id: 'c3', name: 'a', argument: '{"x":1}' }, 3)]),
    ]);
    const piece = (index: number, text: string) => ({ tool_calls: [{ index, function: { arguments: text } }] });
    expect(deltas(frames)).toEqual([
      { role: 'assistant', content: null, refusal: null },
      { tool_calls: [{ index: 0, id: 'c3', type: 'function', function: { name: 'a', arguments: '' } }] },
      { tool_calls: [{ index: 1, id: 'c4', type: 'function', function: { name: 'b', arguments: '' } }] },
      piece(1, '{"y"'),
      piece(0, '{"x"'),
      piece(1, ':2}'),
      piece(0, ':1}'),
      {},
    ]);
    expect(lastReason(frames)).toBe('tool_calls');
  });

  it.each([
    ['arguments only in their done event', [callAdded(0, 'a'), argumentDone(0, '{}')]],
    ['arguments only in the item', [callAdded(0, 'a'), callDone(0, 'a', '{}')]],
    ['done without a start', [callDone(0, 'a', '{}')]],
    ['arguments before the name', [argumentDelta(0, '{'), argumentDelta(0, '}'), callDone(0, 'a', '{}')]],
    ['only in the snapshot', []],
  ])('%s', (_name, events) => {
    const item = { id: 'i0', type: 'function_call', call_id: 'c0', name: 'a', arguments: '{}' };
    const { frames } = stream([created, ...events, completed([item])]);
    const calls = deltas(frames).flatMap(({ tool_calls: some }) => some ?? []);
    expect(calls[0]).toEqual({ index: 0, id: 'c0', type: 'function', function: { name: 'a', arguments: '' } });
    expect(calls.map((call) => call.function?.arguments).join('')).toBe('{}');
    expect(calls.filter((call) => call.id !== undefined)).toHaveLength(1);
    expect(lastReason(frames)).toBe('tool_calls');
  });

  it('a snapshot that has moved items is matched by id', () => {
    const { frames } = stream([
      created,
      callAdded(1, 'a'),
      callDone(1, 'a', '{}'),
      callAdded(2, 'b'),
      callDone(2, 'b', '{}'),
      completed([
        { id: 'i1', type: 'function_call', call_id: 'c1', name: 'a', arguments: '{}' },
        { id: 'i2', type: 'function_call', call_id: 'c2', name: 'b', arguments: '{}' },
      ]),
    ]);
    const named = deltas(frames).flatMap(({ tool_calls: some }) =>
      (some ?? []).filter((call) => call.id !== undefined),
    );
    expect(named.map((call) => call.function?.name)).toEqual(['a', 'b']);
  });

  it('ids that change from event to event do no harm: the place counts', () => {
    const { frames } = stream([
      created,
      textDelta('a', { item_id: 'x1' }),
      textDelta('b', { item_id: 'x2' }),
      event('response.output_text.done', { ...place, item_id: 'x3', text: 'ab' }),
      completed(),
    ]);
    expect(deltas(frames).flatMap(({ content }) => content || [])).toEqual(['a', 'b']);
  });

  const custom = [
    callAdded(0, 'patch', 'custom_tool_call'),
    event('response.custom_tool_call_input.delta', { output_index: 0, item_id: 'i0', delta: '*** a' }),
    event('response.custom_tool_call_input.done', { output_index: 0, item_id: 'i0', input: '*** ab' }),
  ];

  it('custom calls', () => {
    const { frames } = stream([created, ...custom, completed()]);
    expect(deltas(frames).slice(1, -1)).toEqual([
      { tool_calls: [{ index: 0, id: 'c0', type: 'custom', custom: { name: 'patch', input: '' } }] },
      { tool_calls: [{ index: 0, custom: { input: '*** a' } }] },
      { tool_calls: [{ index: 0, custom: { input: 'b' } }] },
    ]);
  });

  it('custom calls for a client that reads functions only', () => {
    const { frames } = stream([created, ...custom, completed()], { callForm: 'functions-only' });
    expect(deltas(frames)[1]).toEqual({
      tool_calls: [{ index: 0, id: 'c0', type: 'function', function: { name: 'patch', arguments: '' } }],
    });
    expect(deltas(frames)[2]).toEqual({ tool_calls: [{ index: 0, function: { arguments: '*** a' } }] });
  });

  it('the one call of a client that speaks of functions', () => {
    const events = [created, callAdded(0, 'a'), callDone(0, 'a', '{}')];
    const { frames } = stream([...events, completed()], { callForm: 'functions' });
    expect(deltas(frames).slice(1, -1)).toEqual([
      { function_call: { name: 'a', arguments: '' } },
      { function_call: { arguments: '{}' } },
    ]);
    expect(lastReason(frames)).toBe('function_call');
    const two = stream([...events, callAdded(1, 'b'), callDone(1, 'b', '{}'), completed()], { callForm: 'functions' });
    expect(errorOf(two.frames)).toMatchObject({ code: 'upstream_error' });
  });
});
