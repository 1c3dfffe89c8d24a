import type { Command } from 'commander';

import { passwordResetSchema } from '../contract/dashboard-auth.ts';
import { askEngine } from '../running-engine.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { bootstrapText } from './dashboard-text.ts';

/** `evenkeel dashboard …` */
export function addDashboardCommand(program: Command): void {
  program
    .command('dashboard')
    .description('the sign-in of the dashboard')
    .command('reset-password')
    .description(
      'take password, second factor and guest access away and end every session, for who forgot the password',
    )
    .option('--data-dir <folder>', 'where data is kept')
    .action(resetPassword);
}

async function resetPassword(flags: DataDirFlag): Promise<void> {
  const { bootstrapToken } = await withAccounts(flags, {
    overHttp: async (origin) =>
      passwordResetSchema.parse(await askEngine(`${origin}/api/dashboard-auth/password`, { method: 'DELETE' })),
    // The token of an engine that is not running would be good for nothing: the next start prints its own.
    inProcess: async (engine) => ({ ...(await engine.dashboard.resetPassword()), bootstrapToken: null }),
  });
  console.log(
    'The password of the dashboard is gone, with its second factor and guest access. Every session has ended.',
  );
  if (bootstrapToken !== null) console.log(bootstrapText(bootstrapToken));
}
