import { describe, expect, it } from 'vitest';

import { sparkPath } from './spark-path.ts';

const box = { width: 30, height: 10 };

describe('sparkPath', () => {
  it('spans the box, the greatest value at its top', () =>
    expect(sparkPath([0, 5, 10, 0], box)).toBe('M0 10L10 5L20 0L30 10'));
  it('lies on the floor where there is nothing', () => expect(sparkPath([0, 0], box)).toBe('M0 10L30 10'));
  it('has no line through nothing', () => expect(sparkPath([], box)).toBe(''));
  it('puts a single value at the beginning', () => expect(sparkPath([3], box)).toBe('M0 0'));
});
