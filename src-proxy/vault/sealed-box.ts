/**
 * Threat model: someone who can change or swap sealed files but has no key. AES-256-GCM refuses a changed byte; the
 * account is part of what is authenticated, so that one account's tokens never open as another's.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export const KEY_BYTES = 32;

/** Layout: version (1 byte), nonce (12), tag (16), ciphertext. */
export function seal(key: Uint8Array, accountId: string, text: string): Buffer {
  // SECURITY: a random 96-bit nonce a write; the writes of one machine stay far below the 2^32 where that gets unsafe.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(accountId));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]);
}

/** Returns `null` when the box was not sealed with this key for this account, or was changed since. */
export function unseal(key: Uint8Array, accountId: string, box: Buffer): string | null {
  if (box.length < HEAD_BYTES || box[0] !== VERSION) return null;
  const nonce = box.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(accountId));
  decipher.setAuthTag(box.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // The only failure left here is a tag that does not fit, which `null` says.
    return null;
  }
}

function boundTo(accountId: string): Buffer {
  return Buffer.from(`evenkeel-vault/${VERSION}/${accountId}`, 'utf8');
}
