import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Fernet, as the public specification has it (github.com/fernet/spec): version 0x80, the time in 8 bytes, an IV of 16,
 * AES-128-CBC, then HMAC-SHA256 over all that. Only reading: we never write in this format. A token's age is not judged,
 * because what is kept for years has none.
 */

export interface FernetKey {
  readonly signing: Buffer;
  readonly encryption: Buffer;
}

export type FernetResult =
  | { readonly plain: Buffer }
  /** `foreign`: made with another key, or changed since. `malformed`: no Fernet token at all. */
  | { readonly failure: 'foreign' | 'malformed' };

const version = 0x80;
const headBytes = 1 + 8 + 16;
const blockBytes = 16;
const macBytes = 32;

/** The 32 bytes of a key file, urlsafe base64: half for signing, half for encryption. `null` when it is no such key. */
export function parseFernetKey(text: string): FernetKey | null {
  const bytes = strictBase64(text.trim());
  if (bytes === null || bytes.length !== 32) return null;
  return { signing: bytes.subarray(0, 16), encryption: bytes.subarray(16) };
}

export function decryptFernet(token: string, key: FernetKey): FernetResult {
  const bytes = strictBase64(token);
  if (bytes === null || bytes.length < headBytes + blockBytes + macBytes || bytes[0] !== version) {
    return { failure: 'malformed' };
  }
  const signed = bytes.subarray(0, -macBytes);
  const expected = createHmac('sha256', key.signing).update(signed).digest();
  if (!timingSafeEqual(expected, bytes.subarray(-macBytes))) return { failure: 'foreign' };
  const cipherText = signed.subarray(headBytes);
  if (cipherText.length % blockBytes !== 0) return { failure: 'malformed' };
  const decipher = createDecipheriv('aes-128-cbc', key.encryption, signed.subarray(9, headBytes));
  try {
    return { plain: Buffer.concat([decipher.update(cipherText), decipher.final()]) };
  } catch {
    // The signature was right, so whoever made this token padded it wrongly.
    return { failure: 'malformed' };
  }
}

/** Node takes what it finds and passes over the rest; a key or a token with other characters in it is none. */
function strictBase64(text: string): Buffer | null {
  if (text === '' || text.length % 4 !== 0 || !/^[\w-]+={0,2}$/.test(text)) return null;
  return Buffer.from(text, 'base64url');
}
