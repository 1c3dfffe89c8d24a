import { codexVersions, installCodex } from './codex-process.ts';

/** Downloads what is missing before any test's clock runs. */
export async function setup(): Promise<void> {
  for (const version of codexVersions) await installCodex(version);
}
