import { describe, expect, it } from 'vitest';

import { inputTokensOf, outputTokensOf, tokensPerPicture } from './token-estimate.ts';

const body = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('inputTokensOf', () => {
  it('is a quarter of the bytes, and has no end', () => {
    expect(inputTokensOf(Buffer.alloc(0))).toBe(0);
    expect(inputTokensOf(Buffer.alloc(9))).toBe(3);
    expect(inputTokensOf(Buffer.alloc(4_000_000, 'a'))).toBe(1_000_000);
  });

  it('takes each picture for one, however large', () => {
    const picture = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    const around = Math.ceil(body({ input: ['', ''] }).length / 4);
    expect(inputTokensOf(body({ input: [picture, picture] }))).toBe(around + 2 * tokensPerPicture);
  });

  it('SECURITY: words that begin like a picture are words, and so is a file', () => {
    const words = `data:image/png;base64,${'and so on '.repeat(10_000)}`;
    const quoted = JSON.stringify({ a: `"data:image/${'x"'.repeat(10_000)}` });
    const file = `data:application/pdf;base64,${'A'.repeat(100_000)}`;
    for (const text of [words, quoted, file]) {
      const bytes = body({ input: text });
      expect(inputTokensOf(bytes)).toBe(Math.ceil(bytes.length / 4));
    }
  });

  it('reads a body that is cut in the middle of a picture', () => {
    expect(inputTokensOf(Buffer.from('{"a":"data:image/png;base64,AAAA'))).toBe(8);
  });
});

describe('outputTokensOf', () => {
  it.each([
    [0, 0, 0],
    [3, 0, 3],
    [3, 400, 100],
    [500, 400, 500],
  ])('%i pieces of %i bytes: %i', (deltas, bytes, tokens) => expect(outputTokensOf({ deltas, bytes })).toBe(tokens));
});
