import { describe, expect, it } from 'vitest';

import { columnRem, shownColumns } from './table-columns.ts';

describe('shownColumns', () => {
  it('shows what was chosen, in the order of the table, and always the way to the details', () => {
    expect(shownColumns(['why', 'model', 'gone-since'], 20)).toEqual(['time', 'model', 'why']);
    expect(shownColumns([], 20)).toEqual(['time']);
  });

  it.each([36, 50, 58, 76, 84])('without a choice shows what fits in %i rem', (roomRem) => {
    const columns = shownColumns(null, roomRem);
    expect(columns.reduce((sum, column) => sum + columnRem[column], 0)).toBeLessThanOrEqual(roomRem * 1.12);
    expect(columns).toEqual(expect.arrayContaining(['time', 'model', 'account', 'status']));
  });

  it('has room for the least on the narrowest page', () => {
    expect(shownColumns(null, 18)).toEqual(['time', 'model', 'status']);
  });
});
