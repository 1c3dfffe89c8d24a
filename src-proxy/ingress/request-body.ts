import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

import { Refusal } from '../contract/refusal.ts';
import { holdOf, type BodyHold } from './body-budget.ts';

const mebibyte = 1024 * 1024;

function tooLarge(limitMib: number): Refusal {
  return new Refusal(
    'payload_too_large',
    `The request is larger than ${limitMib} MiB, which is the limit set in Evenkeel.`,
  );
}

/**
 * Reads a request body to its end, in memory: to send it to a second account it must be at hand.
 * @throws Refusal `payload_too_large`, `body_memory_full` before anything has been sent on; then the rest of the body is not read.
 */
export async function readBody(request: IncomingMessage, limitMib: number): Promise<Buffer> {
  const limit = limitMib * mebibyte;
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limitMib);
  const hold = holdOf(request);
  const full = declared > 0 ? hold?.take(declared) : null;
  if (full) throw full;
  return await new Promise<Buffer>((resolve, reject) => {
    // Where the length is told the pieces go straight to their place, and need not be held until the last has come.
    let whole: Buffer | null = null;
    const pieces: Buffer[] = [];
    let size = 0;
    let isRefused = false;
    request.on('data', (piece: Buffer) => {
      if (isRefused) return;
      const { length } = piece;
      if (declared === 0) pieces.push(piece);
      else if (length === declared && ownsMemory(piece)) whole = piece;
      else {
        whole ??= Buffer.allocUnsafeSlow(declared);
        piece.copy(whole, size);
        free(piece);
      }
      size += length;
      const refusal = size > limit ? tooLarge(limitMib) : declared === 0 ? hold?.take(length) : null;
      if (!refusal) return;
      isRefused = true;
      pieces.length = 0;
      request.pause();
      reject(refusal);
    });
    request.on('end', () => resolve(whole ?? Buffer.concat(pieces, size)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client left while it was sending'));
    });
  });
}

/** Whether nothing else is in its memory; so the parser of node:http makes the pieces of a body. */
function ownsMemory({ buffer, byteLength }: Buffer): boolean {
  return buffer.byteLength === byteLength;
}

/**
 * Frees a piece that nobody needs any more at once, not when it is collected; its length is 0 then. Memory outside the heap
 * that waits to be collected makes V8 walk the whole heap, every 64 MiB: with bodies of 100 KB 22 to 34 times in 5000
 * requests, and 6 times with this. The parser of node:http copies what it hands out, so nobody else sees it go.
 */
function free(piece: Buffer): void {
  if (ownsMemory(piece) && piece.buffer instanceof ArrayBuffer) piece.buffer.transfer(0);
}

/** Larger than the default: each piece is a call into the thread pool. */
const chunkSize = 64 * 1024;
const unpackers = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  zstd: createZstdDecompress,
};

function isPacked(encoding: string): encoding is keyof typeof unpackers {
  return Object.hasOwn(unpackers, encoding);
}

/**
 * The body as JSON text. Runs off the event loop. The packed bytes stay what is sent on.
 * @throws Refusal for an encoding that nobody here can read, for damaged bytes, and for a body that unpacks past a limit.
 */
export async function unpackBody(
  body: Buffer,
  contentEncoding: string | undefined,
  limitMib: number,
  hold: BodyHold | null,
): Promise<Buffer> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  if (!isPacked(encoding)) {
    throw new Refusal(
      'unsupported_media_type',
      `Bodies packed with "${encoding}" are not understood; zstd, gzip and deflate are.`,
    );
  }
  try {
    return await unpacked(unpackers[encoding]({ chunkSize }), body, limitMib, hold);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      'request_malformed',
      `The body says that it is packed with ${encoding}, but it cannot be unpacked.`,
      {},
      { cause: error },
    );
  }
}

/** SECURITY: a small body may unpack to a very large one, so it is counted while it does. */
async function unpacked(unpacker: Transform, body: Buffer, limitMib: number, hold: BodyHold | null): Promise<Buffer> {
  return await new Promise<Buffer>((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    unpacker.on('data', (piece: Buffer) => {
      size += piece.length;
      const refusal = size > limitMib * mebibyte ? tooLarge(limitMib) : hold?.take(piece.length);
      if (refusal) unpacker.destroy(refusal);
      else pieces.push(piece);
    });
    unpacker.on('end', () => resolve(Buffer.concat(pieces, size)));
    unpacker.on('error', reject);
    unpacker.end(body);
  });
}
