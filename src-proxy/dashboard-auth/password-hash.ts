/**
 * Passwords as they are kept: scrypt, with its cost and salt beside the hash. The threats are a stolen database, from which
 * passwords are guessed, and a crowd of tries that takes memory and processor from running streams: the work is done in
 * Node's thread pool, one at a time.
 */
import { scrypt, timingSafeEqual } from 'node:crypto';

import { Refusal } from '../contract/refusal.ts';

interface Cost {
  /** The binary logarithm of N. */
  readonly logN: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** OWASP's first choice for scrypt: 128 MiB for each try. */
const usualCost: Cost = { logN: 17, blockSize: 8, parallel: 1 };
const hashBytes = 32;
const saltBytes = 16;
const longestQueue = 8;

export interface PasswordHashes {
  hash(password: string): Promise<string>;
  /** Takes as long where there is no password at all (`null`), and is then false. */
  verify(password: string, kept: string | null): Promise<boolean>;
}

/** Rejects with a `Refusal` `too_many_attempts` where too many are waiting already. */
export function createPasswordHashes(randomBytes: (size: number) => Buffer, cost = usualCost): PasswordHashes {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (waiting >= longestQueue) {
      return Promise.reject(
        new Refusal('too_many_attempts', 'Too many are signing in at once. Try again in a moment.', {
          headers: { 'retry-after': '5' },
        }),
      );
    }
    waiting += 1;
    const turn = last.then(work).finally(() => (waiting -= 1));
    last = Promise.allSettled([turn]);
    return turn;
  }

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(saltBytes);
        const derived = await derive(password, salt, cost);
        return ['scrypt', cost.logN, cost.blockSize, cost.parallel, base64(salt), base64(derived)].join('$');
      }),
    verify: (password, kept) =>
      inTurn(async () => {
        const read = kept === null ? null : readHash(kept);
        const { salt, hash, ...with_ } = read ?? {
          ...cost,
          salt: Buffer.alloc(saltBytes),
          hash: Buffer.alloc(hashBytes),
        };
        const isSame = timingSafeEqual(await derive(password, salt, with_), hash);
        return read !== null && isSame;
      }),
  };
}

function derive(password: string, salt: Buffer, { logN, blockSize, parallel }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  // Twice what the algorithm takes: Node counts a little more than its tables.
  const options = { N, r: blockSize, p: parallel, maxmem: 256 * N * blockSize };
  return new Promise((resolve, reject) => {
    // One letter may be typed in several ways; to a person they are one.
    scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

const base64 = (bytes: Buffer): string => bytes.toString('base64url');

/** `null` for what is none of ours: then nobody gets in by it. */
function readHash(kept: string): (Cost & { readonly salt: Buffer; readonly hash: Buffer }) | null {
  const parts = /^scrypt\$(\d{2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(kept);
  if (parts === null) return null;
  const [, logN, blockSize, parallel, salt = '', hash = ''] = parts;
  const read = { logN: Number(logN), blockSize: Number(blockSize), parallel: Number(parallel) };
  if (read.logN > 20 || read.blockSize > 32 || read.parallel > 4) return null;
  return { ...read, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}
