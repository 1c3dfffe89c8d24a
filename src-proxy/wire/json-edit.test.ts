import fc from 'fast-check';
import { expect, it } from 'vitest';

import { withInnerMember, withMember } from './json-edit.ts';

const object = fc.dictionary(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('model', 'a"b', '}')),
  fc.jsonValue(),
);
const proto = (value: object): boolean => Object.hasOwn(value, '__proto__');

it('sets a member of any object, and no other changes', () => {
  fc.assert(
    fc.property(object, fc.jsonValue(), fc.constantFrom(0, 2), (value, set, space) => {
      fc.pre(!proto(value));
      const bytes = Buffer.from(JSON.stringify(value, null, space));
      const edited = withMember(bytes, 'model', JSON.stringify(set));
      expect(JSON.parse(String(edited))).toEqual(JSON.parse(JSON.stringify({ ...value, model: set })));
    }),
  );
});

it('sets a member of a member, and makes the one around it where that is no object', () => {
  fc.assert(
    fc.property(object, fc.oneof(object, fc.jsonValue(), fc.constant(undefined)), (value, inner) => {
      fc.pre(!proto(value) && !(typeof inner === 'object' && inner !== null && proto(inner)));
      const whole = inner === undefined ? value : { ...value, outer: inner };
      const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      const edited = withInnerMember(Buffer.from(JSON.stringify(whole)), 'outer', 'e', '"x"');
      const expected = { ...whole, outer: { ...(isObject ? inner : {}), e: 'x' } };
      expect(JSON.parse(String(edited))).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
  );
});

it('says it once where it was said twice, and nothing of what is no object', () => {
  expect(String(withMember(Buffer.from('{"m":1,"x":2,"m":3}'), 'm', '4'))).toBe('{"m":4,"x":2}');
  for (const text of ['', ' ', '[]', 'null', '"m"']) expect(withMember(Buffer.from(text), 'm', '1')).toBeNull();
});
