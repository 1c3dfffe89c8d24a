import { Command, CommanderError } from 'commander';

import { Refusal } from '../contract/refusal.ts';
import { EngineStartError } from '../engine-api.ts';
import { EngineRefusal } from '../running-engine.ts';
import { SettingError } from '../settings/resolve-settings.ts';
import { StoreError } from '../storage/store.ts';
import { VaultError } from '../vault/vault.ts';
import { version } from '../version.ts';
import { importCommand, listCommand } from './accounts-commands.ts';
import { addCommand } from './add-account-command.ts';
import { addAccountActions } from './account-action-commands.ts';
import { doctor } from './doctor.ts';
import { serve } from './serve.ts';

/** Ends the process with code 1 and one sentence for what a person can mend, and with a stack for what they cannot. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('evenkeel')
    .description('Pools your own ChatGPT/Codex accounts behind one local endpoint.')
    .version(version)
    .showHelpAfterError()
    .exitOverride();

  program
    .command('serve')
    .description('run the proxy and the dashboard')
    .option('--host <address>', 'loopback address to listen on')
    .option('--port <number>', 'port to listen on')
    .option('--data-dir <folder>', 'where data is kept')
    .action(serve);

  const accounts = program.command('accounts').description('the accounts in the pool');
  accounts
    .command('add')
    .description('sign in to an account and add it')
    .option('--device', 'by a code that is entered on another screen')
    .option('--data-dir <folder>', 'where data is kept')
    .action(addCommand);
  accounts
    .command('import')
    .description('add accounts from Codex auth.json files')
    .argument('<file...>', 'one or several auth.json files')
    .option('--data-dir <folder>', 'where data is kept')
    .action(importCommand);
  accounts
    .command('list')
    .description('show the accounts')
    .option('--json', 'as JSON')
    .option('--data-dir <folder>', 'where data is kept')
    .action(listCommand);
  addAccountActions(accounts);

  program
    .command('doctor')
    .description('check this machine and show every setting in force')
    .option('--data-dir <folder>', 'where data is kept')
    .action(doctor);

  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const foreseen =
    error instanceof SettingError ||
    error instanceof StoreError ||
    error instanceof VaultError ||
    error instanceof EngineStartError ||
    error instanceof Refusal ||
    error instanceof EngineRefusal;
  console.error(foreseen ? `evenkeel: ${error.message}` : error);
  return 1;
}
