import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { toChatRequest } from '../../translate/from-responses-request.ts';
import type { AnswerSink, UpstreamFailure } from '../provider.ts';
import type { AnswerForm } from '../source-provider.ts';
import { ChatReader, ResponsesReader, type AnswerReader } from './answer-readers.ts';
import { brokenOff } from './source-failures.ts';
import { TurnWriter } from './turn-writer.ts';

const early: UpstreamFailure = brokenOff('My box', 'test');
const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n';
const chat = (words: readonly string[]): string =>
  [...words.map((content) => chunk({ content })), chunk({}, 'stop'), usage, 'data: [DONE]\n\n'].join('');

const readers = {
  chat: (): AnswerReader => new ChatReader(toChatRequest({ model: 'm', input: 'hi' }), 'r', 0),
  responses: (): AnswerReader => new ResponsesReader(),
};

/** What a client is shown of bytes that come in these pieces, and how it ends. */
function shown(reader: AnswerReader, bytes: Buffer, cuts: readonly number[], form: AnswerForm = 'events') {
  let text = '';
  const sink: AnswerSink = {
    commit: () => undefined,
    write(written) {
      text += written.toString('utf8');
      return true;
    },
    onDrain: () => undefined,
  };
  const writer = new TurnWriter({ name: 'My box', key: null, form }, sink, { onFirstEvent: () => undefined });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  places.forEach((from, index) => void writer.write(reader.read(bytes.subarray(from, places[index + 1] ?? from))));
  try {
    if (!writer.isOver) writer.write([...reader.end()].filter(({ type }) => type !== 'response.failed'));
  } catch (error) {
    // Half an event cannot be read; whoever calls makes a failure of it.
    if (!(error instanceof Refusal)) throw error;
  }
  return { text: text.replaceAll(/(msg|rs)_[0-9a-f]{32}/g, '$1'), result: writer.result(early) };
}

const words = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
const cutsOf = fc.array(fc.nat(4000), { maxLength: 12 });

describe('an answer of a source', () => {
  it('is the same however its bytes are cut', () => {
    fc.assert(
      fc.property(words, cutsOf, (said, cuts) => {
        const bytes = Buffer.from(chat(said));
        const whole = shown(readers.chat(), bytes, []);
        expect(whole.result).toMatchObject({ kind: 'answered', usage: { inputTokens: 3, outputTokens: 2 } });
        expect(shown(readers.chat(), bytes, cuts)).toEqual(whole);
        // What it made is itself an answer that a source could give.
        const again = shown(readers.responses(), Buffer.from(whole.text), cuts);
        expect(again).toEqual(whole);
      }),
    );
  });

  it('that is cut off anywhere before its finish is never a success', () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.constantFrom<AnswerForm>('events', 'frames', 'document'), (said, at, form) => {
        const bytes = Buffer.from(chat(said));
        const finish = bytes.indexOf('"finish_reason":"stop"');
        const { result, text } = shown(readers.chat(), bytes.subarray(0, at % finish), [], form);
        expect(['refused', 'broken']).toContain(result.kind);
        expect(text).not.toContain('response.completed');
      }),
    );
  });
});
