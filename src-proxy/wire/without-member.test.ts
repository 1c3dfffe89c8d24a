import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { withoutMember } from './json-scan.ts';

const gone = (text: string): string => withoutMember(Buffer.from(text), 'x').toString();

describe('withoutMember', () => {
  it('is what deleting it and writing the rest would mean, for any object', () => {
    const name = fc.oneof(fc.constantFrom('x', 'a"b', 'c\\', 'ä€😀', '}'), fc.string({ unit: 'binary' }));
    const space = fc.constantFrom('', ' ', '\t', '    ');
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), space, (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { x: _gone, ...rest } = value;
        expect(JSON.parse(gone(text))).toEqual(JSON.parse(JSON.stringify(rest)));
      }),
    );
  });

  it('never joins what is left wrongly, wherever and however often it stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('"x": 1', '"x":[{"x":2},","]', '"a" : "x,"', '"b":{}'), { maxLength: 8 }),
        (members) => {
          const left = gone(`{ ${members.join(' , ')} }`);
          expect(Object.keys(JSON.parse(left) as object)).not.toContain('x');
          expect(left.match(/"[ab]"/g) ?? []).toHaveLength(members.filter((one) => !one.startsWith('"x"')).length);
        },
      ),
    );
  });

  it.each([
    ['{"a":1.0, "x" : "y" ,\n "b":"\\u00e9"}', '{"a":1.0, \n "b":"\\u00e9"}'],
    ['{"x":1,"a":1}', '{"a":1}'],
    ['{"a":1 , "x":1 }', '{"a":1 }'],
    ['{ "x":1 }', '{  }'],
    ['{"a":{"x":1},"b":["x"]}', '{"a":{"x":1},"b":["x"]}'],
    [String.raw`{"a":"\"x\":1","\u0078":2}`, String.raw`{"a":"\"x\":1"}`],
    ['[{"x":1}]', '[{"x":1}]'],
    ['', ''],
  ])('%s becomes %s: no other byte changes', (before, after) => {
    expect(gone(before)).toBe(after);
  });

  it('does not throw at a document that was cut', () => {
    const text = '{"a":1,"x":[1,{"b":"c"}],"d":2}';
    for (let length = 0; length < text.length; length += 1) expect(() => gone(text.slice(0, length))).not.toThrow();
  });
});
