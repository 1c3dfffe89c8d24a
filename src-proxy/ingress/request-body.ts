import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';

import { Refusal } from '../contract/refusal.ts';

const mebibyte = 1024 * 1024;

function tooLarge(limitMib: number): Refusal {
  return new Refusal(
    'payload_too_large',
    `The request is larger than ${limitMib} MiB, which is the limit set in Evenkeel.`,
  );
}

/**
 * Reads a request body to its end, in memory: to send it to a second account it must be at hand.
 * @throws Refusal `payload_too_large` before anything has been sent on; then the rest of the body is not read.
 */
export async function readBody(request: IncomingMessage, limitMib: number): Promise<Buffer> {
  const limit = limitMib * mebibyte;
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limitMib);
  return await new Promise<Buffer>((resolve, reject) => {
    // Where the length is told the pieces go straight to their place, and need not be held until the last has come.
    const whole = declared > 0 ? Buffer.allocUnsafeSlow(declared) : null;
    const pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      if (whole !== null) piece.copy(whole, size);
      else pieces.push(piece);
      size += piece.length;
      if (size > limit) {
        request.pause();
        reject(tooLarge(limitMib));
      }
    });
    request.on('end', () => resolve(whole ?? Buffer.concat(pieces, size)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client left while it was sending'));
    });
  });
}

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  zstd: promisify(zstdDecompress),
};

function isPacked(encoding: string): encoding is keyof typeof unpackers {
  return Object.hasOwn(unpackers, encoding);
}

/**
 * The body as JSON text. Runs off the event loop. The packed bytes stay what is sent on.
 * @throws Refusal for an encoding that nobody here can read, for damaged bytes, and for a body that unpacks past the limit.
 */
export async function unpackBody(body: Buffer, contentEncoding: string | undefined, limitMib: number): Promise<Buffer> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  if (!isPacked(encoding)) {
    throw new Refusal(
      'unsupported_media_type',
      `Bodies packed with "${encoding}" are not understood; zstd, gzip and deflate are.`,
    );
  }
  try {
    return await unpackers[encoding](body, { maxOutputLength: limitMib * mebibyte });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limitMib);
    throw new Refusal(
      'request_malformed',
      `The body says that it is packed with ${encoding}, but it cannot be unpacked.`,
      {},
      { cause: error },
    );
  }
}
