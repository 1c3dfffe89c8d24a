import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { rebuiltArray, rebuiltObject } from './json-object.ts';

const rebuilt = (text: string, changes: [string, string | null][]): string =>
  rebuiltObject(Buffer.from(text), new Map(changes)).toString('utf8');

describe('an object is rebuilt', () => {
  it('with members replaced in their place, left out, and added at the end', () => {
    expect(
      rebuilt('{ "a": 1, "b": [ 1.0 ], "c": {"2":1,"1":2} }', [
        ['a', '2'],
        ['d', '"x"'],
        ['b', null],
      ]),
    ).toBe('{"a":2,"c":{"2":1,"1":2},"d":"x"}');
  });

  it('into an empty one', () => {
    expect(rebuilt('{"a":1}', [['a', null]])).toBe('{}');
    expect(rebuilt('{}', [['a', '1']])).toBe('{"a":1}');
  });

  it('with the last of two members of one name, as whoever parses it sees', () => {
    expect(rebuilt('{"a":1,"b":2,"a":3}', [])).toBe('{"a":3,"b":2}');
    expect(rebuilt(String.raw`{"\u0061":1,"a":2}`, [])).toBe('{"a":2}');
  });

  test('and says the same as before where nothing is changed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(rebuilt(text, []))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('an array is rebuilt', () => {
  it.each([
    [[], '[]'],
    [['1', Buffer.from('{"a": 1.0}')], '[1,{"a": 1.0}]'],
  ])('%j', (elements, text) => {
    expect(rebuiltArray(elements).toString('utf8')).toBe(text);
  });
});
