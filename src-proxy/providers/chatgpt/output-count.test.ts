import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isDelta, OutputCount } from './output-count.ts';

const type = 'response.output_text.delta';

function eventOf(delta: string, sequence: number, more: object = {}): Buffer {
  const data = { type, item_id: 'msg_1', output_index: 0, content_index: 0, delta, sequence_number: sequence, ...more };
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

describe('OutputCount', () => {
  it('counts to the byte what the pieces say, however many came and in whatever words', () => {
    const pieces = fc.array(fc.string({ maxLength: 12, unit: 'grapheme' }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pieces, fc.nat({ max: 2000 }), (deltas, first) => {
        const count = new OutputCount();
        deltas.forEach((delta, index) => {
          const event = eventOf(delta, first + index);
          // As it comes: one of several in the same memory.
          const bytes = Buffer.concat([Buffer.from('xyz'), event, Buffer.from('abc')]);
          count.note(type, bytes, 3, 3 + event.length);
        });
        const said = deltas.reduce((sum, delta) => sum + Buffer.byteLength(JSON.stringify(delta)) - 2, 0);
        expect(count.seen()).toEqual({ deltas: deltas.length, bytes: said });
      }),
    );
  });

  it('knows the types apart: each stands in other surroundings', () => {
    const count = new OutputCount();
    const reasoning = (delta: string) => Buffer.from(JSON.stringify({ type: 'r.delta', delta, summary_index: 0 }));
    for (let index = 0; index < 50; index += 1) {
      const text = eventOf('four', index * 2);
      count.note(type, text, 0, text.length);
      const thought = reasoning('eight...');
      count.note('r.delta', thought, 0, thought.length);
    }
    const { deltas, bytes } = count.seen();
    expect(deltas).toBe(100);
    // The numbers go up by two here, and are taken to go up by one.
    expect(bytes).toBeGreaterThanOrEqual(600);
    expect(bytes).toBeLessThan(700);
  });

  it('padding around a piece is no output', () => {
    const count = new OutputCount();
    for (let index = 0; index < 9; index += 1) {
      const event = eventOf('four', index, { obfuscation: 'p'.repeat(12) });
      count.note(type, event, 0, event.length);
    }
    expect(count.seen()).toEqual({ deltas: 9, bytes: 36 });
  });

  it('what cannot be read is a piece of no length', () => {
    const count = new OutputCount();
    const event = Buffer.from('event: x.delta\ndata: nothing\n\n');
    count.note('x.delta', event, 0, event.length);
    expect(count.seen()).toEqual({ deltas: 1, bytes: 0 });
    expect(new OutputCount().seen()).toEqual({ deltas: 0, bytes: 0 });
  });

  it.each([
    ['response.output_text.delta', true],
    ['response.reasoning_summary_text.delta', true],
    ['response.function_call_arguments.delta', true],
    ['response.output_text.done', false],
    ['response.created', false],
    ['', false],
  ])('%s: %s', (name, expected) => expect(isDelta(name)).toBe(expected));
});
