import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface ClientPackage {
  /** As npm knows it, such as `@openai/codex`. */
  readonly packageName: string;
  readonly version: string;
  /** The script to run, below the package's folder. */
  readonly entry: string;
  /** Further packages that it needs, each with its exact version. */
  readonly beside?: readonly string[];
}

/**
 * Installs one exact version of a client outside the repository, once for every run on this machine, and gives the path
 * of its script. The folder gets its name only when the installation is whole, so a broken one is never found.
 */
export async function installClient({ packageName, version, entry, beside = [] }: ClientPackage): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'evenkeel-test-clients');
  const folder = join(cache, `${packageName.split('/').at(-1) ?? packageName}-${version}`);
  const script = join(folder, 'node_modules', packageName, entry);
  if (existsSync(script)) return script;

  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, '.installing-'));
  try {
    await run('npm', [
      'install',
      `--prefix=${unfinished}`,
      '--no-audit',
      '--no-fund',
      '--no-save',
      `${packageName}@${version}`,
      ...beside,
    ]);
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another run was faster: its installation is as good.
      if (!existsSync(script)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return script;
}
