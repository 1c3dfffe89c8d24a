import { describe, expect, it } from 'vitest';

import { addressWith, choiceIn, type UrlChoice } from './url-choice.ts';

const choice: UrlChoice<'1d' | '7d' | '30d'> = { name: 'timeframe', values: ['1d', '7d', '30d'], fallback: '7d' };

describe('a choice in the address', () => {
  it.each([
    ['', '7d'],
    ['?timeframe=1d', '1d'],
    ['?sort=name&timeframe=30d', '30d'],
    ['?timeframe=1y', '7d'],
  ])('%s is %s', (search, value) => expect(choiceIn(search, choice)).toBe(value));

  it('is written beside what else stands there, and left out where it is the usual one', () => {
    const location = { pathname: '/dashboard', search: '?sort=name', hash: '#x' };
    expect(addressWith(location, choice, '1d')).toBe('/dashboard?sort=name&timeframe=1d#x');
    expect(addressWith({ ...location, search: '?timeframe=1d' }, choice, '7d')).toBe('/dashboard#x');
  });
});
