import { describe, expect, it } from 'vitest';

import type { ImportOutcome } from '#contract/account.ts';
import type { ImportOptions, ImportPreview, ImportPreviewRow } from '#contract/account-import.ts';

import { filesOfFolder } from './account-files.ts';
import { BulkImport } from './bulk-import.svelte.ts';
import { sampleAccount } from './sample-data.ts';

function row(
  file: string,
  result: ImportPreviewRow['result'],
  parts: Partial<ImportPreviewRow> = {},
): ImportPreviewRow {
  return {
    file,
    index: 0,
    result,
    format: 'codex',
    accountId: file,
    email: null,
    planType: null,
    workspaceLabel: null,
    displayName: null,
    updatesAccountId: null,
    tokensOlderThanOurs: false,
    duplicateOf: null,
    code: null,
    message: null,
    ...parts,
  };
}

function previewOf(rows: ImportPreviewRow[]): ImportPreview {
  const count = (result: ImportPreviewRow['result']) => rows.filter((one) => one.result === result).length;
  return {
    rows,
    counts: {
      new: count('new'),
      updates: count('updates'),
      duplicate: count('duplicate'),
      unreadable: count('unreadable'),
      older: rows.filter(({ tokensOlderThanOurs }) => tokensOlderThanOurs).length,
    },
  };
}

function bulkWith(preview: ImportPreview, fails: (batch: number) => boolean = () => false) {
  const batches: { files: string[]; options: ImportOptions | undefined; seen: unknown }[] = [];
  const accounts: string[] = [];
  const bulk: BulkImport = new BulkImport(
    {
      previewFiles: () => Promise.resolve(preview),
      importFiles: (files, options) => {
        batches.push({ files: files.map(({ name }) => name), options, seen: bulk.stage });
        if (fails(batches.length)) return Promise.reject(new Error('gone'));
        return Promise.resolve(
          files.map(({ name }): ImportOutcome => ({ result: 'added', file: name, index: 0, account: sampleAccount() })),
        );
      },
      codexLbFolders: () => Promise.reject(new Error('not known')),
      previewCodexLb: (path) =>
        Promise.resolve({ ...preview, path, unmappedSettings: [], problems: [], notes: [], settings: [], keys: [] }),
      importCodexLb: (path, { settings, keys }) =>
        Promise.resolve({
          path,
          unmappedSettings: [],
          problems: [],
          notes: [`settings: ${settings}, keys: ${keys}`],
          outcomes: [],
          settings: [],
          keys: [],
        }),
    },
    (account) => accounts.push(account.accountId),
  );
  return { bulk, batches, accounts };
}

const named = (...names: string[]) => names.map((name) => new File(['{}'], name));
const many = Array.from({ length: 45 }, (_, index) => `${index}.json`);

describe('BulkImport', () => {
  it('writes nothing before it is told to, and then only what would change something', async () => {
    const { bulk, batches, accounts } = bulkWith(
      previewOf([row('a', 'new'), row('b', 'duplicate'), row('c', 'unreadable'), row('d', 'updates')]),
    );
    await bulk.take({ kind: 'files', files: named('a', 'b', 'c', 'd'), others: 3 });
    expect([bulk.isOpen, bulk.stage.step, bulk.toWrite, batches]).toEqual([true, 'preview', 2, []]);
    await bulk.confirm();
    expect(batches.map(({ files }) => files)).toEqual([['a', 'd']]);
    expect([bulk.stage.step, accounts.length]).toEqual(['done', 2]);
  });

  it('goes in steps of twenty, so that progress is seen', async () => {
    const { bulk, batches } = bulkWith(previewOf(many.map((name) => row(name, 'new'))));
    await bulk.take({ kind: 'files', files: named(...many), others: 0 });
    await bulk.confirm();
    expect(batches.map(({ seen }) => seen)).toEqual(
      [0, 20, 40].map((done) => ({ step: 'importing', done, total: 45 })),
    );
    expect(bulk.stage).toMatchObject({ step: 'done', outcomes: { length: 45 } });
  });

  it('keeps what went in when it breaks off', async () => {
    const { bulk, batches } = bulkWith(previewOf(many.map((name) => row(name, 'new'))), (batch) => batch === 2);
    await bulk.take({ kind: 'files', files: named(...many), others: 0 });
    await bulk.confirm();
    expect([batches.length, bulk.error]).toEqual([2, new Error('gone')]);
    expect(bulk.stage).toMatchObject({ step: 'done', outcomes: { length: 20 } });
  });

  it('replaces newer tokens only on demand, and then sees all files at once', async () => {
    const rows = many.map((name) => row(name, 'updates', { tokensOlderThanOurs: true }));
    const { bulk, batches } = bulkWith(previewOf(rows));
    await bulk.take({ kind: 'files', files: named(...many), others: 0 });
    expect(bulk.toWrite).toBe(0);
    bulk.overwriteOlder = true;
    expect(bulk.toWrite).toBe(45);
    await bulk.confirm();
    expect(batches).toMatchObject([{ files: { length: 45 }, options: { overwriteOlder: true } }]);
    bulk.open();
    expect(bulk.overwriteOlder).toBe(false);
  });

  it('left while it imports, it comes back with the result; a preview that comes too late is dropped', async () => {
    const { bulk, batches } = bulkWith(previewOf([row('a', 'new')]));
    const reading = bulk.take({ kind: 'files', files: named('a'), others: 0 });
    bulk.close();
    await reading;
    expect([bulk.isOpen, bulk.stage.step]).toEqual([false, 'choose']);
    await bulk.take({ kind: 'files', files: named('a'), others: 0 });
    const importing = bulk.confirm();
    bulk.close();
    expect(bulk.isOpen).toBe(false);
    await Promise.all([bulk.take({ kind: 'files', files: named('b'), others: 0 }), importing]);
    expect([bulk.isOpen, bulk.stage.step, batches.length]).toEqual([true, 'done', 1]);
  });

  it('takes over a codex-lb with its settings only when asked', async () => {
    for (const alsoSettings of [false, true]) {
      const { bulk } = bulkWith(previewOf([row('/lb', 'new')]));
      await bulk.take({ kind: 'codex-lb', path: '/lb' });
      bulk.alsoSettings = alsoSettings;
      await bulk.confirm();
      expect(bulk.stage).toMatchObject({ step: 'done', notes: [`settings: ${alsoSettings}, keys: false`] });
    }
  });

  it('asks for no preview of nothing, and offers no codex-lb when it cannot be known', async () => {
    const { bulk } = bulkWith(previewOf([row('a', 'new')]));
    await bulk.take({ kind: 'files', files: [], others: 9 });
    expect([bulk.stage.step, bulk.toWrite]).toEqual(['preview', 0]);
    await bulk.lookForCodexLb();
    expect(bulk.codexLbs).toEqual([]);
  });
});

describe('filesOfFolder', () => {
  it('takes what can hold accounts, in order, and counts the others', () => {
    const inFolder = (path: string) =>
      Object.defineProperty(new File(['{}'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path });
    const { files, others } = filesOfFolder(['z/b.JSON', 'z/a/auth.json', 'z/photo.jpg', 'z/list.jsonl'].map(inFolder));
    expect(files.map(({ webkitRelativePath }) => webkitRelativePath)).toEqual([
      'z/a/auth.json',
      'z/b.JSON',
      'z/list.jsonl',
    ]);
    expect(others).toBe(1);
  });
});
