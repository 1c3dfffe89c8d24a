import * as fs from 'node:fs/promises';
import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';

import type { Command } from 'commander';

import { accountExportSchema, type AccountExport } from '../contract/account-export.ts';
import type { AccountSummary } from '../contract/account.ts';
import { Refusal } from '../contract/refusal.ts';
import { askEngine } from '../running-engine.ts';
import { createFileOnce, replaceFile } from '../vault/durable-file.ts';
import { jsonBody, onAccount } from './account-action-commands.ts';
import type { DataDirFlag } from './accounts-commands.ts';

interface ExportFlags extends DataDirFlag {
  readonly format: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

const forms: Readonly<Record<string, (exported: AccountExport) => unknown>> = {
  codex: ({ codexAuthJson }) => codexAuthJson,
  opencode: ({ opencodeAuthJson }) => opencodeAuthJson,
};

/** What is asked and told goes to stderr: stdout is the sign-in alone, for a pipe. */
async function exportCommand(wanted: string, flags: ExportFlags): Promise<void> {
  const form = Object.hasOwn(forms, flags.format) ? forms[flags.format] : undefined;
  if (form === undefined)
    throw new Refusal('validation_error', `There is no format "${flags.format}". Say codex or opencode.`);
  if (flags.out !== undefined && flags.force !== true && (await isThere(flags.out))) throw alreadyThere(flags.out);
  const { result } = await onAccount<AccountExport | null>(wanted, flags, {
    overHttp: async (url, account) => {
      if (flags.yes !== true && !(await agrees(account))) return null;
      return accountExportSchema.parse(await askEngine(`${url}/export/auth`, jsonBody('POST', { confirm: true })));
    },
    inProcess: async (engine, accountId, account) =>
      flags.yes === true || (await agrees(account)) ? await engine.exportAccount(accountId, 'command line') : null,
  });
  if (result === null) {
    process.exitCode = 1;
    console.error('Nothing was exported.');
    return;
  }
  if (flags.format === 'codex' && result.tokens.idToken === '')
    console.error(
      'This sign-in came without an id token, which the Codex CLI needs. Evenkeel gets one at the next renewal.',
    );
  const text = `${JSON.stringify(form(result), null, 2)}\n`;
  if (flags.out === undefined) process.stdout.write(text);
  else await writePrivately(flags.out, text, flags.force === true);
}

async function agrees({ displayName }: AccountSummary): Promise<boolean> {
  console.error(
    `This hands out the sign-in of ${displayName}: whoever has it can use the account.\n` +
      'A refresh token works once. Two programs that both renew it end the sign-in of each other.',
  );
  // `undefined` where it is none, whatever the types say.
  if (!stdin.isTTY) throw new Refusal('validation_error', 'Nobody can be asked here. Say --yes to export it.');
  const reader = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await reader.question('Export it? [y/N] ')).trim());
  } finally {
    reader.close();
  }
}

/** SECURITY: for its owner alone from the first byte, and never in the place of another file unasked. */
async function writePrivately(path: string, text: string, force: boolean): Promise<void> {
  try {
    if (force) await replaceFile(fs, path, Buffer.from(text));
    else if ((await createFileOnce(fs, path, Buffer.from(text))) === 'existed') throw alreadyThere(path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('validation_error', `${path} could not be written: ${reason}`, {}, { cause: error });
  }
  console.error(`Written to ${path}, readable for you alone.`);
}

async function isThere(path: string): Promise<boolean> {
  return await fs.lstat(path).then(
    () => true,
    () => false,
  );
}

function alreadyThere(path: string): Refusal {
  return new Refusal('validation_error', `${path} is there already. Name another file, or say --force to replace it.`);
}

/** `evenkeel accounts export ID-OR-EMAIL`: prints the sign-in, or writes it to a file. */
export function addExportCommand(accounts: Command): void {
  accounts
    .command('export')
    .description('hand out the sign-in of an account, for another program')
    .argument('<id-or-email>', 'as "accounts list" shows it')
    .option('--format <codex|opencode>', 'whose auth.json it is to be', 'codex')
    .option('--out <file>', 'write it there, for you alone, instead of to the terminal')
    .option('--yes', 'do not ask')
    .option('--force', 'replace the file where there is one')
    .option('--data-dir <folder>', 'where data is kept')
    .action(exportCommand);
}
