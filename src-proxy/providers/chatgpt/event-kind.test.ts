import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EventKinds } from './event-kind.ts';
import { eventType } from './response-events.ts';

const type = fc.oneof(
  fc.constantFrom('response.output_text.delta', 'response.output_text', 'error', 'codex.rate_limits', 'keepalive', ''),
  fc.string({ unit: fc.constantFrom('r', '.', ' ', 'x'), maxLength: 8 }),
  fc.constant('x'.repeat(200)),
);
const event = fc
  .tuple(type, type, fc.constantFrom('event: ', 'event:', ': ', 'id: '), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([named, inData, field, end]) => `${field}${named}${end}data: {"type":${JSON.stringify(inData)}}${end}${end}`);

describe('the kind of an event', () => {
  it('is read alike after any other events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const kinds = new EventKinds();
        const bytes = Buffer.from(events.join(''));
        let start = 0;
        for (const text of events) {
          const end = start + Buffer.byteLength(text);
          const kind = kinds.of(bytes, start, end);
          expect(kind.type).toBe(eventType(bytes, start, end));
          expect(kind).toEqual(new EventKinds().of(bytes, start, end));
          start = end;
        }
      }),
    );
  });

  it.each([
    ['response.output_text.delta', { isOfAnswer: true, isProgress: true, isAnnouncement: false, isTerminal: false }],
    ['response.created', { isOfAnswer: true, isProgress: true, isAnnouncement: true, isTerminal: false }],
    ['response.completed', { isOfAnswer: true, isTerminal: true, isFailure: false }],
    ['response.failed', { isOfAnswer: true, isTerminal: true, isFailure: true }],
    ['codex.rate_limits', { isOfAnswer: false, isProgress: false, isTerminal: false }],
    ['keepalive', { isOfAnswer: true, isProgress: false }],
  ])('%s', (named, expected) => {
    const bytes = Buffer.from(`event: ${named}\ndata: {}\n\n`);
    expect(new EventKinds().of(bytes, 0, bytes.length)).toMatchObject({ type: named, ...expected });
  });
});
