import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TurnWriter } from './turn-writer.ts';

/** Takes what is written to it, each piece by itself. */
class Taker extends Writable {
  readonly pieces: string[] = [];

  override _write(piece: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.pieces.push(piece.toString());
    done();
  }
}

const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.nat({ max: 40_000 }).map((length) => 'ä'.repeat(length)),
);
const turns = fc.array(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 6 }), { maxLength: 6 });

describe('TurnWriter', () => {
  it('loses nothing and keeps the order, text and bytes, however turns and the end fall', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (given) => {
        const taker = new Taker({ highWaterMark: 1024 * 1024 * 1024 });
        const writer = new TurnWriter(taker);
        for (const [index, pieces] of given.entries()) {
          if (index > 0) await turn();
          for (const [text, asBytes] of pieces) writer.write(asBytes ? Buffer.from(text) : text);
        }
        writer.end();
        const expected = given.flat().map(([text]) => Buffer.from(text).toString());
        expect(taker.pieces.join('')).toBe(expected.join(''));
        expect(taker.writableEnded).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('sends pieces of one memory in their order, whether or not they stand one behind the other', async () => {
    const cut = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cut, fc.array(fc.nat({ max: 5 }), { maxLength: 5 }), async (cuts, lengths) => {
        const memory = Buffer.from('abcdefghijklmnopqrstuvwxyz0123');
        const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
        const row = lengths.map((length, index) => [starts[index] ?? 0, (starts[index] ?? 0) + length] as const);
        const pieces = [...row, ...cuts].map(([from, to]) => memory.subarray(Math.min(from, to), Math.max(from, to)));
        const taker = new Taker();
        const writer = new TurnWriter(taker);
        for (const piece of pieces) writer.write(piece);
        await turn();
        writer.end();
        expect(taker.pieces.join('')).toBe(pieces.join(''));
      }),
    );
  });

  it('sends the small pieces of one turn as one, and all of them a turn later', async () => {
    const taker = new Taker();
    const writer = new TurnWriter(taker);
    for (const text of ['a', 'b', 'c']) writer.write(Buffer.from(text));
    expect(taker.pieces).toEqual([]);
    await turn();
    writer.write('d');
    await turn();
    expect(taker.pieces).toEqual(['abc', 'd']);
  });

  it('asks to wait while the client does not take what it has', async () => {
    const stuck = new Writable({ highWaterMark: 8, write: () => undefined });
    const writer = new TurnWriter(stuck);
    expect(writer.write('x'.repeat(20))).toBe(true);
    await turn();
    expect(writer.write('y')).toBe(false);
  });

  it('says at once that a large piece is too much', () => {
    const stuck = new Writable({ highWaterMark: 8, write: () => undefined });
    expect(new TurnWriter(stuck).write('x'.repeat(20_000))).toBe(false);
  });

  it('writes nothing to a client that has left', async () => {
    const taker = new Taker();
    const writer = new TurnWriter(taker);
    writer.write('late');
    taker.destroy();
    await turn();
    writer.end();
    expect(taker.pieces).toEqual([]);
  });
});
