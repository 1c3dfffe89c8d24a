import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { readResponseEvent } from '../../translate/response-event.ts';
import type { FedEvent } from '../event-feed.ts';
import { SdkStream } from './sdk-stream.ts';

const fallback = { id: 'resp_ours', model: 'gpt-5.5', createdAtSeconds: 1 };
const ends = ['response.completed', 'response.incomplete', 'response.failed'];

function fed(type: string, data: Record<string, unknown>): FedEvent {
  const all = { type, ...data };
  return { type, data: all, bytes: Buffer.from(`event: ${type}\ndata: ${JSON.stringify(all)}\n\n`) };
}

function written(stream: SdkStream): Record<string, unknown>[] {
  const blocks = stream.takeWritten().toString('utf8').split('\n\n').filter(Boolean);
  return blocks.map((block) => ({ ...readResponseEvent(`${block}\n\n`)?.data }));
}

const response = { id: 'resp_theirs', object: 'response', status: 'in_progress', output: [] };
const place = fc.record({ item_id: fc.constantFrom('a', 'b'), output_index: fc.nat(2), content_index: fc.nat(1) });
const middle = fc.oneof(
  place.map((at) => ['response.output_text.delta', { ...at, delta: 'x' }] as const),
  place.map((at) => ['response.output_text.done', { ...at, text: 'xy' }] as const),
  place.map((at) => ['response.content_part.done', { ...at, part: { type: 'output_text', text: 'xy' } }] as const),
  fc
    .nat(2)
    .map((at) => ['response.output_item.done', { output_index: at, item: { type: 'message', id: at } }] as const),
  fc.constantFrom(['codex.rate_limits', {}] as const, ['keepalive', {}] as const, ['odd', {}] as const),
  fc.constant(['response.in_progress', { response }] as const),
);
const end = fc.constantFrom(
  null,
  ['response.completed', { response: { ...response, status: 'completed' } }] as const,
  ['response.incomplete', { response: { ...response, status: 'incomplete' } }] as const,
  ['response.failed', { response: { ...response, status: 'failed', error: { code: 'c', message: 'm' } } }] as const,
  ['error', { code: 'c', message: 'm' }] as const,
);

describe('the events that SDKs get', () => {
  test('whatever comes: created first, numbers that rise, known events alone, one end, and last', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(middle, { maxLength: 80 }), end, (isAnnounced, list, last) => {
        const stream = new SdkStream(fallback);
        const all = [
          ...(isAnnounced ? [['response.created', { response }] as const] : []),
          ...list,
          ...(last ? [last] : []),
        ];
        all.forEach(([type, data], index) => stream.push(fed(type, { sequence_number: index, ...data })));
        stream.end();
        const events = written(stream);
        const types = events.map(({ type }) => String(type));
        expect(types[0]).toBe('response.created');
        expect(types.every((type) => type.startsWith('response.'))).toBe(true);
        expect(types.filter((type) => ends.includes(type))).toHaveLength(1);
        expect(ends).toContain(types.at(-1));
        const numbers = events.map((event) => Number(event['sequence_number']));
        expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))).toBe(true);
        const isGood = last?.[0] === 'response.completed' || last?.[0] === 'response.incomplete';
        expect(stream.failure === null).toBe(isGood);
      }),
    );
  });

  test('every item that was finished is in the end, in order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), (order) => {
        const stream = new SdkStream(fallback);
        stream.push(fed('response.created', { response }));
        for (const at of order) stream.push(fed('response.output_item.done', { output_index: at, item: { id: at } }));
        stream.push(fed('response.completed', { response: { ...response, status: 'completed' } }));
        const output = order.toSorted((one, other) => one - other).map((id) => ({ id }));
        expect(written(stream).at(-1)).toMatchObject({ response: { output } });
      }),
    );
  });

  it('an answer that fails before it said anything bears our name', () => {
    const stream = new SdkStream(fallback);
    stream.end();
    expect(written(stream)).toMatchObject([
      { type: 'response.created', response: { id: 'resp_ours' } },
      { type: 'response.failed', response: { id: 'resp_ours', error: { code: 'upstream_stream_truncated' } } },
    ]);
  });

  it('a whole that says the same as the upstream is not touched', () => {
    const stream = new SdkStream(fallback);
    const events = [fed('response.created', { response }), fed('response.completed', { response: { output: [1] } })];
    for (const event of events) stream.push(event);
    expect(stream.takeWritten()).toEqual(Buffer.concat(events.map(({ bytes }) => bytes)));
  });
});
