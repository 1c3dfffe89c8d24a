import { redact } from '../observe/redact.ts';

const longestMessage = 300;

/** The issuer's words, fit to be shown. SECURITY: an error may quote what was sent, and that is a code or a verifier. */
export function issuerMessage(message: string | null | undefined): string | null {
  if (message == null) return null;
  const plain = redact(message)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  if (plain === '') return null;
  return plain.length > longestMessage ? `${plain.slice(0, longestMessage)}…` : plain;
}

/** Lower case; `null` when it does not look like a code. */
export function issuerCode(code: string | null | undefined): string | null {
  return code != null && /^[\w.-]{1,64}$/.test(code) ? code.toLowerCase() : null;
}
