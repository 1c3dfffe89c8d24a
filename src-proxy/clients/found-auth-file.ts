import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { readAccountFile } from '../accounts/import/read-account-file.ts';
import type { FoundAuthFile } from '../contract/account.ts';

const maxAuthFileBytes = 1024 * 1024;

/** Where the Codex CLI keeps its sign-in. It is read when the person opens the dashboard, and never written. */
export function codexAuthPath(environment: NodeJS.ProcessEnv): string {
  return join(environment.CODEX_HOME || join(environment.HOME || homedir(), '.codex'), 'auth.json');
}

/** Its content, or `null` when there is none that could be imported. */
export async function readCodexAuthFile(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size <= maxAuthFileBytes ? await readFile(path, 'utf8') : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

export async function findCodexAuthFile(
  path: string,
  isKnown: (accountId: string) => boolean,
): Promise<FoundAuthFile | null> {
  const content = await readCodexAuthFile(path);
  const [found] = content === null ? [] : readAccountFile(content).logins;
  if (found === undefined) return null;
  const { accountId, identity } = found.login;
  return { path, email: identity.email, planType: identity.planType, alreadyAdded: isKnown(accountId) };
}
