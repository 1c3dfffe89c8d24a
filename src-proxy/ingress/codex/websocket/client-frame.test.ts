import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readClientFrame } from './client-frame.ts';

const read = (value: unknown) => readClientFrame(Buffer.from(JSON.stringify(value)));

describe('readClientFrame', () => {
  it('sees in any JSON what a parser sees in it', () => {
    const members = fc.record(
      {
        type: fc.constantFrom('response.create', 'response.cancel', '', 7, null),
        model: fc.oneof(fc.string(), fc.integer()),
        prompt_cache_key: fc.oneof(fc.string(), fc.constant(null)),
        previous_response_id: fc.oneof(fc.string(), fc.constant(null)),
        generate: fc.oneof(fc.boolean(), fc.constant('false')),
        input: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(members, (frame) => {
        const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);
        if (typeof frame.type !== 'string') expect(read(frame)).toEqual({ kind: 'malformed' });
        else if (frame.type !== 'response.create') expect(read(frame)).toEqual({ kind: 'other' });
        else
          expect(read(frame)).toEqual({
            kind: 'create',
            model: asText(frame.model),
            promptCacheKey: asText(frame.prompt_cache_key),
            continues: (asText(frame.previous_response_id) ?? '') !== '',
            isPrewarm: frame.generate === false,
          });
      }),
    );
  });

  it.each([
    '{"type":"ping","type":"response.create","model":"m"}',
    '{"type":"ping","\\u0074ype":"response.create"}',
    '{"type":"response.create","generate":false,"input":[],"generate":true}',
    '{"type":"response.create","model":"a","model":"b"}',
  ])('A1: what a reader of the last of two takes for another request is malformed: %s', (frame) => {
    expect(readClientFrame(Buffer.from(frame))).toEqual({ kind: 'malformed' });
  });

  it('never throws, whatever the bytes', () => {
    const kinds = ['create', 'other', 'malformed'];
    fc.assert(fc.property(fc.uint8Array(), (bytes) => kinds.includes(readClientFrame(Buffer.from(bytes)).kind)));
    const whole = Buffer.from('{"type":"response.create","model":"é","input":[{"a":"\\"}"}],"generate":false}');
    for (let cut = 0; cut <= whole.length; cut += 1)
      expect(kinds).toContain(readClientFrame(whole.subarray(0, cut)).kind);
  });

  it('takes no member of a nested object for its own', () => {
    expect(read({ response: { type: 'response.create' } })).toEqual({ kind: 'malformed' });
    expect(read({ type: 'response.create', metadata: { previous_response_id: 'x', generate: false } })).toMatchObject({
      continues: false,
      isPrewarm: false,
    });
  });
});
