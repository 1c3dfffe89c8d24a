import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { arrayElements, findMembers, stringAt, type Range } from './json-scan.ts';

const at = (bytes: Buffer, range: Range | undefined): unknown =>
  range === undefined ? undefined : JSON.parse(bytes.toString('utf8', range.start, range.end));

const document = fc.oneof(
  fc.dictionary(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a"b', 'c\\', 'model', 'ä€😀', '}')),
    fc.jsonValue(),
  ),
  fc.array(fc.jsonValue()),
  fc.jsonValue(),
);
const indent = fc.constantFrom('', ' ', '\t', '\r\n ', '  ');

/** The document with white space wherever JSON allows it. */
function written(value: unknown, space: string): Buffer {
  const text = JSON.stringify(value, null, space.replace(/[\r\n]/g, ' '));
  return Buffer.from(`${space}${text}${space}`);
}

describe('findMembers', () => {
  it('finds what JSON.parse finds, for any document', () => {
    fc.assert(
      fc.property(document, indent, (value, space) => {
        const bytes = written(value, space);
        const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
        const names = isObject ? Object.keys(value).filter((name) => name !== '__proto__') : ['model'];
        const found = findMembers(bytes, [...names, 'not there']);
        const parsed = JSON.parse(bytes.toString()) as Record<string, unknown>;
        for (const name of names) expect(at(bytes, found[name])).toEqual(isObject ? parsed[name] : undefined);
        expect(found['not there']).toBe(isObject && 'not there' in parsed ? expect.anything() : undefined);
      }),
    );
  });

  it.each([
    ['a name written with an escape', String.raw`{"mod\u0065l":"x"}`, 'x'],
    ['a value with escapes', String.raw`{"model":"a\"\\\u00e9\n"}`, 'a"\\é\n'],
    ['the name inside a string', String.raw`{"input":"{\"model\":\"no\"}","model":"yes"}`, 'yes'],
    ['the name inside a nested object', '{"input":{"model":"no"},"model":"yes"}', 'yes'],
    ['the name as a value', '{"x":"model","model":"yes"}', 'yes'],
    ['a member given twice: the first counts', '{"model":"first","model":"second"}', 'first'],
    ['white space of every kind', ' \t\r\n{ \n"model"\t:\r"yes" }', 'yes'],
    ['a string that ends in a backslash', String.raw`{"a":"\\","model":"yes"}`, 'yes'],
  ])('reads %s', (_title, text, expected) => {
    const bytes = Buffer.from(text);
    expect(stringAt(bytes, findMembers(bytes, ['model']).model)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '[]',
    '"model"',
    'null',
    '{',
    '{"model"',
    '{"model":',
    '{model:1}',
    '{"model":}',
    '{"a" 1,"model":2}',
    '{"a":1;"model":2}',
  ])('finds nothing in %j and does not throw', (text) => {
    expect(findMembers(Buffer.from(text), ['model'])).toEqual({});
  });

  it('keeps to the range of the object it was given', () => {
    const bytes = Buffer.from('{"inner":{"a":1},"model":"outer"}');
    expect(findMembers(bytes, ['model'], findMembers(bytes, ['inner']).inner)).toEqual({});
  });

  it('never throws on input cut anywhere, and never makes up a string', () => {
    fc.assert(
      fc.property(document, indent, fc.nat(), (value, space, cut) => {
        const whole = written(value, space);
        const bytes = whole.subarray(0, cut % (whole.length + 1));
        const names = ['model', 'c\\', 'ä€😀'] as const;
        const full = findMembers(whole, names);
        const found = findMembers(bytes, names);
        for (const name of names) {
          const text = stringAt(bytes, found[name]);
          expect(text ?? stringAt(whole, full[name])).toBe(stringAt(whole, full[name]));
        }
      }),
    );
  });

  it('never throws on bytes that are no JSON at all', () => {
    const noise = fc.oneof(
      fc.uint8Array(),
      fc
        .string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', 'a', '1') })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(noise, (raw) => {
        const bytes = Buffer.from(raw);
        const found = findMembers(bytes, ['a', 'model']);
        expect(() => stringAt(bytes, found.a)).not.toThrow();
        expect(() => arrayElements(bytes, { start: 0, end: bytes.length })).not.toThrow();
      }),
    );
  });
});

describe('arrayElements', () => {
  it('gives the elements that JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), indent, (value, space) => {
        const bytes = written(value, space);
        const elements = arrayElements(bytes, { start: 0, end: bytes.length }).map((range) => at(bytes, range));
        expect(elements).toEqual(JSON.parse(bytes.toString()));
      }),
    );
  });

  it.each(['', '{}', '[', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '["a'])('gives nothing for %j', (text) => {
    const bytes = Buffer.from(text);
    expect(arrayElements(bytes, { start: 0, end: bytes.length })).toEqual([]);
  });
});

describe('stringAt', () => {
  it.each(['1', 'null', 'true', '{"a":1}', '["a"]', '"bad \\x escape"', '"raw \n newline"'])(
    'is null for %j',
    (text) => {
      const bytes = Buffer.from(text);
      expect(stringAt(bytes, { start: 0, end: bytes.length })).toBeNull();
    },
  );

  it('is null for nothing', () => {
    expect(stringAt(Buffer.from('"a"'), undefined)).toBeNull();
  });
});
