import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { accountOfRow, type CodexLbAccount } from './account-of-row.ts';
import { askCodexLbWorker } from './ask-codex-lb-worker.ts';
import type { CodexLbRows } from './codex-lb-rows.ts';
import { parseFernetKey, type FernetKey } from './fernet.ts';
import { CopyError, withPrivateCopy } from './private-copy.ts';
import { keysOfRows, type CodexLbKey } from './key-of-row.ts';
import { settingsOfColumns, type CodexLbSettings } from './settings-of-columns.ts';

/** All that a codex-lb's data folder has for us. Its request history stays there. */
export interface CodexLbFolder {
  readonly path: string;
  readonly accounts: readonly CodexLbAccount[];
  readonly settings: CodexLbSettings;
  readonly keys: readonly CodexLbKey[];
  /** What is wrong with the folder as a whole, in sentences. Empty when nothing is. */
  readonly problems: readonly string[];
}

/** Newer first. Between them there was a version that kept accounts apart from the rest. */
export const databaseNames = ['store.db', 'accounts.db'] as const;
const keyName = 'encryption.key';
const largestKeyBytes = 4096;
const attempts = 3;

interface ReadOptions {
  /** Where the key is kept when not in the folder: codex-lb's own `CODEX_LB_ENCRYPTION_KEY_FILE`. */
  readonly keyFile?: string | undefined;
}

/**
 * Reads the folder and changes nothing in it, also when a codex-lb is at work there. What cannot be read is told in
 * `problems` or with the account it is about; this never rejects for what is in the folder.
 */
export async function readCodexLbFolder(path: string, { keyFile }: ReadOptions = {}): Promise<CodexLbFolder> {
  const problems: string[] = [];
  const found: CodexLbRows[] = [];
  for (const name of databaseNames) {
    const rows = await readDatabase(join(path, name));
    if (rows === null) continue;
    if (typeof rows !== 'string') {
      found.push(rows);
      continue;
    }
    problems.push(rows);
    // The next one is older. A renewal with tokens of yesterday could end the sign-ins that are in use today.
    break;
  }
  if (found.length === 0 && problems.length === 0)
    problems.push(`There is no codex-lb database in ${path}: neither ${databaseNames.join(' nor ')}.`);

  const rows = found.map(({ accounts }) => accounts ?? []).find((accounts) => accounts.length > 0) ?? [];
  const key = rows.length === 0 ? null : await readKey([join(path, keyName), ...(keyFile ? [keyFile] : [])]);
  if (typeof key === 'string') problems.push(key);
  const accounts = rows.map((row) => accountOfRow(row, typeof key === 'string' ? null : key));
  if (found.length > 0 && rows.length === 0 && problems.length === 0)
    problems.push('The database of this codex-lb holds no accounts.');
  return {
    path,
    accounts,
    settings: settingsOfColumns(found.find(({ settings }) => settings.length > 0)?.settings ?? []),
    keys: found.map(({ keys }) => keysOfRows(keys)).find((keys) => keys.length > 0) ?? [],
    problems,
  };
}

/** `null` when there is no such file, a sentence when it cannot be read. */
async function readDatabase(path: string): Promise<CodexLbRows | string | null> {
  let problem = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const answer = await withPrivateCopy(path, async (copy) =>
        copy.isSteady ? await askCodexLbWorker(copy.path) : null,
      );
      if (answer === null) problem = `codex-lb was writing to ${path} all the while. Stop it and try again.`;
      else if ('rows' in answer) return answer.rows;
      // Damage may be of the copy alone, so that another one is worth its while.
      else if (answer.isDamaged)
        problem = `The database ${path} is damaged (${answer.failure}). codex-lb keeps copies in its backups folder.`;
      else return `The database ${path} cannot be read (${answer.failure}).`;
    } catch (error) {
      if (error instanceof CopyError) return `${path}: ${error.message}`;
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      return `The database ${path} cannot be read (${error.message}).`;
    }
  }
  return problem;
}

/** A sentence where there is no key that could be used. */
async function readKey(paths: readonly string[]): Promise<FernetKey | string> {
  for (const path of paths) {
    try {
      const { size } = await stat(path);
      const key = size > largestKeyBytes ? null : parseFernetKey(await readFile(path, 'latin1'));
      return key ?? `${path} holds no key of codex-lb (32 bytes in urlsafe base64), so the tokens cannot be read.`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code !== 'ENOENT') return `The key ${path} cannot be read (${error.message}).`;
    }
  }
  return `There is no ${keyName} beside the database, and without it the tokens cannot be read. If codex-lb ran with CODEX_LB_ENCRYPTION_KEY_FILE, set that for Evenkeel too.`;
}
