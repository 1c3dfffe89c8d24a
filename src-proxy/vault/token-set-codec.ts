import { z } from 'zod';

import type { TokenSet } from './vault.ts';

const tokenSetSchema = z.strictObject({
  idToken: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  obtainedAtMs: z.number().nullable(),
});

/** Only the known fields: what a caller hangs on the object besides them is not a secret of ours to keep. */
export function encodeTokenSet(tokens: TokenSet): string {
  const { idToken, accessToken, refreshToken, obtainedAtMs } = tokens;
  return JSON.stringify({ idToken, accessToken, refreshToken, obtainedAtMs });
}

/** Returns `null` for anything that `encodeTokenSet` did not write. */
export function decodeTokenSet(text: string): TokenSet | null {
  return tokenSetSchema.safeParse(parseJson(text)).data ?? null;
}

/** Returns `undefined`, which no JSON text means, for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SECURITY: the parser's message quotes the text, which may be a secret, so it goes no further.
    return undefined;
  }
}
