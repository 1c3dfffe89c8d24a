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

  it('hides the same as one pattern for a whole address would', () => {
    const whole = /([^\s@<>"(),;:]+)@([^\s@<>"'(),;:]+)/g;
    const byPattern = (text: string): string =>
      text.replace(whole, (_whole, name: string, domain: string) => {
        const lastDot = domain.lastIndexOf('.');
        return `${Array.from(name)[0] ?? ''}•••@•••${lastDot > 0 ? domain.slice(lastDot) : ''}`;
      });
    const text = fc.array(fc.constantFrom('a', '😀', '.', '@', "'", '"', ' ', '<', ','), { maxLength: 14 });
    fc.assert(
      fc.property(text, (signs) => {
        expect(maskEmails(signs.join(''))).toBe(byPattern(signs.join('')));
      }),
      {
        numRuns: 3000,
      },
    );
  });

  // What a pattern that begins anew at each character takes minutes for; the tray does it for every request that it shows.
  it.each(['a', "'", "a@'", '@'])('a word of a megabyte is no work: %j', (sign) => {
    expect(maskEmails(`${sign.repeat(1_000_000)} a@b.c`)).toMatch(/ a•••@•••\.c$/);
  });

  it('no address survives in any text around it', () => {
    const around = fc.string().map((text) => text.replaceAll('@', ''));
    fc.assert(
      fc.property(around, fc.emailAddress(), around, (before, email, after) => {
        expect(maskEmails(`${before} ${email} ${after}`)).not.toContain(email);
      }),
    );
  });
});
