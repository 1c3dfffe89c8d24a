import { describe, expect, it } from 'vitest';

import { sampleReportRow } from '../../state/sample-report.ts';
import { orderedRows, pressed, type BreakdownOrder } from './breakdown.ts';
import { compare } from './comparison.ts';

describe('comparison with the period before', () => {
  it.each([
    [120, 100, true, { kind: 'more', percent: 20 }],
    [80, 100, true, { kind: 'less', percent: 20 }],
    [300, 100, true, { kind: 'more', percent: 200 }],
    [0, 100, true, { kind: 'less', percent: 100 }],
    [100, 100, true, { kind: 'same' }],
    [0, 0, true, { kind: 'same' }],
    [5, 0, true, { kind: 'new' }],
    [5, 0, false, { kind: 'unknown' }],
    [null, 5, true, { kind: 'unknown' }],
    [5, null, true, { kind: 'unknown' }],
  ])('%s after %s', (now, before, canCompare, outcome) => expect(compare(now, before, canCompare)).toEqual(outcome));
});

describe('breakdown', () => {
  const rows = [
    sampleReportRow('b', { requests: 1, tokens: 30, costMicroUsd: 10 }),
    sampleReportRow('a', { requests: 3, tokens: 10, costMicroUsd: 10 }),
    sampleReportRow(null, { requests: 0, tokens: 0, costMicroUsd: 0 }),
  ];
  const shown = (order: BreakdownOrder) =>
    orderedRows(rows, order, (value) => value ?? 'none').map(({ name, share }) => [name, share]);

  it('shares are of what it is ordered by, and add up to all of it', () => {
    expect(shown({ column: 'requests', isDescending: true })).toEqual([
      ['a', 0.75],
      ['b', 0.25],
      ['none', 0],
    ]);
    expect(shown({ column: 'tokens', isDescending: false })).toEqual([
      ['none', 0],
      ['a', 0.25],
      ['b', 0.75],
    ]);
  });

  it('equal figures are in order of the name, and by name shares are of requests', () => {
    expect(shown({ column: 'costMicroUsd', isDescending: true }).map(([name]) => name)).toEqual(['a', 'b', 'none']);
    expect(shown({ column: 'name', isDescending: true })).toEqual([
      ['none', 0],
      ['b', 0.25],
      ['a', 0.75],
    ]);
  });

  it('shares of nothing are nothing', () => {
    expect(shown({ column: 'errors', isDescending: true }).map(([, share]) => share)).toEqual([0, 0, 0]);
  });

  it('a press orders, a second one turns around', () => {
    const first: BreakdownOrder = { column: 'requests', isDescending: true };
    expect(pressed(first, 'name')).toEqual({ column: 'name', isDescending: false });
    expect(pressed(first, 'tokens')).toEqual({ column: 'tokens', isDescending: true });
    expect(pressed(first, 'requests')).toEqual({ column: 'requests', isDescending: false });
  });
});
