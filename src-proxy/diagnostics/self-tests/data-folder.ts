import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { coded, failure, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface DataFolderPorts {
  readonly dataDir: string;
  readonly platform: NodeJS.Platform;
  /** False before the first start, which makes it. */
  readonly mustExist: boolean;
}

const littleBytes = 100 * 1024 ** 2;
const lowBytes = 1024 ** 3;
/** A data folder has a handful of folders with files; nothing deeper is ours. */
const deepest = 3;

/** Where everything is kept: can it be written, is it private, is there room. */
export function dataFolderTests({ dataDir, platform, mustExist }: DataFolderPorts): SelfTest[] {
  return [
    {
      id: 'data.folder',
      symptoms: ['S6', 'S17', 'S18'],
      title: 'The data folder can be written, by you alone',
      run: async () => {
        const mode = await stat(dataDir).then(
          (found) => found.mode & 0o777,
          () => null,
        );
        if (mode === null && !mustExist) return notYet(dataDir);
        if (mode === null)
          return coded(
            'folder.gone',
            { dataDir },
            failure(`${dataDir} is gone.`, 'Put it back, or restart Evenkeel, which makes a new one.'),
          );
        return judgeFolder({ dataDir, platform, mode, problem: await tryToWrite(dataDir) });
      },
    },
    {
      id: 'data.space',
      symptoms: ['S6', 'S17'],
      title: 'There is room on the disk',
      run: async () => {
        const found = await statfs(dataDir).catch(() => null);
        if (found === null) return notYet(dataDir);
        return judgeSpace({ freeBytes: found.bavail * found.bsize, usedBytes: await sizeOf(dataDir, 0) });
      },
    },
  ];
}

function notYet(dataDir: string): Finding {
  return coded('folder.not_yet', { dataDir }, notApplicable(`${dataDir} is not there; a start makes it.`));
}

/** What the system said; `null` where it can be written. */
async function tryToWrite(folder: string): Promise<string | null> {
  const path = join(folder, `diagnostics-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(path, 'x', { mode: 0o600, flag: 'wx' });
    await rm(path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function sizeOf(folder: string, depth: number): Promise<number> {
  if (depth > deepest) return 0;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return await sizeOf(path, depth + 1);
      // A file may be gone by now.
      return await lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Pure. */
export function judgeFolder(seen: {
  readonly dataDir: string;
  readonly platform: NodeJS.Platform;
  readonly mode: number;
  readonly problem: string | null;
}): Finding {
  const { dataDir, platform, mode, problem } = seen;
  if (problem !== null)
    return coded(
      'folder.unwritable',
      { dataDir, problem },
      failure(`${dataDir} cannot be written: ${problem}.`, 'Make the folder writable for your user.'),
    );
  if (platform !== 'win32' && (mode & 0o077) !== 0)
    return coded(
      'folder.open',
      { dataDir, mode: mode.toString(8) },
      warning(
        `${dataDir} is open to other users of this machine (${mode.toString(8)}).`,
        `Run: chmod 700 "${dataDir}"`,
      ),
    );
  return coded('folder.ok', { dataDir }, fine(`${dataDir} can be written.`));
}

/** Pure. */
export function judgeSpace({
  freeBytes,
  usedBytes,
}: {
  readonly freeBytes: number;
  readonly usedBytes: number;
}): Finding {
  const details = [`Evenkeel's folder holds ${mebibytes(usedBytes)}`];
  const free = `${mebibytes(freeBytes)} free.`;
  const facts = { free: mebibytes(freeBytes), used: mebibytes(usedBytes) };
  if (freeBytes < littleBytes)
    return coded(
      'space.none',
      facts,
      failure(free, 'Make room: without it requests are served, and not written down.', details),
    );
  return freeBytes < lowBytes
    ? coded('space.low', facts, warning(free, 'Make some room on this disk soon.', details))
    : coded('space.ok', facts, fine(free, details));
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
