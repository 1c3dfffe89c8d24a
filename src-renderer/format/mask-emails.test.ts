import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { maskEmails } from './mask-emails.ts';

describe('maskEmails', () => {
  it.each([
    ['anna.b@example.com', 'a•••@•••.com'],
    ['{"email":"x@y.org"}', '{"email":"x•••@•••.org"}'],
    ['from <a@b.c>, to d@localhost', 'from <a•••@•••.c>, to d•••@•••'],
    ['nothing to hide', 'nothing to hide'],
  ])('%s', (text, masked) => expect(maskEmails(text)).toBe(masked));

  it('no address survives in any text around it', () => {
    const around = fc.string().map((text) => text.replaceAll('@', ''));
    fc.assert(
      fc.property(around, fc.emailAddress(), around, (before, email, after) => {
        expect(maskEmails(`${before} ${email} ${after}`)).not.toContain(email);
      }),
    );
  });
});
