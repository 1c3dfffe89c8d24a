import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../contract/refusal.ts';
import { formType, readForm, writeForm } from './multipart.ts';

const fieldName = fc.constantFrom('prompt', 'model', 'a b');

describe('forms', () => {
  it('what is written is what is read, whatever the bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const fileName = fc
      .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
      .filter((name) => !/[\r\n"/\\\0]/.test(name) && !/^\.{1,2}$/.test(name));
    const fields = fc.dictionary(fieldName, fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(bytes, fileName, fields, async (content, name, stated) => {
        const file = { field: 'file', name, mediaType: 'audio/webm', bytes: content };
        const body = writeForm(file, Object.entries(stated), 'x-y');
        const form = await readForm(formType('x-y'), body, null);
        expect(form.files).toEqual([file]);
        expect(Object.fromEntries(form.fields)).toEqual({ ...stated });
        expect(form.pairs).toEqual(Object.entries(stated));
      }),
    );
  });

  it.each(['.', '..', 'a/..'])('%j names a folder and no file, so it is read as none', async (name) => {
    const body = writeForm({ field: 'file', name, mediaType: 'audio/webm', bytes: Buffer.from('x') }, [], 'x');
    expect((await readForm(formType('x'), body, null)).files).toMatchObject([{ name: 'file' }]);
  });

  it('a name cannot end its own header', async () => {
    const file = {
      field: 'file',
      name: 'a"\r\nX-Evil: 1\r\n\r\nb',
      mediaType: 'text/plain\r\nX-Evil: 1',
      bytes: Buffer.from('x'),
    };
    const body = writeForm(file, [], 'x');
    const [head] = body.toString('latin1').split('\r\n\r\n');
    expect(head?.split('\r\n')).toHaveLength(3);
    expect(body.toString('latin1')).not.toContain('\r\nX-Evil');
  });

  it('any bytes are a form or refused', async () => {
    const junk = fc.array(
      fc.constantFrom('--x', '--x--', '\r\n', 'Content-Disposition: form-data; name="a"', ': ', 'z'),
    );
    await fc.assert(
      fc.asyncProperty(junk, async (pieces) => {
        const read = readForm('multipart/form-data; boundary=x', Buffer.from(pieces.join('')), null).catch(
          (error: unknown) => error,
        );
        const outcome = await read;
        expect(
          outcome instanceof Refusal || (typeof outcome === 'object' && outcome !== null && 'fields' in outcome),
        ).toBe(true);
      }),
    );
  });

  it.each([
    [
      'a field twice',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n--x--\r\n',
    ],
    ['cut off', '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n1'],
    [
      'more parts than anybody needs',
      `${Array.from({ length: 200 }, (_, index) => `--x\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\n1\r\n`).join('')}--x--\r\n`,
    ],
  ])('%s: refused', async (_name, body) => {
    await expect(readForm('multipart/form-data; boundary=x', Buffer.from(body), null)).rejects.toBeInstanceOf(Refusal);
  });
});
