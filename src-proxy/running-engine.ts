import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { request } from 'undici';
import { z } from 'zod';

/**
 * How a command finds the engine that has the data folder open: a small file with its address, believed only when an
 * Evenkeel answers there.
 */

const fileSchema = z.looseObject({ origin: z.url(), pid: z.number() });
const pathIn = (dataDir: string): string => join(dataDir, 'engine.json');

export async function rememberRunningEngine(dataDir: string, origin: string): Promise<void> {
  await writeFile(pathIn(dataDir), JSON.stringify({ origin, pid: process.pid }), { mode: 0o600 });
}

export async function forgetRunningEngine(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** The address of the engine that runs on this data folder, or `null`. */
export async function findRunningEngine(dataDir: string): Promise<string | null> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { origin } = fileSchema.parse(JSON.parse(text));
    const response = await request(`${origin}/health`, { headersTimeout: 3000, bodyTimeout: 3000 });
    const health = z.looseObject({ app: z.literal('evenkeel') }).safeParse(await response.body.json());
    return health.success ? origin : null;
  } catch {
    // A file from an engine that was killed, or nobody there any more: then nobody runs.
    return null;
  }
}
