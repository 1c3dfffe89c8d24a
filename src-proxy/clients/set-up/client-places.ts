import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import type { ClientId } from '../../contract/client-setup.ts';
import type { SetupFileSystem } from './client-file.ts';
import { loginKeyIn } from './client-key.ts';
import { codexConfig } from './codex-config.ts';
import type { ConfigForm } from './config-form.ts';
import { opencodeConfig } from './opencode-config.ts';

export interface ClientKind {
  readonly id: ClientId;
  readonly name: string;
  readonly config: ConfigForm;
  readonly place: (environment: NodeJS.ProcessEnv, fs: SetupFileSystem) => Promise<ClientPlace>;
  /** The key that it is signed in with, beside its configuration; left out where there is no such thing. */
  readonly loginKey?: (environment: NodeJS.ProcessEnv, fs: SetupFileSystem) => Promise<string | null>;
}

export interface ClientPlace {
  readonly installed: boolean;
  readonly path: string;
}

/**
 * The programs that we can set up, by the rules by which each finds its own file. Whole paths: what is remembered of a file
 * is asked for again by another process, which may run elsewhere.
 */
export const clientKinds: readonly ClientKind[] = [
  {
    id: 'codex',
    name: 'Codex CLI and IDE extension',
    config: codexConfig,
    async place(environment, fs) {
      const folder = codexFolder(environment);
      const installed = (await isThere(fs, folder)) || (await isOnPath(fs, environment, 'codex'));
      return { installed, path: join(folder, 'config.toml') };
    },
    loginKey: (environment, fs) => loginKeyIn(fs, join(codexFolder(environment), 'auth.json')),
  },
  {
    id: 'opencode',
    name: 'OpenCode',
    config: opencodeConfig,
    async place(environment, fs) {
      const folder = resolve(environment.XDG_CONFIG_HOME || join(homeOf(environment), '.config'), 'opencode');
      const installed = (await isThere(fs, folder)) || (await isOnPath(fs, environment, 'opencode'));
      if (environment.OPENCODE_CONFIG) return { installed, path: resolve(environment.OPENCODE_CONFIG) };
      const withComments = join(folder, 'opencode.jsonc');
      return { installed, path: (await isThere(fs, withComments)) ? withComments : join(folder, 'opencode.json') };
    },
  },
];

function codexFolder(environment: NodeJS.ProcessEnv): string {
  return resolve(environment.CODEX_HOME || join(homeOf(environment), '.codex'));
}

function homeOf(environment: NodeJS.ProcessEnv): string {
  return environment.HOME || environment.USERPROFILE || homedir();
}

async function isThere(fs: SetupFileSystem, path: string): Promise<boolean> {
  return await fs.stat(path).then(
    () => true,
    () => false,
  );
}

/** Looked for, never run. */
async function isOnPath(fs: SetupFileSystem, environment: NodeJS.ProcessEnv, program: string): Promise<boolean> {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    for (const ending of ['', '.cmd', '.exe']) if (await isThere(fs, join(folder, program + ending))) return true;
  }
  return false;
}
