import { describe, expect, it } from 'vitest';

import { paceOf } from './pace.ts';

const pace = (remainingPercent: number | null, evenRemainingPercent: number | null) =>
  paceOf({ remainingPercent, evenRemainingPercent });

describe('the pace of a window', () => {
  it('is what is left beyond even use, or short of it', () => {
    expect(pace(62, 50)).toEqual({ kind: 'reserve', percent: 12 });
    expect(pace(30, 50)).toEqual({ kind: 'deficit', percent: 20 });
    expect(pace(50.4, 50)).toEqual({ kind: 'even' });
  });
  it('is not told of a window that has hardly begun, nor of one that is used up, nor where something is unknown', () => {
    expect(pace(90, 97.5)).toBeNull();
    expect(pace(90, 97)).not.toBeNull();
    expect(pace(0, 50)).toBeNull();
    expect(pace(null, 50)).toBeNull();
    expect(pace(50, null)).toBeNull();
  });
});
