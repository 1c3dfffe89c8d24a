/**
 * Threat model: another user of this machine who reads what we write, at any moment and under any umask; and a kill or
 * power cut at any moment. Hence: every byte goes first to a temp file that nobody else can open, reaches the disk, and
 * only then takes the final name in one step.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the vault uses of the file system; a test hands in one that dies half-way. */
export type FileSystem = Pick<
  typeof nodeFs,
  'chmod' | 'copyFile' | 'link' | 'mkdir' | 'open' | 'readFile' | 'readdir' | 'rename' | 'unlink'
>;

export const TEMP_SUFFIX = '.tmp';

const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
const NO_DIRECTORY_SYNC = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF']);

/** Puts `bytes` under `path`, replacing what is there: a kill leaves the old content or the new. */
export async function replaceFile(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAndRename(fs, path, bytes);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // Another process that has just opened this vault took our temp file for a leftover and removed it.
    await writeAndRename(fs, path, bytes);
  }
}

/** Puts `bytes` under `path` unless something is there already; what is there is never touched. */
export async function createFileOnce(fs: FileSystem, path: string, bytes: Uint8Array): Promise<'created' | 'existed'> {
  try {
    return await writeAndPlace(fs, path, bytes);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // As above: our temp file was taken for a leftover.
    return await writeAndPlace(fs, path, bytes);
  }
}

export async function removeFile(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  await syncDirectory(fs, dirname(path));
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function writeAndRename(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temp = await writeTemp(fs, path, bytes);
  await fs.rename(temp, path);
  await syncDirectory(fs, dirname(path));
}

async function writeAndPlace(fs: FileSystem, path: string, bytes: Uint8Array): Promise<'created' | 'existed'> {
  const temp = await writeTemp(fs, path, bytes);
  try {
    await placeOnce(fs, temp, path);
    await syncDirectory(fs, dirname(path));
    return 'created';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'existed';
    throw error;
  } finally {
    await unlinkIfThere(fs, temp);
  }
}

async function unlinkIfThere(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

async function writeTemp(fs: FileSystem, path: string, bytes: Uint8Array): Promise<string> {
  const temp = `${path}.${randomBytes(8).toString('hex')}${TEMP_SUFFIX}`;
  // SECURITY: exclusive and 0600 from the first byte: nobody can have opened it, and no link can stand in its place.
  const file = await fs.open(temp, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return temp;
}

async function placeOnce(fs: FileSystem, temp: string, path: string): Promise<void> {
  try {
    await fs.link(temp, path);
  } catch (error) {
    if (!NO_HARD_LINKS.has(errorCode(error) ?? '')) throw error;
    await fs.copyFile(temp, path, constants.COPYFILE_EXCL);
  }
}

/** Without this a power cut may undo the rename. Windows and some network file systems cannot, and need not, do it. */
async function syncDirectory(fs: FileSystem, path: string): Promise<void> {
  try {
    const directory = await fs.open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!NO_DIRECTORY_SYNC.has(errorCode(error) ?? '')) throw error;
  }
}
