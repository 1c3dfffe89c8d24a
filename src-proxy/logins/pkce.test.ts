import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { challengeOf, secretText } from './pkce.ts';

describe('PKCE', () => {
  it('O4: the vector of RFC 7636, Appendix B', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('a verifier has 43 characters of the unreserved kind and 256 random bits', () => {
    const verifier = secretText(randomBytes);
    expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(verifier, 'base64url')).toHaveLength(32);
    expect(secretText(randomBytes)).not.toBe(verifier);
  });
});
