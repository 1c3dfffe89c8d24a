/**
 * One-time codes by time (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds, which is what every authenticator
 * app takes. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;
/** Clocks differ: one step before and one after count too. */
const stepsAround = [0, -1, 1] as const;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param length number of digits */
export function codeAt(secret: Uint8Array, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** length;
  return String(number).padStart(length, '0');
}

export function stepOf(nowMs: number): number {
  return Math.floor(nowMs / stepMs);
}

/**
 * The step whose code this is, or `null`.
 * @param lastStep the step of the last code that was taken: that one and all before it are spent, so that a code that was
 * read over a shoulder is worth nothing.
 */
export function matchingStep(secret: Uint8Array, code: string, nowMs: number, lastStep: number): number | null {
  const given = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(given)) return null;
  const now = stepOf(nowMs);
  let found: number | null = null;
  for (const around of stepsAround) {
    const step = now + around;
    if (step < 0) continue;
    // Every candidate is looked at, whether one has fitted or not.
    const fits = timingSafeEqual(Buffer.from(given), Buffer.from(codeAt(secret, step)));
    if (fits && step > lastStep) found ??= step;
  }
  return found;
}

/** RFC 4648, without padding, as authenticator apps take it. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}

/** `null` for what is no base32. */
export function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

/** What the QR code holds. @param secret in base32 */
export function otpauthUri(secret: string): string {
  const query = new URLSearchParams({ secret, issuer: 'Evenkeel', algorithm: 'SHA1', digits: '6', period: '30' });
  return `otpauth://totp/Evenkeel:dashboard?${query.toString()}`;
}
