import { Command, CommanderError } from 'commander';

import { Refusal } from '../contract/refusal.ts';
import { EngineStartError } from '../engine-api.ts';
import { EngineRefusal } from '../running-engine.ts';
import { SettingError } from '../settings/setting-error.ts';
import { StoreError } from '../storage/store.ts';
import { VaultError } from '../vault/vault.ts';
import { version } from '../version.ts';
import { listCommand } from './accounts-commands.ts';
import { addCommand } from './add-account-command.ts';
import { addAccountActions } from './account-action-commands.ts';
import { addAffinityCommands } from './affinity-commands.ts';
import { addProxyCommand } from './account-proxy-command.ts';
import { addBackupCommand } from './backup-command.ts';
import { addDashboardCommand } from './dashboard-command.ts';
import { outliveItsReader } from './closed-output.ts';
import { doctor } from './doctor.ts';
import { addExportCommand } from './export-command.ts';
import { addResetsCommand } from './reset-credits-command.ts';
import { addRestoreCommand } from './restore-command.ts';
import { addImportCodexLb } from './import-codex-lb-command.ts';
import { importCommand } from './import-command.ts';
import { addKeysCommand } from './keys-command.ts';
import { addOwnCommand } from './own-command.ts';
import { serve } from './serve.ts';
import { addSetupCommand } from './setup-command.ts';
import { addSourcesCommand } from './sources-command.ts';

/** Ends the process with code 1 and one sentence for what a person can mend, and with a stack for what they cannot. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  outliveItsReader([process.stdout, process.stderr]);
  const program = new Command('evenkeel')
    .description('Pools your own ChatGPT/Codex accounts behind one local endpoint.')
    .version(version)
    .showHelpAfterError()
    .exitOverride();

  program
    .command('serve')
    .description('run the proxy and the dashboard')
    .option('--host <address>', 'address to listen on, 127.0.0.1 unless given')
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
    .description('add accounts from files: auth.json of Codex or OpenCode, exports of account pools')
    .argument('<file-or-folder...>', 'files, or folders that are searched for them')
    .option('--dry-run', 'show what would happen and write nothing')
    .option('--yes', 'do not ask')
    .option('--overwrite-older', 'take the tokens of a file also where newer ones are held')
    .option('--data-dir <folder>', 'where data is kept')
    .action(importCommand);
  accounts
    .command('list')
    .description('show the accounts')
    .option('--json', 'as JSON')
    .option('--data-dir <folder>', 'where data is kept')
    .action(listCommand);
  addImportCodexLb(accounts);
  addAccountActions(accounts);
  addProxyCommand(accounts);
  addResetsCommand(accounts);
  addExportCommand(accounts);
  addAffinityCommands(program);

  addKeysCommand(program);
  addSetupCommand(program);
  addSourcesCommand(program);
  addDashboardCommand(program);
  addBackupCommand(program);
  addRestoreCommand(program);
  addOwnCommand(program);

  program
    .command('doctor')
    .description(
      'test this machine and the running engine, and show every setting in force; exits 1 when a test failed',
    )
    .option('--json', 'as JSON')
    .option('--probe', 'send one tiny request upstream too, which costs a little quota')
    .option('--bundle <file>', 'write what to attach to a report, without secrets, to a new ZIP file')
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
