import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { FoundCodexLb } from '../../contract/codex-lb.ts';
import { told, type Told } from '../../contract/told.ts';
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
  /** What is wrong with the folder as a whole. Empty when nothing is. */
  readonly problems: readonly Told[];
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
  const problems: Told[] = [];
  const found: CodexLbRows[] = [];
  for (const name of databaseNames) {
    const rows = await readDatabase(join(path, name));
    if (rows === null) continue;
    if (!('sentence' in rows)) {
      found.push(rows);
      continue;
    }
    problems.push(rows);
    // The next one is older. A renewal with tokens of yesterday could end the sign-ins that are in use today.
    break;
  }
  if (found.length === 0 && problems.length === 0)
    problems.push(
      told(
        'codex_lb.none_here',
        { path, names: databaseNames },
        `There is no codex-lb database in ${path}: neither ${databaseNames.join(' nor ')}.`,
      ),
    );

  const rows = found.map(({ accounts }) => accounts ?? []).find((accounts) => accounts.length > 0) ?? [];
  const key = rows.length === 0 ? null : await readKey([join(path, keyName), ...(keyFile ? [keyFile] : [])]);
  const isLocked = key !== null && 'sentence' in key;
  if (isLocked) problems.push(key);
  const accounts = rows.map((row) => accountOfRow(row, isLocked ? null : key));
  if (found.length > 0 && rows.length === 0 && problems.length === 0)
    problems.push(told('codex_lb.no_accounts', {}, 'The database of this codex-lb holds no accounts.'));
  return {
    path,
    accounts,
    settings: settingsOfColumns(found.find(({ settings }) => settings.length > 0)?.settings ?? []),
    keys: found.map(({ keys }) => keysOfRows(keys)).find((keys) => keys.length > 0) ?? [],
    problems,
  };
}

/** As they go out. */
export function problemsOf(problems: readonly Told[]): Pick<FoundCodexLb, 'problems' | 'problemsSaid'> {
  const sentences = problems.map(({ sentence }) => sentence);
  return { problems: sentences, ...(problems.length > 0 && { problemsSaid: problems.map(({ said }) => said) }) };
}

/** `null` when there is no such file, a sentence when it cannot be read. */
async function readDatabase(path: string): Promise<CodexLbRows | Told | null> {
  let problem: Told | null = null;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const answer = await withPrivateCopy(path, async (copy) =>
        copy.isSteady ? await askCodexLbWorker(copy.path) : null,
      );
      if (answer === null)
        problem = told(
          'codex_lb.writing',
          { path },
          `codex-lb was writing to ${path} all the while. Stop it and try again.`,
        );
      else if ('rows' in answer) return answer.rows;
      // Damage may be of the copy alone, so that another one is worth its while.
      else if (answer.isDamaged)
        problem = told(
          'codex_lb.damaged',
          { path, failure: answer.failure },
          `The database ${path} is damaged (${answer.failure}). codex-lb keeps copies in its backups folder.`,
        );
      else return unreadable(path, answer.failure);
    } catch (error) {
      if (error instanceof CopyError) return told('codex_lb.no_room', { path }, `${path}: ${error.message}`);
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      return unreadable(path, error.message);
    }
  }
  return problem;
}

function unreadable(path: string, failure: string): Told {
  return told('codex_lb.unreadable', { path, failure }, `The database ${path} cannot be read (${failure}).`);
}

/** A sentence where there is no key that could be used. */
async function readKey(paths: readonly string[]): Promise<FernetKey | Told> {
  for (const path of paths) {
    try {
      const { size } = await stat(path);
      const key = size > largestKeyBytes ? null : parseFernetKey(await readFile(path, 'latin1'));
      return (
        key ??
        told(
          'codex_lb.not_a_key',
          { path },
          `${path} holds no key of codex-lb (32 bytes in urlsafe base64), so the tokens cannot be read.`,
        )
      );
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code !== 'ENOENT') {
        const facts = { path, failure: error.message };
        return told('codex_lb.key_unreadable', facts, `The key ${path} cannot be read (${error.message}).`);
      }
    }
  }
  return told(
    'codex_lb.no_key',
    { keyName },
    `There is no ${keyName} beside the database, and without it the tokens cannot be read. If codex-lb ran with CODEX_LB_ENCRYPTION_KEY_FILE, set that for Evenkeel too.`,
  );
}
