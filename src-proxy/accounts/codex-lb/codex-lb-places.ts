import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import { databaseNames } from './read-codex-lb-folder.ts';

/** Where a codex-lb keeps its data: where its own variable says, at home, and in its container. */
function usualPlaces(environment: NodeJS.ProcessEnv): string[] {
  const named = environment.CODEX_LB_DATA_DIR;
  const home = environment.HOME || environment.USERPROFILE || homedir();
  const places = [join(home, '.codex-lb'), '/var/lib/codex-lb'];
  return [...new Set(named && isAbsolute(named) ? [named, ...places] : places)];
}

/** A usual place in which there is a database, and how large that is. */
export interface CodexLbPlace {
  readonly path: string;
  readonly databaseBytes: number;
}

export async function findCodexLbPlaces(environment: NodeJS.ProcessEnv): Promise<CodexLbPlace[]> {
  const found: CodexLbPlace[] = [];
  for (const path of usualPlaces(environment)) {
    const sizes = await Promise.all(databaseNames.map((name) => sizeOf(join(path, name))));
    if (sizes.some((size) => size !== null))
      found.push({ path, databaseBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) });
  }
  return found;
}

async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
}
