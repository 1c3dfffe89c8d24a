import { describe, expect, it } from 'vitest';

import type { ImportPreview, ImportPreviewRow } from '../contract/account-import.ts';
import { afterPreview, isShownFirst, previewLines } from './import-text.ts';

const row = (more: Partial<ImportPreviewRow>): ImportPreviewRow => ({
  file: 'a.json',
  index: 0,
  result: 'new',
  format: 'codex',
  accountId: 'a',
  email: 'a@b.test',
  planType: 'plus',
  workspaceLabel: null,
  displayName: 'a@b.test',
  updatesAccountId: null,
  tokensOlderThanOurs: false,
  duplicateOf: null,
  code: null,
  message: null,
  ...more,
});
const counted = (counts: Partial<ImportPreview['counts']>): Pick<ImportPreview, 'counts'> => ({
  counts: { new: 0, updates: 0, duplicate: 0, unreadable: 0, older: 0, ...counts },
});
const plain = { dryRun: false, yes: false, fromFolder: false, interactive: false };

describe('the preview on a terminal', () => {
  it('has a line for each account, says which of a file it is, and a sum', () => {
    const rows = [
      row({ file: 'pool.json' }),
      row({
        file: 'pool.json',
        index: 1,
        result: 'updates',
        displayName: 'Work',
        tokensOlderThanOurs: true,
        message: 'Older.',
      }),
      row({ file: 'x.json', result: 'unreadable', displayName: null, planType: null, message: 'Why.' }),
    ];
    expect(previewLines({ rows, counts: { new: 1, updates: 1, duplicate: 0, unreadable: 1, older: 1 } })).toEqual([
      'new         a@b.test  plus  pool.json #1',
      'older       Work      plus  pool.json #2  Older.',
      'unreadable  -         -     x.json  Why.',
      '1 new, 1 older than what is held, 1 unreadable',
    ]);
  });

  it('nothing in a name moves the cursor', () => {
    const [line] = previewLines({
      rows: [row({ displayName: '\u001B[2J\u202Eanna', file: 'a\nb' })],
      ...counted({ new: 1 }),
    });
    expect(line).toBe('new  ?[2J?anna  plus  a?b');
  });
});

describe('whether a person is asked', () => {
  it.each([
    ['files on a pipe go in at once', plain, false],
    ['files on a terminal are shown', { ...plain, interactive: true }, true],
    ['unless they said --yes', { ...plain, interactive: true, yes: true }, false],
    ['a folder is always shown', { ...plain, fromFolder: true, yes: true }, true],
    ['and --dry-run, of course', { ...plain, dryRun: true }, true],
  ])('%s', (_title, situation, shown) => {
    expect(isShownFirst(situation)).toBe(shown);
  });

  it.each([
    ['--dry-run never writes', { new: 1 }, { ...plain, dryRun: true, yes: true }, 'stop'],
    ['a folder on a pipe needs --yes', { new: 1 }, { ...plain, fromFolder: true }, 'need-yes'],
    ['and takes it', { new: 1 }, { ...plain, fromFolder: true, yes: true }, 'import'],
    ['one new account on a terminal is no question', { new: 1 }, { ...plain, interactive: true }, 'import'],
    ['two are', { new: 2 }, { ...plain, interactive: true }, 'ask'],
    ['and so is an update', { updates: 1 }, { ...plain, interactive: true }, 'ask'],
    ['where nothing would be written, only why is told', { unreadable: 2 }, { ...plain, fromFolder: true }, 'import'],
  ] as const)('%s', (_title, counts, situation, next) => {
    expect(afterPreview(counted(counts), situation)).toBe(next);
  });
});
