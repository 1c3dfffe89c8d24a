import { describe, expect, it } from 'vitest';

import { sampleFigures } from '../../state/sample-history.ts';
import { changeOf, errorPercent, pointChangeOf, shareOf } from './stat-figures.ts';

describe('figures beside those of the period before', () => {
  it.each([
    [150, 100, { kind: 'more', percent: 50 }],
    [50, 200, { kind: 'less', percent: 75 }],
    [0, 10, { kind: 'less', percent: 100 }],
    [1004, 1000, { kind: 'same' }],
    [0, 0, { kind: 'same' }],
    [7, 0, { kind: 'new' }],
  ])('%d after %d', (now, before, change) => expect(changeOf(now, before)).toEqual(change));

  it('shares are compared in points, not in percent of a percentage', () => {
    expect(pointChangeOf(3, 1)).toEqual({ kind: 'more', points: 2 });
    expect(pointChangeOf(1, 3.5)).toEqual({ kind: 'less', points: 2.5 });
    expect(pointChangeOf(2, 2.04)).toEqual({ kind: 'same' });
  });

  it('of no request there is no error rate, which is not a rate of nought', () => {
    expect(errorPercent(sampleFigures())).toBeNull();
    expect(errorPercent(sampleFigures({ requests: 4, errors: 1 }))).toBe(25);
    expect(shareOf(400, 1000)).toBe(40);
  });
});
