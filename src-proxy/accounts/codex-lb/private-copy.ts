import { chmod, constants, copyFile, mkdtemp, realpath, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why a database could not be copied; the message is a sentence for a person. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

/**
 * Copies a SQLite database into a folder that only we can enter, with what SQLite keeps beside it, hands the copy to
 * `work` and removes it again. Opening the original would not do: even a reader leaves `-wal` and `-shm` files there.
 *
 * `isSteady` is false when the original changed meanwhile, so that the copy may be half old and half new. Only the main
 * file counts: what is appended to the `-wal` during the copy is told apart by its checksums.
 */
export async function withPrivateCopy<Result>(
  databasePath: string,
  work: (copy: { readonly path: string; readonly isSteady: boolean }) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-import-'));
  try {
    // SQLite looks for the side files where the database really is.
    const original = await realpath(databasePath);
    await requireRoom(original, folder);
    const path = join(folder, 'copy.db');
    const before = await markOf(original);
    await copyPrivately(original, path);
    for (const side of ['-wal', '-journal']) {
      await copyPrivately(original + side, path + side).catch(unlessMissing);
    }
    return await work({ path, isSteady: before === (await markOf(original)) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyPrivately(from: string, to: string): Promise<void> {
  // A file system that can share blocks copies nothing.
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, 0o600);
}

async function markOf(path: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(path, { bigint: true });
  return `${mtimeNs} ${size} ${ino}`;
}

function unlessMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}

/** The history in it can be gigabytes, and a full disk would stop more than this import. */
async function requireRoom(original: string, folder: string): Promise<void> {
  const sizes = [original, `${original}-wal`].map(async (path) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  const needed = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed < bavail * bsize) return;
  throw new CopyError(
    `The database has ${Math.ceil(needed / 1024 ** 2)} MiB, and there is no room to copy it to ${tmpdir()}. Free some space, or set TMPDIR to a folder that has it.`,
  );
}
