import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EventSplitter } from './event-splitter.ts';

interface Split {
  readonly events: string[];
  readonly pending: string;
}

function split(chunks: readonly Buffer[], maxEventBytes = 1 << 20): Split {
  const splitter = new EventSplitter(maxEventBytes);
  const events: string[] = [];
  for (const chunk of chunks) {
    const whole = splitter.push(chunk);
    if (whole === null) continue;
    expect(whole.ends.at(-1)).toBe(whole.bytes.length);
    let start = 0;
    for (const end of whole.ends) {
      expect(end).toBeGreaterThan(start);
      events.push(whole.bytes.toString('utf8', start, end));
      start = end;
    }
  }
  return { events, pending: splitter.takePending()?.toString() ?? '' };
}

/** How many events another parser sees; it wants at least one `data` line, as the specification does. */
function dispatched(text: string): number {
  let count = 0;
  createParser({ onEvent: () => (count += 1) }).feed(text);
  return count;
}

const hasData = (event: string): boolean => /(?:^|[\r\n])data(?=[:\r\n])/.test(event);
const field = fc.oneof(
  fc.constantFrom(
    'data: {"type":"a"}',
    'data:',
    'data',
    'event: response.completed',
    ': comment',
    'id: 7',
    'retry: 1',
    'nonsense',
    'data: ä€😀',
  ),
  fc.string({ unit: fc.constantFrom('d', 'a', 't', ':', ' ', 'x', '"', '{', '}') }),
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
/** Lines and blank lines; with one kind of line end throughout, or any mixture. */
const stream = fc.oneof(
  fc
    .tuple(fc.array(fc.oneof(field, fc.constant('')), { maxLength: 14 }), lineEnd)
    .map(([lines, end]) => lines.map((line) => line + end).join('')),
  fc
    .array(fc.tuple(fc.oneof(field, fc.constant('')), lineEnd), { maxLength: 14 })
    .map((lines) => lines.flat().join('')),
);

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

function expectFaithful(text: string, chunks: readonly Buffer[]): Split {
  const result = split(chunks);
  expect(result.events.join('') + result.pending).toBe(text);
  expect(result.events.filter(hasData).length).toBe(dispatched(text));
  // Every end is the end of a blank line; the LF of a CRLF that was cut in two may open the next piece.
  for (const event of result.events) expect(event).toMatch(/(?:^|[\r\n])(?:\r\n|\n|\r)$/);
  return result;
}

describe('EventSplitter', () => {
  it('loses no byte and cuts only between events, wherever the chunks fall', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (text, cuts) => {
        expect(expectFaithful(text, pieces(Buffer.from(text), cuts)).pending).not.toContain('\n\n');
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('is right for a cut at every byte with %s', (_name, end) => {
    const text =
      [
        'event: response.created',
        'data: {"é":1}',
        '',
        ': note',
        '',
        'data: a',
        'data: b',
        '',
        '',
        'data: end',
        '',
      ].join(end) + end;
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { events, pending } = expectFaithful(text, [bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(events.filter(hasData)).toHaveLength(3);
      expect(pending.trim()).toBe('');
    }
    expectFaithful(
      text,
      [...bytes].map((byte) => Buffer.from([byte])),
    );
  });

  it('keeps back an event without an end, and hands it over when the stream is over', () => {
    const splitter = new EventSplitter(100);
    expect(splitter.push(Buffer.from('data: a\n\ndata: ha'))?.bytes.toString()).toBe('data: a\n\n');
    expect(splitter.push(Buffer.from('lf'))).toBeNull();
    expect(splitter.takePending()?.toString()).toBe('data: half');
    expect(splitter.takePending()).toBeNull();
  });

  it('hands on a chunk of whole events without copying it', () => {
    const chunk = Buffer.from('data: a\n\ndata: b\n\n');
    expect(new EventSplitter(100).push(chunk)?.bytes).toBe(chunk);
  });

  it('says when an event grows past the limit, but not for many small ones', () => {
    const splitter = new EventSplitter(16);
    for (let count = 0; count < 10; count += 1) splitter.push(Buffer.from('data: 0123\n\n'));
    expect(splitter.overflowed).toBe(false);
    splitter.push(Buffer.from('data: 0123456789'));
    expect(splitter.overflowed).toBe(false);
    splitter.push(Buffer.from('0'));
    expect(splitter.overflowed).toBe(true);
  });
});
