import { createCipheriv, createHmac } from 'node:crypto';

/** Makes a Fernet token. Only tests write in this format. */
export function encryptFernet(
  plain: Buffer | string,
  keyText: string,
  { iv = Buffer.alloc(16, 7), atSeconds = 1_700_000_000 }: { iv?: Buffer; atSeconds?: number } = {},
): string {
  const key = Buffer.from(keyText, 'base64url');
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(atSeconds));
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
  const signed = Buffer.concat([Buffer.from([0x80]), time, iv, cipher.update(plain), cipher.final()]);
  return withPadding(Buffer.concat([signed, createHmac('sha256', key.subarray(0, 16)).update(signed).digest()]));
}

/** Urlsafe base64 with its `=`, as Python writes it. */
export function withPadding(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
