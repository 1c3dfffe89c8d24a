/**
 * Threat model: somebody who has a backup file and all the time there is to guess its passphrase. Every guess costs 128 MB
 * and a good part of a second (scrypt, RFC 7914, N = 2^17, r = 8), and a salt of its own makes each file a new search.
 * AES-256-GCM refuses a changed byte and a wrong passphrase alike.
 */
import { randomBytes, scrypt } from 'node:crypto';

import { z } from 'zod';

import { KEY_BYTES, seal, unseal } from './sealed-box.ts';
import { parseJson } from './token-set-codec.ts';

const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const maxmem = 256 * 1_048_576;
const purpose = 'backup';

const boxSchema = z.object({
  kdf: z.literal('scrypt'),
  // SECURITY: as they are written, and no other: a file must not choose how much memory reading it takes.
  N: z.literal(cost.N),
  r: z.literal(cost.r),
  p: z.literal(cost.p),
  salt: z.base64(),
  box: z.base64(),
});

export type Secrets = Readonly<Record<string, string>>;
const secretsSchema = z.record(z.string(), z.string());

export async function sealWithPassphrase(passphrase: string, secrets: Secrets): Promise<Uint8Array> {
  const salt = randomBytes(16);
  const box = seal(await keyOf(passphrase, salt), purpose, JSON.stringify(secrets));
  const text = { kdf: 'scrypt', ...cost, salt: salt.toString('base64'), box: box.toString('base64') };
  return Buffer.from(`${JSON.stringify(text)}\n`);
}

/** `null` where the passphrase is not right or the box was changed. */
export async function openWithPassphrase(passphrase: string, sealed: Uint8Array): Promise<Secrets | null> {
  const box = boxSchema.safeParse(parseJson(Buffer.from(sealed).toString('utf8'))).data;
  if (box === undefined) return null;
  const key = await keyOf(passphrase, Buffer.from(box.salt, 'base64'));
  const text = unseal(key, purpose, Buffer.from(box.box, 'base64'));
  return text === null ? null : (secretsSchema.safeParse(parseJson(text)).data ?? null);
}

/** Composed, so that the same letters typed on another system are the same passphrase. */
async function keyOf(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
