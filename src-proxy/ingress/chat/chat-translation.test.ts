import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EventFeed } from '../event-feed.ts';
import { ChatStreamTranslation } from './chat-translation.ts';

/** Answers whose events are read from their bytes where they can be say the same as those of which each is parsed. */

const letters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('"', '\\', '\\"', '\u2028', '😀', 'grüße ☃', '\u0000', '\ud83d', '\ude00', '"content":""', ''),
);
const name = fc.constantFrom('msg_1', 'msg_2');
const piece = fc.record({
  delta: letters,
  item_id: name,
  output_index: fc.constantFrom(0, 0, 0, 1),
  content_index: fc.constantFrom(0, 0, 0, 1),
  logprobs: fc.constantFrom([], [], [], ['"delta":"x"']),
  sequence_number: fc.nat(),
  obfuscation: fc.constantFrom('', 'aB3', 'ü"\\'),
});
/** Writes JSON as other programs do: with more escapes than are needed. */
const escaped = (json: string): string =>
  json.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
const pieceEvent = fc
  .tuple(piece, fc.boolean(), fc.constantFrom('\n', '\n', '\n', '\r\n'))
  .map(([data, isEscaped, lineEnd]) => {
    const json = JSON.stringify({ type: 'response.output_text.delta', ...data });
    return `event: response.output_text.delta${lineEnd}data: ${isEscaped ? escaped(json) : json}${lineEnd}${lineEnd}`;
  });
const event = (data: { type: string; [member: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const otherEvent = fc.oneof(
  fc.constant(': keep-alive\n\n'),
  letters.map((delta) => event({ type: 'response.reasoning_summary_text.delta', delta, output_index: 2 })),
  letters.map((text) => event({ type: 'response.output_text.done', output_index: 0, content_index: 0, text })),
  fc.constant(event({ type: 'response.in_progress', response: { service_tier: 'priority', model: 'other' } })),
);
const answer = fc.array(fc.oneof({ weight: 8, arbitrary: pieceEvent }, { weight: 1, arbitrary: otherEvent }), {
  maxLength: 30,
});

/** What a client is told of events that come several at a time, and how many of them were not parsed. */
function said(events: readonly Buffer[], isRead: boolean): { frames: unknown[]; taken: number } {
  const translation = new ChatStreamTranslation({
    form: 'chat',
    callForm: 'tools',
    includeUsage: true,
    fallback: { id: 'resp_1', createdAtSeconds: 7, model: 'gpt-5.5' },
  });
  const feed = new EventFeed();
  const written: Buffer[] = [];
  let taken = 0;
  const takes = (bytes: Buffer, start: number, end: number): boolean => {
    const isTaken = translation.takes(bytes, start, end);
    if (isTaken) taken += 1;
    return isTaken;
  };
  for (const bytes of events) {
    try {
      for (const fed of feed.read(bytes, isRead ? takes : null)) translation.push(fed);
    } catch {
      translation.fail({ status: 502, error: { message: 'unreadable', type: 'server_error', param: null, code: 'x' } });
    }
    written.push(Buffer.from(translation.takeWritten()));
  }
  translation.end();
  written.push(Buffer.from(translation.takeWritten()));
  const frames = Buffer.concat(written).toString('utf8').split('\n\n').slice(0, -1);
  return {
    frames: frames.map((frame): unknown => (frame === 'data: [DONE]' ? frame : JSON.parse(frame.slice(6)))),
    taken,
  };
}

describe('ChatStreamTranslation', () => {
  it('says the same of pieces that it takes as bytes as of those that are parsed', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 4 }), (pieces) => {
        const bytes = pieces.map((events) => Buffer.from(events.join('')));
        expect(said(bytes, true).frames).toEqual(said(bytes, false).frames);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a control character in a word', '"delta":"a"', '"delta":"\u0001"'],
    ['an escape that is none', '"delta":"a"', '"delta":"\\x"'],
    ['half an escape', '"delta":"a"', '"delta":"\\u00g0"'],
    ['a word without an end', '"delta":"a"', '"delta":"a'],
    ['a number that is none', ':5,', ':05,'],
    ['two words', '"delta":"a"', '"delta":"a","delta":"b"'],
    ['no word', '"delta":"a"', '"delta":null'],
    ['another place', '"output_index":0', '"output_index":1'],
    ['more behind the end', '}\n\n', '} \n\n'],
    ['bytes that are no letters', '"delta":"a"', '"delta":"\u00ff"'],
  ])('does not take a piece with %s for one like the others', (_what, whole, damaged) => {
    const one = event({ type: 'response.output_text.delta', output_index: 0, sequence_number: 5, delta: 'a' });
    const other = one.replace(whole, damaged);
    expect(other).not.toBe(one);
    // As latin1, so that the last of them is no UTF-8.
    const bytes = [Buffer.from(one + one), Buffer.from(other, 'latin1')];
    const { frames, taken } = said(bytes, true);
    expect(taken).toBe(1);
    expect(frames).toEqual(said(bytes, false).frames);
  });

  it('takes all pieces of a text but the first as bytes', () => {
    const texts = Array.from({ length: 20 }, (_, index) => `${index} "grüße"\n😀`);
    const events = texts.map((delta, index) =>
      event({
        type: 'response.output_text.delta',
        content_index: 0,
        delta,
        item_id: 'msg_1',
        logprobs: [],
        obfuscation: 'x'.repeat(index),
        output_index: 0,
        sequence_number: index + 4,
      }),
    );
    const end = event({
      type: 'response.completed',
      response: { output: [{ type: 'message', content: [{ type: 'output_text', text: `${texts.join('')}, all` }] }] },
    });
    const { frames, taken } = said([Buffer.from(events.join('')), Buffer.from(end)], true);
    expect(taken).toBe(19);
    const words = frames.flatMap((frame) => {
      const { choices = [] } = frame as { choices?: { delta: { content?: string } }[] };
      return choices.map(({ delta }) => delta.content ?? '');
    });
    // What the last snapshot has beyond the pieces is counted in letters, not in bytes.
    expect(words.join('')).toBe(`${texts.join('')}, all`);
  });

  it('gives up to look for a pattern where there is none, and stays right', () => {
    const events = Array.from({ length: 40 }, (_, index) =>
      event({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'ab', logprobs: [index] }),
    );
    const bytes = [Buffer.from(events.join(''))];
    const { frames, taken } = said(bytes, true);
    expect(taken).toBe(0);
    expect(frames).toEqual(said(bytes, false).frames);
  });
});
