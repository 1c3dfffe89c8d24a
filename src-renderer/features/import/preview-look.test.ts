import { describe, expect, it } from 'vitest';

import { inOrder, kindOf, previewLook } from './preview-look.ts';

type Row = Parameters<typeof inOrder>[0][number];
const row = (file: string, result: Row['result'], tokensOlderThanOurs = false): Row => ({
  file,
  index: 0,
  result,
  tokensOlderThanOurs,
  format: null,
  accountId: null,
  email: null,
  planType: null,
  workspaceLabel: null,
  displayName: null,
  updatesAccountId: null,
  duplicateOf: null,
  code: null,
  message: null,
});

describe('the preview of an import', () => {
  it('puts first what will be written, and keeps the order of the files within each', () => {
    const rows = [
      row('1', 'unreadable'),
      row('2', 'updates', true),
      row('3', 'new'),
      row('4', 'updates'),
      row('5', 'new'),
    ];
    expect(inOrder(rows).map(({ file }) => file)).toEqual(['3', '5', '4', '2', '1']);
    expect(rows.map((one) => kindOf(one))).toEqual(['unreadable', 'older', 'new', 'updates', 'new']);
  });

  it('tells every kind by its shape', () => {
    const icons = Object.values(previewLook).map(({ icon }) => icon);
    expect(new Set(icons).size).toBe(icons.length);
  });
});
