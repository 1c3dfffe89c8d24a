import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountBoundBlobs, withoutForeignContent } from './foreign-content.ts';

const blob = fc.constantFrom('own-1', 'own-2', 'foreign-1', 'foreign-"2"', 'foreign-é');
const item = fc.oneof(
  blob.map((encrypted_content) => ({ type: 'reasoning', summary: [], encrypted_content })),
  blob.map((encrypted_content) => ({ type: 'compaction', encrypted_content })),
  fc.constant({ type: 'reasoning', encrypted_content: null }),
  fc.record({ type: fc.constant('message'), content: fc.jsonValue() }),
  fc.jsonValue(),
);
const isForeign = (text: string): boolean => text.startsWith('foreign');
const sealed = (value: unknown): string | null => {
  const { type, encrypted_content: content } = (value ?? {}) as Record<string, unknown>;
  return type === 'reasoning' && typeof content === 'string' ? content : null;
};

describe('what only another account can read', () => {
  it('is cut out, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(item), fc.constantFrom(0, 2), (input, indent) => {
        const request = { model: 'm', input, include: ['reasoning.encrypted_content'] };
        const body = Buffer.from(JSON.stringify(request, null, indent));
        const parsed = (JSON.parse(body.toString()) as { input: unknown[] }).input;
        const blobs = parsed.map(sealed).filter((value) => value !== null);
        expect(accountBoundBlobs(body)).toEqual(blobs);
        const result = withoutForeignContent(body, isForeign);
        const foreign = blobs.filter(isForeign);
        if (foreign.length === 0) {
          expect(result).toBeNull();
          return;
        }
        expect(result?.removed).toEqual(foreign);
        expect(JSON.parse(result?.body.toString() ?? '')).toEqual({
          ...request,
          input: parsed.filter((value) => !isForeign(sealed(value) ?? '')),
        });
      }),
    );
  });

  it('leaves the bytes of what stays as they were', () => {
    const kept = '{"type":"message", "n": 1.0, "t":"\\u00e9"}';
    const body = Buffer.from(`{"input": [ {"type":"reasoning","encrypted_content":"foreign"} , ${kept} ],"n":1e2}`);
    expect(withoutForeignContent(body, isForeign)?.body.toString()).toBe(`{"input": [ ${kept} ],"n":1e2}`);
  });

  it.each([
    '',
    '{}',
    '{"input":"text"}',
    '{"input":[',
    '[]',
    '{"input":[{"type":"reasoning","encrypted_content":"foreign"}',
  ])('finds nothing in %j', (text) => {
    expect(withoutForeignContent(Buffer.from(text), isForeign)).toBeNull();
    expect(accountBoundBlobs(Buffer.from(text))).toEqual([]);
  });
});
