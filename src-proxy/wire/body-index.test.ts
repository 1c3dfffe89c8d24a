import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { allInBody, bodyIndexOf, findInBody } from './body-index.ts';
import { findMembers, membersNamed } from './json-scan.ts';

const names = ['model', 'stream', 'previous_response_id', 'reasoning', 'file_id', 'c\\', 'ä"', ''] as const;

const name = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
/** Also longer than what is looked at byte by byte, with quotes and backslashes at every place. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', 'x', 'ä', '\n', '{', ']'), maxLength: 400 }),
  fc.constantFrom('file_id', '"file_id":"no"', 'x'.repeat(63), 'x'.repeat(64), `${'x'.repeat(62)}\\`),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value')),
    fc.dictionary(name, tie('value')),
  ),
}));
/** Written by hand, so that a name can stand twice and white space anywhere. */
const body = fc.tuple(fc.array(fc.tuple(name, value)), fc.constantFrom('', ' ', '\n\t')).map(([members, space]) => {
  const written = members.map(([key, given]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(given)}`);
  return Buffer.from(`${space}{${space}${written.join(`${space},`)}${space}}${space}`);
});
const spoilt = fc.tuple(body, fc.nat(), fc.constantFrom('', '"', '\\', '}', ',', '{')).map(([whole, place, put]) => {
  const cut = place % (whole.length + 1);
  return Buffer.concat([whole.subarray(0, cut), Buffer.from(put), whole.subarray(cut + 1)]);
});

describe('one walk over a body', () => {
  it('finds what the separate finders find, in whole and in spoilt bodies', () => {
    fc.assert(
      fc.property(fc.oneof(body, spoilt), (bytes) => {
        expect(findInBody(bytes, names)).toEqual(findMembers(bytes, names));
        expect(allInBody(bytes, names)).toEqual(membersNamed(bytes, names));
      }),
      { numRuns: 1000 },
    );
  });

  it('says of every JSON object that it is whole, and of none that is cut short', () => {
    fc.assert(
      fc.property(body, fc.nat(), (bytes, cut) => {
        expect(bodyIndexOf(bytes).isWhole).toBe(true);
        const end = bytes.lastIndexOf('}');
        expect(bodyIndexOf(bytes.subarray(0, cut % (end + 1))).isWhole).toBe(false);
      }),
    );
  });

  it('stands behind every "file_id" of a body, as a search for its bytes does', () => {
    fc.assert(
      fc.property(body, (bytes) => {
        const needle = '"file_id"';
        const found: number[] = [];
        for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1))
          found.push(at + needle.length);
        const { fileIdEnds } = bodyIndexOf(bytes);
        // A text that stands alone as a member's value is no name, and is not looked at for one.
        for (const end of fileIdEnds) expect(found).toContain(end);
        for (const end of found.filter((at) => /^\s*:/.test(bytes.toString('latin1', at))))
          expect(fileIdEnds).toContain(end);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', '[]', '[{"file_id":"x"}]', '"text"', 'null', '{', '{"a"', '{"a":1', '{"a":1,'])(
    'calls %j nothing whole',
    (written) => {
      expect(bodyIndexOf(Buffer.from(written)).isWhole).toBe(false);
    },
  );

  it('walks a body once', () => {
    const bytes = Buffer.from('{"model":"x"}');
    expect(bodyIndexOf(bytes)).toBe(bodyIndexOf(bytes));
  });
});
