import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';

import type { AuthFile } from '../accounts/import/account-files.ts';
import { importResponseSchema, type ImportOutcome } from '../contract/account.ts';
import { importPreviewSchema, type ImportOptions, type ImportPreview } from '../contract/account-import.ts';
import type { Engine } from '../engine-api.ts';
import { askEngine } from '../running-engine.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { collectAccountFiles } from './collect-account-files.ts';
import {
  afterPreview,
  isShownFirst,
  outcomeLines,
  previewLines,
  printable,
  type ImportSituation,
} from './import-text.ts';

export interface ImportFlags extends DataDirFlag {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly overwriteOlder?: boolean;
}

/** Where a person is asked; `ask` resolves with whether they agreed. */
export interface ImportTerminal {
  readonly interactive: boolean;
  readonly ask: (question: string) => Promise<boolean>;
}

type ImportEngine = Pick<Engine, 'importAuthFiles' | 'previewAuthFiles'>;

/**
 * `evenkeel accounts import FILE|FOLDER…`. Exit code 1 when something could not be imported, although the others are in;
 * and when a folder was not imported, because nobody could be asked.
 */
export async function importCommand(
  paths: string[],
  flags: ImportFlags,
  _command?: unknown,
  terminal: ImportTerminal = ownTerminal,
): Promise<void> {
  const { files, fromFolder, others, unreadable, cutShort } = await collectAccountFiles(paths);
  for (const { path, message } of unreadable) console.error(printable(`${path}: cannot be read (${message})`));
  if (cutShort) console.error('There are more than 2000 files in these folders; the rest was not looked at.');
  if (others > 0) console.log(`${others} ${others === 1 ? 'other file holds' : 'other files hold'} no sign-in.`);
  if (unreadable.length > 0 || cutShort) process.exitCode = 1;
  if (files.length === 0) {
    if (unreadable.length === 0) console.log('There is no sign-in in what you named.');
    return;
  }
  const situation = {
    dryRun: flags.dryRun ?? false,
    yes: flags.yes ?? false,
    fromFolder,
    interactive: terminal.interactive,
  };
  const options = { overwriteOlder: flags.overwriteOlder ?? false };
  const work = (engine: ImportEngine): Promise<void> => previewAndImport(engine, files, options, situation, terminal);
  await withAccounts(flags, { overHttp: (origin) => work(engineAt(origin)), inProcess: work });
}

/** Shows what would happen where that is due, asks where it must, and imports. */
export async function previewAndImport(
  engine: ImportEngine,
  files: readonly AuthFile[],
  options: ImportOptions,
  situation: ImportSituation,
  terminal: ImportTerminal,
): Promise<void> {
  if (isShownFirst(situation)) {
    const preview = await engine.previewAuthFiles(files);
    for (const line of previewLines(preview)) console.log(line);
    const next = afterPreview(preview, situation);
    if (next === 'stop') return;
    if (next === 'need-yes') {
      console.error('Nothing was written. Say --yes to import what the folder holds.');
      process.exitCode = 1;
      return;
    }
    if (next === 'ask' && !(await terminal.ask('Import these accounts? [y/N] '))) {
      console.log('Nothing was written.');
      return;
    }
  }
  for (const { text, failed } of outcomeLines(await engine.importAuthFiles(files, options))) {
    if (failed) {
      process.exitCode = 1;
      console.error(text);
    } else console.log(text);
  }
}

/** A running engine, over its API. */
function engineAt(origin: string): ImportEngine {
  const post = async (path: string, files: readonly AuthFile[], isUseful?: (body: unknown) => boolean) => {
    const form = new FormData();
    for (const { name, content } of files) form.append('auth_json', new Blob([content]), name);
    return await askEngine(`${origin}/api/accounts/${path}`, { method: 'POST', body: form }, isUseful);
  };
  return {
    async importAuthFiles(files, { overwriteOlder = false } = {}): Promise<ImportOutcome[]> {
      const query = overwriteOlder ? '?overwrite_older=true' : '';
      const answer = await post(`import${query}`, files, (body) => importResponseSchema.safeParse(body).success);
      return importResponseSchema.parse(answer).outcomes;
    },
    async previewAuthFiles(files): Promise<ImportPreview> {
      return importPreviewSchema.parse(await post('import/preview', files));
    },
  };
}

export const ownTerminal: ImportTerminal = {
  interactive: stdin.isTTY && stdout.isTTY,
  async ask(question) {
    const reader = createInterface({ input: stdin, output: stdout });
    try {
      return /^y(es)?$/i.test((await reader.question(question)).trim());
    } finally {
      reader.close();
    }
  },
};
