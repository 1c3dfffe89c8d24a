import { describe, expect, it } from 'vitest';

import { droppedFiles } from './dropped-files.ts';

type Tree = { readonly [name: string]: Tree | File };

/** As a browser tells a folder: in pieces. */
function entryOf(name: string, content: Tree | File, path = `/${name}`): FileSystemEntry {
  if (content instanceof File) {
    const file = (resolve: (file: File) => void) => resolve(content);
    return { isFile: true, isDirectory: false, name, fullPath: path, file } as unknown as FileSystemEntry;
  }
  const pieces = Object.entries(content).map(([child, inside]) => [entryOf(child, inside, `${path}/${child}`)]);
  const readEntries = (resolve: (entries: FileSystemEntry[]) => void) => resolve(pieces.shift() ?? []);
  const createReader = () => ({ readEntries });
  return { isFile: false, isDirectory: true, name, fullPath: path, createReader } as unknown as FileSystemEntry;
}

function transferOf(dropped: Tree): Pick<DataTransfer, 'items' | 'files'> {
  const items = Object.entries(dropped).map(([name, content]) => ({
    webkitGetAsEntry: () => entryOf(name, content),
  }));
  const files = Object.entries(dropped).map(([name, content]) =>
    content instanceof File ? content : new File([], name),
  );
  return { items, files } as unknown as Pick<DataTransfer, 'items' | 'files'>;
}

const file = (name: string) => new File(['{}'], name);

describe('droppedFiles', () => {
  it('takes files as they are, whatever they are called', async () => {
    const dropped = await droppedFiles(transferOf({ 'a.json': file('a.json'), sessions: file('sessions') }));
    expect(dropped).toMatchObject({ others: 0, hasFolder: false });
    expect(dropped.files.map(({ name }) => name)).toEqual(['a.json', 'sessions']);
  });

  it('looks into folders, not too deep, and keeps the path of what it finds', async () => {
    const dropped = await droppedFiles(
      transferOf({
        loose: file('loose'),
        pool: {
          bert: { 'auth.json': file('auth.json') },
          anna: { 'auth.json': file('auth.json'), 'photo.jpg': file('photo.jpg') },
          1: { 2: { 3: { 4: { 'deep.json': file('deep.json') } } } },
        },
      }),
    );
    expect(dropped).toMatchObject({ others: 1, hasFolder: true });
    expect(dropped.files.map(({ name, webkitRelativePath }) => webkitRelativePath || name)).toEqual([
      'loose',
      'pool/anna/auth.json',
      'pool/bert/auth.json',
    ]);
  });
});
