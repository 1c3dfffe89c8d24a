import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eventData, eventType, responseIdOf, usageOfTerminalEvent } from './response-events.ts';

const typeOf = (text: string): string => eventType(Buffer.from(text), 0, Buffer.byteLength(text));

describe('responseIdOf', () => {
  it.each([
    ['event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1","id2":2}}\n\n', 'resp_1'],
    ['data: {"response":{"object":"response","id":"resp_2"}}\n\n', 'resp_2'],
    ['data: {"type":"response.created","id":"not this"}\n\n', null],
    ['data: {"response":{"id":7}}\n\n', null],
    ['data: {"response":\n\n', null],
  ])('of %j is %j', (text, expected) => {
    expect(responseIdOf(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(expected);
  });
});

describe('eventType', () => {
  it.each([
    ['event: response.completed\ndata: {"type":"response.completed"}\n\n', 'response.completed'],
    ['event:response.failed\r\ndata: {}\r\n\r\n', 'response.failed'],
    ['event: response.created\rdata: {"type":"response.created"}\r\r', 'response.created'],
    ['\nevent: response.created\ndata: {"type":"response.created"}\n\n', 'response.created'],
    ['data: {"type":"response.output_text.delta","delta":"x"}\n\n', 'response.output_text.delta'],
    ['data: { "type" : "codex.rate_limits" }\n\n', 'codex.rate_limits'],
    ['id: 4\ndata: {"type":"error"}\n\n', 'error'],
    ['data: {"item":{"type":"message"},"type":"response.output_item.done"}\n\n', 'response.output_item.done'],
    ['data: {"delta":"\\"type\\":\\"error\\"","type":"response.output_text.delta"}\n\n', 'response.output_text.delta'],
    ['data: {"sequence_number":4,\ndata: "type":"response.done"}\n\n', 'response.done'],
    [': {"type":"error"}\n\n', ''],
    ['data: [DONE]\n\n', ''],
    ['data: {"type":7}\n\n', ''],
    ['\n', ''],
  ])('of %j is %j', (text, expected) => {
    expect(typeOf(text)).toBe(expected);
  });

  it('looks at its own event only', () => {
    const bytes = Buffer.from('data: {"a":1}\n\ndata: {"type":"error"}\n\n');
    expect(eventType(bytes, 0, 15)).toBe('');
    expect(eventType(bytes, 15, bytes.length)).toBe('error');
  });
});

describe('eventData', () => {
  it.each([
    ['data: a\ndata:b\r\ndata:  c\r\r', 'a\nb\n c'],
    [': comment\nevent: x\n\n', ''],
  ])('of %j is %j', (text, expected) => {
    expect(eventData(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(expected);
  });
});

const count = fc.nat({ max: 1_000_000 });
const usage = fc.record(
  {
    input_tokens: count,
    input_tokens_details: fc.record({ cached_tokens: count }),
    output_tokens: count,
    output_tokens_details: fc.record({ reasoning_tokens: count }),
    total_tokens: count,
  },
  { requiredKeys: ['input_tokens'] },
);
const trap = fc.constantFrom(
  '"usage":{"input_tokens":1}',
  '\\"usage":{',
  '"usage":',
  '}}',
  '{"usage":{"input_tokens":9}}',
  '\\',
  '"',
);
const around = fc.dictionary(
  fc.constantFrom('id', 'output', 'metadata', 'user', 'tools'),
  fc.oneof(
    trap,
    fc.array(trap),
    fc.record({ usage: fc.oneof(usage, trap) }),
    fc.record({ usage: fc.record({ type: trap }) }),
    fc.jsonValue(),
  ),
);

describe('usageOfTerminalEvent', () => {
  it.each([-1, 1.5, 1e300])('no count of %d is taken: it would spoil what is summed', (number) => {
    const usageOf = (usage: object) => {
      const text = `data: ${JSON.stringify({ type: 'response.completed', response: { usage } })}\n\n`;
      return usageOfTerminalEvent(Buffer.from(text), 0, Buffer.byteLength(text));
    };
    expect(usageOf({ input_tokens: number, output_tokens: 3 })).toBeNull();
    expect(usageOf({ input_tokens: 2, output_tokens: number, total_tokens: number })).toEqual({
      inputTokens: 2,
      cachedInputTokens: null,
      outputTokens: null,
      reasoningTokens: null,
      totalTokens: null,
    });
  });

  it('is what JSON.parse would read as response.usage, whatever else the answer holds', () => {
    fc.assert(
      fc.property(around, fc.option(usage), around, around, (before, spent, after, beside) => {
        const event = { type: 'response.completed', response: { ...before, usage: spent, x: 1, last: after }, beside };
        const bytes = Buffer.from(`event: response.completed\ndata: ${JSON.stringify(event)}\n\n`);
        const read = usageOfTerminalEvent(bytes, 0, bytes.length);
        if (spent === null) {
          expect(read).toBeNull();
          return;
        }
        expect(read).toEqual({
          inputTokens: spent.input_tokens,
          cachedInputTokens: spent.input_tokens_details?.cached_tokens ?? null,
          outputTokens: spent.output_tokens ?? null,
          reasoningTokens: spent.output_tokens_details?.reasoning_tokens ?? null,
          totalTokens:
            spent.total_tokens ?? (spent.output_tokens === undefined ? null : spent.input_tokens + spent.output_tokens),
        });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['white space', 'data: {"response" : { "usage" : { "input_tokens" : 3 } } }\n\n', 3],
    ['several data lines', 'data: {"response":{"usage":\ndata: {"input_tokens":4}}}\n\n', 4],
    ['no usage', 'data: {"response":{"id":"x"}}\n\n', undefined],
    ['a cut event', 'data: {"response":{"usage":{"input_tok', undefined],
    ['no data', ': hello\n\n', undefined],
  ])('with %s', (_title, text, expected) => {
    expect(usageOfTerminalEvent(Buffer.from(text), 0, Buffer.byteLength(text))?.inputTokens).toBe(expected);
  });

  it('looks at its own event only', () => {
    const first = 'data: {"response":{"usage":{"input_tokens":1}}}\n\n';
    const bytes = Buffer.from(`${first}data: {"response":{"usage":{"input_tokens":2}}}\n\n`);
    expect(usageOfTerminalEvent(bytes, 0, first.length)?.inputTokens).toBe(1);
    expect(usageOfTerminalEvent(bytes, first.length, bytes.length)?.inputTokens).toBe(2);
  });
});
