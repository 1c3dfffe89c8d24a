import { resolve } from 'node:path';

import type { Command } from 'commander';

import { findCodexLbPlaces } from '../accounts/codex-lb/codex-lb-places.ts';
import { readCodexLbFolder } from '../accounts/codex-lb/read-codex-lb-folder.ts';
import { previewTakeOver, takeOver } from '../accounts/codex-lb/take-over.ts';
import type { CodexLbImported, CodexLbImports, CodexLbPreview } from '../contract/codex-lb.ts';
import { Refusal } from '../contract/refusal.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { codexLbOverHttp, offeredOverHttp } from './codex-lb-over-http.ts';
import { codexLbOutcomeLines, codexLbPreviewLines } from './codex-lb-text.ts';
import { ownTerminal, type ImportTerminal } from './import-command.ts';

export interface ImportCodexLbFlags extends DataDirFlag {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly settings?: boolean;
  readonly keys?: boolean;
}

interface OneCodexLb {
  preview(): Promise<CodexLbPreview>;
  import(): Promise<CodexLbImported>;
}

/**
 * `evenkeel accounts import-codex-lb [FOLDER]`. Exit code 1 when something could not be imported, although the rest is
 * in; and when nothing was, because nobody could be asked.
 */
export async function importCodexLbCommand(
  folder: string | undefined,
  flags: ImportCodexLbFlags,
  _command?: unknown,
  terminal: ImportTerminal = ownTerminal,
): Promise<void> {
  const path = folder === undefined ? await onlyUsualPlace() : resolve(folder);
  const taken = { settings: flags.settings ?? false, keys: flags.keys ?? false };
  const work = (one: OneCodexLb): Promise<void> => previewAndImport(one, flags, terminal);
  const workOf = ({ preview, import: take }: Pick<CodexLbImports, 'preview' | 'import'>): Promise<void> =>
    work({ preview: () => preview(path), import: () => take(path, taken) });
  await withAccounts(flags, {
    overHttp: async (origin) => {
      const offered = await offeredOverHttp(origin, path);
      if (offered !== null) return await workOf(offered);
      const found = await readCodexLbFolder(path, { keyFile: process.env.CODEX_LB_ENCRYPTION_KEY_FILE });
      const ports = codexLbOverHttp(origin);
      await work({
        preview: () => previewTakeOver(found, ports),
        import: () => takeOver(found, ports, taken),
      });
    },
    inProcess: async ({ codexLb }) => await workOf(codexLb),
  });
}

/** @throws Refusal `not_found` */
async function onlyUsualPlace(): Promise<string> {
  const places = await findCodexLbPlaces(process.env);
  const [first, ...others] = places.map(({ path }) => path);
  if (first === undefined)
    throw new Refusal(
      'not_found',
      'There is no codex-lb in the usual places. Name the folder that holds its store.db.',
    );
  if (others.length > 0)
    throw new Refusal('not_found', `There are several. Name one of them:\n${[first, ...others].join('\n')}`);
  return first;
}

async function previewAndImport(
  one: OneCodexLb,
  { dryRun, yes, settings, keys }: ImportCodexLbFlags,
  terminal: ImportTerminal,
): Promise<void> {
  const preview = await one.preview();
  for (const line of codexLbPreviewLines(preview, { settings: settings ?? false, keys: keys ?? false }))
    console.log(line);
  const { counts, problems } = preview;
  if (problems.length > 0) process.exitCode = 1;
  if (dryRun) return;
  const newKeys = keys ? preview.keys.filter(({ result }) => result === 'new').length : 0;
  const changes = counts.new + counts.updates - counts.older + (settings ? preview.settings.length : 0) + newKeys;
  if (changes === 0) {
    console.log('There is nothing to import.');
    if (counts.unreadable > 0) process.exitCode = 1;
    return;
  }
  if (!yes && !terminal.interactive) {
    console.error('Nothing was written. Say --yes to import this.');
    process.exitCode = 1;
    return;
  }
  if (!yes && !(await terminal.ask('Import this? [y/N] '))) {
    console.log('Nothing was written.');
    return;
  }
  for (const { text, failed } of codexLbOutcomeLines(await one.import(), preview)) {
    if (failed) {
      process.exitCode = 1;
      console.error(text);
    } else console.log(text);
  }
}

export function addImportCodexLb(accounts: Command): void {
  accounts
    .command('import-codex-lb')
    .description('take over the accounts of a codex-lb on this machine; its folder is only read')
    .argument('[folder]', 'its data folder; by default the usual places are looked at')
    .option('--dry-run', 'show what would happen and write nothing')
    .option('--yes', 'do not ask')
    .option('--settings', 'take over its settings, too, where they mean the same')
    .option('--keys', 'take over its API keys, too: programs that have one go on with it')
    .option('--data-dir <folder>', 'where data is kept')
    .action(importCodexLbCommand);
}
