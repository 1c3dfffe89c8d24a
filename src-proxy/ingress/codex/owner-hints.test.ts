import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { noOwnerHints } from '../../relay/canonical-request.ts';
import { ownerHintsOf } from './owner-hints.ts';

const of = (body: unknown) => ownerHintsOf(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('what a body speaks of that one account alone has', () => {
  it.each([
    [{ input: [], previous_response_id: 'resp_1' }, { previousResponseId: 'resp_1' }],
    [{ conversation: 'conv_1' }, { conversation: 'conv_1' }],
    [{ conversation: { id: 'conv_1' } }, { conversation: 'conv_1' }],
    [
      {
        input: [
          {
            content: [
              { type: 'input_file', file_id: 'file_1' },
              { type: 'input_image', file_id: 'file_2' },
            ],
          },
        ],
      },
      { fileIds: ['file_1', 'file_2'] },
    ],
    [{ tools: [{ file_id: 'file_1' }, { file_id: 'file_1' }] }, { fileIds: ['file_1'] }],
    [{ previous_response_id: null, conversation: 3, file_id: 7 }, {}],
    [{ previous_response_id: '' }, {}],
    [{ input: [{ previous_response_id: 'nested', conversation: 'nested' }] }, {}],
    [{ input: 'say "previous_response_id":"x", "conversation":"y" and "file_id":"z"' }, {}],
    [{ previous_response_id: 'x'.repeat(600) }, {}],
    ['{"previous_response_id" :\n "resp_1"', { previousResponseId: 'resp_1' }],
    ['{"previous_response_id', {}],
    ['"file_id":', {}],
  ])('%j', (body, expected) => {
    expect(of(body)).toEqual({ ...noOwnerHints, ...expected });
  });

  it('finds the members that parsing finds, and never throws', () => {
    const name = fc.constantFrom('previous_response_id', 'conversation', 'file_id', 'input', 'x');
    const value = fc.oneof(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string(), (document, junk) => {
        expect(() => of(junk)).not.toThrow();
        const id = document.previous_response_id;
        const expected = typeof id === 'string' && id !== '' && id.length < 100 ? id : null;
        fc.pre(typeof id !== 'string' || id.length < 100);
        expect(of(document).previousResponseId).toBe(expected);
      }),
    );
  });
});
