import { PassThrough } from 'node:stream';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ExactReader } from './exact-reader.ts';

describe('exact numbers of bytes', () => {
  it('come whole, however the stream is cut, and the rest is left to whoever reads on', async () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.integer({ min: 0, max: 6 })), async (cut, sizes) => {
        const whole = Buffer.concat(cut);
        const stream = new PassThrough();
        const sending = (async () => {
          for (const piece of cut) {
            stream.write(piece);
            await new Promise((resolve) => setImmediate(resolve));
          }
          stream.end();
        })();
        const reader = new ExactReader(stream);
        let at = 0;
        for (const size of sizes) {
          if (at + size > whole.length) break;
          expect(Buffer.compare(await reader.take(size), whole.subarray(at, at + size))).toBe(0);
          at += size;
        }
        reader.giveBack();
        const rest: Buffer[] = [];
        for await (const chunk of stream) rest.push(chunk as Buffer);
        expect(Buffer.compare(Buffer.concat(rest), whole.subarray(at))).toBe(0);
        await sending;
      }),
      { numRuns: 50 },
    );
  });

  it('are missed when the stream ends or is cut before them', async () => {
    const ended = new PassThrough();
    ended.end('ab');
    await expect(new ExactReader(ended).take(3)).rejects.toThrow('the stream ended');
    const cut = new PassThrough();
    const taking = new ExactReader(cut).take(1);
    cut.destroy();
    await expect(taking).rejects.toThrow('the stream ended');
  });
});
