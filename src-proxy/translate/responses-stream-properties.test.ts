import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ChatAnswer } from '../ingress/chat/chat-answer.ts';
import { writtenEvent } from './produced-event.ts';
import { readResponseEvent } from './response-event.ts';
import { call, chunk, end, run, usageChunk } from './responses-stream.fixture.ts';
import { pieces } from '../ingress/chat/upstream-answer.fixture.ts';

describe('chat chunks → responses events, for any answer', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const answer = fc.record({
    thought: fc.option(words),
    said: fc.option(words),
    refused: fc.option(words),
    calls: fc.uniqueArray(
      fc.record({ id: fc.uuid(), name: fc.constantFrom('look', 'find'), argument: fc.json({ maxDepth: 1 }) }),
      { maxLength: 3, selector: ({ id }) => id },
    ),
  });
  const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

  it('is numbered without a gap, its snapshot is what was streamed, and a chat client reads the same answer in it', () => {
    fc.assert(
      fc.property(answer, draws, ({ thought, said, refused, calls }, numbers) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const queues = calls.map(({ argument }, index) =>
          pieces(argument, draw).map((piece) => call(index, { function: { arguments: piece } })),
        );
        const chunks: unknown[] = [
          ...pieces(thought ?? '', draw).map((piece) => chunk({ reasoning_content: piece })),
          ...pieces(said ?? '', draw).map((piece) => chunk({ content: piece })),
          ...pieces(refused ?? '', draw).map((piece) => chunk({ refusal: piece })),
          ...calls.map(({ id, name }, index) =>
            call(index, { id, type: 'function', function: { name, arguments: '' } }),
          ),
        ];
        for (let alive = queues; alive.length > 0; alive = alive.filter((queue) => queue.length > 0)) {
          const next = alive[draw(alive.length)]?.shift();
          if (next !== undefined) chunks.push(next);
        }
        const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
        chunks.push(end(calls.length > 0 ? 'tool_calls' : 'stop'), usageChunk(usage));
        const { events, stream } = run(chunks);

        expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, index) => index));
        const streamed = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event] : []));
        const inOrder = streamed.toSorted((a, b) => a.output_index - b.output_index).map((event) => event.item);
        expect(stream.response?.output).toEqual(inOrder);

        const client = new ChatAnswer({ callForm: 'tools', fallback: { id: 'r', createdAtSeconds: 1, model: 'm' } });
        for (const event of events) {
          const read = readResponseEvent(writtenEvent(event));
          if (read !== null) client.push(read);
        }
        const read = client.end();
        if ((said ?? '') === '' && (refused ?? '') === '' && calls.length === 0) {
          // Matrix 13: thoughts alone are no answer.
          expect(read).toMatchObject({ kind: 'failed', failure: { error: { code: 'empty_response' } } });
          return;
        }
        expect(read.kind === 'answer' ? read.body : read).toMatchObject({
          id: 'chatcmpl-1',
          created: 7,
          model: 'deep-1',
          usage,
          choices: [
            {
              finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
              message: {
                content: said,
                refusal: refused,
                ...(thought === null ? {} : { reasoning_content: thought }),
                ...(calls.length === 0
                  ? {}
                  : {
                      tool_calls: calls.map(({ id, name, argument }) => ({
                        id,
                        type: 'function',
                        function: { name, arguments: argument },
                      })),
                    }),
              },
            },
          ],
        });
      }),
      { numRuns: 300 },
    );
  });

  it('chunks of any content are read without an exception, and the stream ends once', () => {
    const delta = fc.dictionary(
      fc.constantFrom('content', 'tool_calls', 'function_call', 'refusal', 'reasoning', 'role'),
      fc.oneof(
        fc.jsonValue(),
        fc.array(fc.record({ index: fc.jsonValue(), id: fc.jsonValue(), function: fc.jsonValue() })),
      ),
    );
    const any = fc.oneof(fc.jsonValue(), fc.record({ choices: fc.array(fc.record({ index: fc.constant(0), delta })) }));
    const terminal = ['response.completed', 'response.incomplete', 'response.failed'];
    fc.assert(
      fc.property(fc.array(any), (chunks) => {
        const { types } = run(chunks);
        expect(types.filter((type) => terminal.includes(type))).toEqual([types.at(-1)]);
      }),
    );
  });
});
