import fc from 'fast-check';
import { expect, it } from 'vitest';

import { csvRecord } from './csv.ts';

/** A reader of RFC 4180, of one record. */
function fieldsOf(record: string): string[] {
  expect(record.endsWith('\r\n')).toBe(true);
  const fields: string[] = [];
  let rest = record.slice(0, -2);
  for (;;) {
    const [whole, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|$)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`No CSV: ${rest}`);
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (rest.length === whole.length) return fields;
    rest = rest.slice(whole.length + 1);
  }
}

it('what is written is what is read, but for an apostrophe before what would be a formula', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[\s=+@",'-]{0,6}$/));
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { minLength: 1 }), (values) => {
      const fields = fieldsOf(csvRecord(values));
      expect(fields).toHaveLength(values.length);
      fields.forEach((field, index) => {
        const value = values[index] ?? null;
        expect([String(value ?? ''), `'${String(value)}`]).toContain(field);
        if (typeof value === 'string') expect(field.trimStart()).not.toMatch(/^[=+\-@]/);
      });
    }),
  );
});

it('a negative number stays one, a formula does not', () => {
  expect(csvRecord([-1, '=1+1', ' @x', '-2', 'a,b', 'say "hi"', null])).toBe(
    `-1,'=1+1,"' @x",'-2,"a,b","say ""hi""",\r\n`.replace(`"' @x"`, `' @x`),
  );
});
