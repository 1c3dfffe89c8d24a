import { describe, expect, it } from 'vitest';

import { Jump } from './jump.svelte.ts';

describe('Jump', () => {
  it('is taken once, by the one that it is for, and a later wish takes the place of an earlier', () => {
    const jump = new Jump();
    jump.to('setting:port');
    expect(jump.takes('setting:host')).toBe(false);
    expect(jump.takes('setting:port')).toBe(true);
    expect(jump.takes('setting:port')).toBe(false);
    jump.to('setting:port');
    jump.to('create-key');
    expect(jump.takes('setting:port')).toBe(false);
    expect(jump.takes('create-key')).toBe(true);
  });
});
