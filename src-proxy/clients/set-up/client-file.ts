/**
 * Threat model: a file that is somebody else's. A kill at any moment leaves the old content or the new one; a link stays
 * a link, and its target keeps owner and permissions; what changed meanwhile, or may not be written, is refused.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { Refusal } from '../../contract/refusal.ts';
import { errorCode, TEMP_SUFFIX, type FileSystem } from '../../vault/durable-file.ts';

/** What setting up uses of the file system; a test hands in one that dies half-way. */
export type SetupFileSystem = FileSystem & Pick<typeof nodeFs, 'readlink' | 'realpath' | 'rmdir' | 'stat'>;

export interface ClientFile {
  /** As the client knows it. */
  readonly path: string;
  /** Where the content is: behind links. */
  readonly target: string;
  /** `null` when there is no such file. */
  readonly content: { readonly bytes: Buffer; readonly mode: number; readonly mtimeMs: number } | null;
}

/** What the file is to be; `mtimeMs` where it is to look as if nobody had touched it. */
export interface NewContent {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly mtimeMs?: number;
}

const largestBytes = 1024 * 1024;
const anyWriter = 0o222;
const permissionBits = 0o7777;
const marker = '.evenkeel-';

/** Of a file's content; of one that is not there too. */
export function fingerprintOf(bytes: Uint8Array | null): string {
  return bytes === null ? 'absent' : createHash('sha256').update(bytes).digest('hex');
}

/** @throws Refusal `client_config_unwritable` for what is no plain file of a sensible size, or cannot be read */
export async function readClientFile(fs: SetupFileSystem, path: string): Promise<ClientFile> {
  try {
    const target = await targetOf(fs, path);
    const found = await fs.stat(target).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return { path, target, content: null };
    if (!found.isFile() || found.size > largestBytes)
      throw new Refusal(
        'client_config_unwritable',
        `${path} is no file of the usual kind and size; nothing was changed.`,
      );
    const bytes = await fs.readFile(target);
    return { path, target, content: { bytes, mode: found.mode & permissionBits, mtimeMs: found.mtimeMs } };
  } catch (error) {
    throw asRefusal(error, path);
  }
}

async function targetOf(fs: SetupFileSystem, path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // A link whose target is yet to be made leads there all the same.
  const next = await fs.readlink(path).catch(() => null);
  return next === null ? path : resolve(dirname(path), next);
}

/**
 * Puts the content in place of what was read, or takes the file away.
 * @throws Refusal `client_config_changed`, `client_config_unwritable`
 */
export async function writeClientFile(fs: SetupFileSystem, file: ClientFile, next: NewContent | null): Promise<void> {
  const { path, target } = file;
  try {
    const owner = file.content === null ? null : await fs.stat(target);
    if (owner !== null && (owner.mode & anyWriter) === 0)
      throw new Refusal(
        'client_config_unwritable',
        `${path} is read-only. Make it writable first (chmod u+w), then try again; nothing was changed.`,
      );
    await sweepBeside(fs, file);
    if (next === null) {
      await requireUnchanged(fs, file);
      await fs.unlink(target);
      return;
    }
    const temp = await writeBeside(fs, target, next, owner);
    await requireUnchanged(fs, file).catch(async (error: unknown) => {
      await fs.unlink(temp);
      throw error;
    });
    await fs.rename(temp, target);
  } catch (error) {
    throw asRefusal(error, path);
  }
}

async function requireUnchanged(fs: SetupFileSystem, { path, target, content }: ClientFile): Promise<void> {
  const now = await fs.readFile(target).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (fingerprintOf(now) !== fingerprintOf(content?.bytes ?? null)) throw changedSince(path);
}

export function changedSince(path: string): Refusal {
  return new Refusal(
    'client_config_changed',
    `${path} has changed since the change was shown. Look at the new one first; nothing was written.`,
  );
}

async function writeBeside(
  fs: SetupFileSystem,
  target: string,
  { bytes, mode, mtimeMs }: NewContent,
  owner: Stats | null,
): Promise<string> {
  const temp = join(dirname(target), `.${basename(target)}${marker}${randomBytes(6).toString('hex')}${TEMP_SUFFIX}`);
  // SECURITY: it may hold keys of other providers, so it is private until it has the permissions of what it replaces.
  const handle = await fs.open(temp, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    if (owner !== null && process.getuid !== undefined) await handle.chown(owner.uid, owner.gid);
    await handle.chmod(mode);
    if (mtimeMs !== undefined) await handle.utimes(new Date(), new Date(mtimeMs));
    await handle.sync();
  } catch (error) {
    await fs.unlink(temp).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
  return temp;
}

/** Takes away what a kill left beside the file. */
export async function sweepBeside(fs: SetupFileSystem, { target }: ClientFile): Promise<void> {
  const folder = dirname(target);
  const beginning = `.${basename(target)}${marker}`;
  const names = await fs.readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (name.startsWith(beginning) && name.endsWith(TEMP_SUFFIX)) await fs.unlink(join(folder, name));
  }
}

const noAccess = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ELOOP', 'ENOSPC', 'EISDIR']);

function asRefusal(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (error instanceof Refusal || code === undefined || !noAccess.has(code)) return error;
  return new Refusal(
    'client_config_unwritable',
    `${path} cannot be changed by this user (${code}). Nothing was written.`,
    {},
    { cause: error },
  );
}
