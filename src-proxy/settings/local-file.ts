import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { settingDeclarations, settingKeys, type SettingKey } from '../contract/settings.ts';
import { SettingError } from './setting-error.ts';

export interface LocalFileInputs {
  /** By setting key; only what was given on the command line. */
  readonly flags: Partial<Record<SettingKey, string>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
}

/**
 * `.env.local` of the working directory, under the real environment.
 *
 * SECURITY (P7; CVE-2026-21852 is such a leak): a repository that somebody else wrote may bring this file. It may set what
 * is declared harmless and nothing else, above all not where tokens go. What it may not is refused, not passed over: who
 * meant it is told, and who did not learns what the folder tried.
 * @throws SettingError for the first setting that is not the file's to set and that nobody has set with more right
 */
export function withLocalFile({ flags, environment, workingDirectory }: LocalFileInputs): NodeJS.ProcessEnv {
  const path = join(workingDirectory, '.env.local');
  if (!existsSync(path)) return environment;
  const local = parseEnv(readFileSync(path, 'utf8'));
  for (const key of settingKeys) {
    const declaration = settingDeclarations[key];
    if (declaration.harmless === true || flags[key] !== undefined) continue;
    for (const name of declaration.environment) {
      if (environment[name] !== undefined || (local[name] ?? '') === '') continue;
      throw new SettingError(
        `${name} stands in ${path}, and a file in a folder must not set that: whoever wrote the folder could send your sign-ins elsewhere. Export it in your shell if you want it, or take it out of the file.`,
      );
    }
  }
  return { ...local, ...environment };
}
