import { mkdir, readFile } from 'node:fs/promises';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { errorCode, replaceFile } from './durable-file.ts';
import { parseJson } from './token-set-codec.ts';
import { VaultError } from './vault.ts';

/** The kinds that outlive the process, and so must be found again. */
export type LastingKind = 'keychain' | 'file';

const schema = z.strictObject({ kind: z.enum(['keychain', 'file']) });

/** Where the tokens of this data folder were last kept; `null` for a new folder, `unreadable` for a damaged note. */
export async function rememberedKind(dataDir: string): Promise<LastingKind | 'unreadable' | null> {
  try {
    const text = await readFile(pathIn(dataDir), 'utf8');
    return schema.safeParse(parseJson(text)).data?.kind ?? 'unreadable';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new VaultError('vault_unavailable', `${pathIn(dataDir)} cannot be read (${errorCode(error)}).`, {
      cause: error,
    });
  }
}

export async function rememberKind(dataDir: string, kind: LastingKind): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await replaceFile(nodeFs, pathIn(dataDir), Buffer.from(`${JSON.stringify({ kind })}\n`));
  } catch (error) {
    throw new VaultError('vault_unavailable', `${pathIn(dataDir)} cannot be written (${errorCode(error)}).`, {
      cause: error,
    });
  }
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'vault.json');
}
