import { errorCode } from '../../vault/durable-file.ts';
import type { SetupFileSystem } from './client-file.ts';

/** The folder itself where it is not there. */
export async function missingFolder(fs: SetupFileSystem, folder: string): Promise<string | null> {
  return await fs.stat(folder).then(
    () => null,
    () => folder,
  );
}

const kept = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EPERM', 'EACCES']);

/** What others have put into it meanwhile stays. */
export async function removeIfEmpty(fs: SetupFileSystem, folder: string): Promise<void> {
  await fs.rmdir(folder).catch((error: unknown) => {
    if (!kept.has(errorCode(error) ?? '')) throw error;
  });
}
