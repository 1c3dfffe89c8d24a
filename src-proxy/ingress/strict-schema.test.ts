import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { strictSchemaFault } from './strict-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

const strictObject = (properties: Readonly<Record<string, unknown>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
/** Also names that are words of the schema language itself. */
const propertyName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('not', 'allOf', 'if', 'properties', 'required', 'additionalProperties', '__proto__', 'constructor'),
);
const { schema: anySchema } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<Schema>(
      { type: 'string' },
      { type: ['string', 'null'], description: 'allOf of them, if any' },
      { type: 'number', minimum: 0 },
      { type: 'string', enum: ['not', 'if'] },
      { const: 1 },
      { $ref: '#/$defs/node' },
      { $ref: '#' },
      {},
    ),
    tie('schema').map((items): Schema => ({ type: 'array', items, minItems: 1 })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf): Schema => ({ anyOf })),
    tie('object'),
  ),
  object: fc.dictionary(propertyName, tie('schema'), { maxKeys: 4 }).map(strictObject),
}));
const strictRoot = fc.dictionary(propertyName, anySchema, { maxKeys: 4 }).map((properties) => ({
  ...strictObject(properties),
  $defs: {
    node: strictObject({ next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } }),
    // Nothing refers to it.
    draft: { type: 'object', properties: { x: {} } },
  },
}));

describe('strictSchemaFault', () => {
  it('a schema that is strict by construction is never refused', () => {
    fc.assert(
      fc.property(strictRoot, (schema) => {
        expect(strictSchemaFault(schema)).toBeNull();
      }),
    );
  });

  it('one object made loose, wherever it is, is found there', () => {
    const way = fc.array(fc.constantFrom('properties', 'items', 'anyOf', '$ref'), { maxLength: 40 });
    fc.assert(
      fc.property(way, fc.constantFrom('additionalProperties', 'required'), (steps, missing) => {
        const { [missing]: _gone, ...loose } = strictObject({ x: { type: 'string' } });
        let path = '.properties.deep';
        let schema: unknown = loose;
        let definitions: Record<string, unknown> = {};
        for (const [index, step] of steps.entries()) {
          const name = `n${index}`;
          if (step === 'properties') schema = strictObject({ a: { type: 'string' }, b: schema });
          else if (step === 'items') schema = { type: 'array', items: schema };
          else if (step === 'anyOf') schema = { anyOf: [{ type: 'null' }, schema] };
          else {
            definitions = { ...definitions, [name]: schema };
            schema = { $ref: `#/$defs/${name}` };
          }
        }
        const last = steps.lastIndexOf('$ref');
        path = last === -1 ? path : `.$defs.n${steps.indexOf('$ref')}`;
        const inner = last === -1 ? steps : steps.slice(0, steps.indexOf('$ref'));
        const written = { properties: '.properties.b', items: '.items', anyOf: '.anyOf[1]', $ref: '' };
        const within = inner.toReversed().map((step) => written[step]);
        const fault = strictSchemaFault({ ...strictObject({ deep: schema }), $defs: definitions });
        expect(fault?.path).toBe(`$${path}${within.join('')}`);
        expect(fault?.what).toContain(missing);
      }),
    );
  });

  it.each<[string, Schema, string, string]>([
    ['a root of several', { anyOf: [strictObject({})] }, '$', 'anyOf'],
    ['a root that is a list', { type: 'array', items: {} }, '$', 'type "object"'],
    ['a name left out', { ...strictObject({ a: {}, b: {} }), required: ['a'] }, '$', '"b"'],
    ['more allowed', { ...strictObject({}), additionalProperties: { type: 'string' } }, '$', 'additionalProperties'],
    ['a map', strictObject({ m: { type: ['object', 'null'] } }), '$.properties.m', 'additionalProperties'],
    ['allOf', strictObject({ 'odd name': { allOf: [] } }), '$.properties["odd name"]', 'allOf'],
    ['not', strictObject({ a: { not: {} } }), '$.properties.a', '`not`'],
    [
      'enum values without end',
      strictObject({
        a: { enum: Array.from({ length: 600 }, String) },
        b: { enum: Array.from({ length: 600 }, String) },
      }),
      '$.properties.b',
      '1000',
    ],
    [
      'properties without end',
      strictObject(Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`p${index}`, {}]))),
      '$',
      '5000',
    ],
  ])('%s', (_name, schema, path, what) => {
    expect(strictSchemaFault(schema)).toEqual({ path, what: expect.stringContaining(what) });
  });

  it('any JSON at all is judged without an exception', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (schema) => {
        expect(() => strictSchemaFault(schema)).not.toThrow();
      }),
    );
  });
});

it('N10: a choice among hundreds of thousands is walked through like any other', () => {
  const choices = Array.from({ length: 300_000 }, () => ({ type: 'string' }));
  const schema = {
    type: 'object',
    properties: { a: { anyOf: choices } },
    required: ['a'],
    additionalProperties: false,
  };
  expect(strictSchemaFault(schema)).toBeNull();
});
