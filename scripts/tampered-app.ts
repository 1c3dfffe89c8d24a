import { cp, open, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import { appFolderOf } from './packaged-fuses.ts';

interface ArchiveNode {
  readonly files?: Readonly<Record<string, ArchiveNode>>;
  readonly offset?: string;
  readonly size?: number;
}

const entry = ['dist', 'main.js'];

/**
 * Copies a packaged app into `folder`.
 * @returns the program of the copy.
 */
export async function copyApp(program: string, folder: string): Promise<string> {
  const original = appFolderOf(program);
  const copy = join(folder, basename(original));
  // The frameworks of a macOS app are links inside its bundle.
  await cp(original, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, relative(original, program));
}

/**
 * Changes one byte of the code in the archive of a packaged app, a tab before a line to a space, so that nothing but a check
 * of the archive's integrity can notice.
 * @throws where the archive holds no such code.
 */
export async function tamperWith(program: string): Promise<void> {
  const app = appFolderOf(program);
  const archive = join(app, ...(app.endsWith('.app') ? ['Contents', 'Resources'] : ['resources']), 'app.asar');
  const bytes = await readFile(archive);
  // Four sizes of four bytes, the header as JSON, and the files from where the second size ends.
  const header = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as ArchiveNode;
  const file = entry.reduce<ArchiveNode | undefined>((node, name) => node?.files?.[name], header);
  if (file?.offset === undefined || file.size === undefined) throw new Error(`${archive} holds no ${entry.join('/')}.`);
  const start = 8 + bytes.readUInt32LE(4) + Number(file.offset);
  const tab = bytes.subarray(start, start + file.size).indexOf('\n\t');
  if (tab < 0) throw new Error(`${archive} has no line with a tab in its ${entry.join('/')}.`);
  const handle = await open(archive, 'r+');
  try {
    await handle.write(' ', start + tab + 1);
  } finally {
    await handle.close();
  }
}
