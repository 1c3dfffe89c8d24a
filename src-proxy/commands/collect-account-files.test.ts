import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { makeAuthFile } from '../../test/fakes/auth-file.ts';
import { collectAccountFiles } from './collect-account-files.ts';

/** Making links needs a right on Windows that tests do not have. */
const linkKinds = process.platform === 'win32' ? [] : ['link'];
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const authFile = makeAuthFile({ email: 'a@example.test', accountId: 'acc-a' });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-collect-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('collectAccountFiles (pains row 28: drop a folder)', () => {
  it('walks four levels, takes what holds an account, and counts the rest', async () => {
    const folder = folderWith({
      'b.json': authFile,
      'a/auth.json': authFile,
      'a/b/c/deep.JSON': authFile,
      'a/b/c/d/too-deep.json': authFile,
      'pool.jsonl': authFile.replaceAll('\n', ''),
      'key.txt': 'sk-test',
      'package.json': '{"name": "x"}',
      'notes.txt': 'milk',
      'auth.json.bak': authFile,
    });
    const found = await collectAccountFiles([folder]);
    expect(found.files.map(({ name }) => relative(folder, name))).toEqual([
      join('a', 'auth.json'),
      join('a', 'b', 'c', 'deep.JSON'),
      'b.json',
      'key.txt',
      'pool.jsonl',
    ]);
    expect(found).toMatchObject({ fromFolder: true, others: 2, unreadable: [], cutShort: false });
  });

  it('a file that was named is taken whatever is in it; one that is not there is told', async () => {
    const folder = folderWith({ 'notes.md': 'milk' });
    const [named, missing] = [join(folder, 'notes.md'), join(folder, 'missing.json')];
    const found = await collectAccountFiles([named, missing]);
    expect(found.files).toEqual([{ name: named, content: 'milk' }]);
    expect(found.unreadable).toMatchObject([{ path: missing, message: expect.stringContaining('ENOENT') }]);
    expect(found.fromFolder).toBe(false);
  });

  it.each(linkKinds)('follows no %s, neither out of the folder nor in a circle', async () => {
    const outside = folderWith({ 'auth.json': authFile });
    const folder = folderWith({ 'mine.json': authFile });
    symlinkSync(outside, join(folder, 'elsewhere'));
    symlinkSync(join(outside, 'auth.json'), join(folder, 'link.json'));
    symlinkSync(folder, join(folder, 'circle'));
    expect((await collectAccountFiles([folder])).files.map(({ name }) => name)).toEqual([join(folder, 'mine.json')]);
  });

  it('2000 files are looked at and no more', async () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`${at}.json`, '{}'])));
    expect(await collectAccountFiles([folder])).toMatchObject({ others: 2000, cutShort: true });
  });
});
