import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

import type { AuthFile } from '../accounts/import/account-files.ts';
import { maxAccountFileBytes, readAccountFile } from '../accounts/import/read-account-file.ts';

const deepest = 4;
const mostFiles = 2000;
const suffixes = ['.json', '.jsonl', '.txt'];

export interface CollectedFiles {
  readonly files: readonly AuthFile[];
  /** Whether one of the paths was a folder. */
  readonly fromFolder: boolean;
  /** Files of folders in which there is no sign-in. */
  readonly others: number;
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
  /** A folder held more files than are looked at. */
  readonly cutShort: boolean;
}

/**
 * The files that the paths name. Folders are walked, not following links, which may lead anywhere. What was found in a
 * folder, and is no file of accounts, is left out: nobody named it.
 */
export async function collectAccountFiles(paths: readonly string[]): Promise<CollectedFiles> {
  const files: AuthFile[] = [];
  const unreadable: { path: string; message: string }[] = [];
  let [fromFolder, others, seen] = [false, 0, 0];

  async function attempt(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      unreadable.push({ path, message: error instanceof Error ? error.message : String(error) });
    }
  }

  async function walk(folder: string, depth: number): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < deepest) await attempt(path, () => walk(path, depth + 1));
      } else if (entry.isFile() && suffixes.includes(extname(entry.name).toLowerCase())) {
        seen += 1;
        if (seen <= mostFiles) await attempt(path, () => take(path));
      }
    }
  }

  async function take(path: string): Promise<void> {
    const { size } = await stat(path);
    const content = size > maxAccountFileBytes ? null : await readFile(path, 'utf8');
    if (content !== null && readAccountFile(content).format !== null) files.push({ name: path, content });
    else others += 1;
  }

  for (const path of paths) {
    await attempt(path, async () => {
      if ((await stat(path)).isDirectory()) {
        fromFolder = true;
        await walk(path, 1);
      } else files.push({ name: path, content: await readFile(path, 'utf8') });
    });
  }
  return { files, fromFolder, others, unreadable, cutShort: seen > mostFiles };
}
