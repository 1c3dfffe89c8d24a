import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readBody } from './request-body.ts';

const limitMib = 1;

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('readBody', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      readBody(request, limitMib).then(
        (body) => response.end(digest(body)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  async function answerTo(body: Buffer, cuts: readonly number[], isTold: boolean): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const headers = isTold ? { 'content-length': body.length } : {};
    const exchange = ask({ host: '127.0.0.1', port, method: 'POST', headers });
    const places = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].toSorted((a, b) => a - b);
    for (const [index, place] of [0, ...places].entries()) {
      const piece = body.subarray(place, places[index] ?? body.length);
      if (piece.length > 0) await new Promise((resolve) => exchange.write(piece, resolve));
    }
    exchange.end();
    const [response] = (await once(exchange, 'response')) as [IncomingMessage];
    return (await response.toArray()).join('');
  }

  it('gives every byte in its place, in however many pieces they come', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 60_000, max: 400_000 }));
    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.nat(), { maxLength: 4 }), fc.boolean(), async (length, cuts, isTold) => {
        const body = Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
        expect(await answerTo(body, cuts, isTold)).toBe(digest(body));
      }),
      { numRuns: 40 },
    );
  });

  it('frees pieces that have memory to themselves, and leaves alone what shares it', async () => {
    const shared = Buffer.from('0123456789');
    const own = Buffer.from(new Uint8Array([97, 98, 99]).buffer);
    const request = Object.assign(Readable.from([shared.subarray(2, 5), own], { objectMode: true }), {
      headers: { 'content-length': '6' },
      complete: true,
    });
    expect((await readBody(request as unknown as IncomingMessage, limitMib)).toString()).toBe('234abc');
    expect(shared.toString()).toBe('0123456789');
    expect(own).toHaveLength(0);
  });
});
