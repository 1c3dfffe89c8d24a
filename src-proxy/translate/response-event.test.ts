import { describe, expect, it } from 'vitest';

import { readResponseEvent } from './response-event.ts';
import { answerEvents } from '../ingress/chat/upstream-answer.fixture.ts';

describe('reading events', () => {
  it.each([
    ['event: a\ndata: {"type":"b","x":1}\n\n', { type: 'b', data: { type: 'b', x: 1 } }],
    ['data:{"type":"b"}\n\n', { type: 'b', data: { type: 'b' } }],
    ['event: a\ndata: {"x":1}\n\n', { type: 'a', data: { x: 1 } }],
    ['event: a\r\ndata: {"x":1}\r\n\r\n', { type: 'a', data: { x: 1 } }],
    ['data: {"type":\ndata: "b"}\n\n', { type: 'b', data: { type: 'b' } }],
    [': note\n\n', null],
    ['data: [DONE]\n\n', null],
    ['\n', null],
  ])('%j', (text, expected) => {
    expect(readResponseEvent(text)).toEqual(expected);
  });

  it('refuses what is no JSON, because words would be lost', () => {
    expect(() => readResponseEvent('data: {"type":"resp\n\n')).toThrow('cannot be read');
  });

  it('every event of a whole answer survives the wire', () => {
    const events = answerEvents([{ type: 'message', parts: ['a\nb'] }], { detail: 'pieces', draw: () => 0 });
    for (const one of events) {
      expect(readResponseEvent(`event: ${one.type}\ndata: ${JSON.stringify(one.data)}\n\n`)).toEqual(one);
    }
  });
});
