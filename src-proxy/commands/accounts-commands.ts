import { z } from 'zod';

import { accountSummarySchema, type AccountSummary } from '../contract/account.ts';
import type { Engine } from '../engine-api.ts';
import { createEngine } from '../engine.ts';
import { createFileLogger } from '../observe/file-logger.ts';
import { askEngine, findRunningEngine } from '../running-engine.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { version } from '../version.ts';
import { dashboardDir } from './serve.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

export const accountsSchema = z.looseObject({ accounts: z.array(accountSummarySchema) });

/** Asks the engine that runs on the data folder; where none does, opens the folder for as long as the work takes. */
export async function withAccounts<Result>(
  flags: DataDirFlag,
  work: { overHttp: (origin: string) => Promise<Result>; inProcess: (engine: Engine) => Promise<Result> },
): Promise<Result> {
  const settings = resolveSettings({
    flags: flags.dataDir === undefined ? {} : { dataDir: flags.dataDir },
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  const { dataDir, logLevel } = settings.values;
  const origin = await findRunningEngine(dataDir);
  if (origin !== null) return await work.overHttp(origin);
  const logger = createFileLogger({ dataDir, level: logLevel, toConsole: false });
  const engine = await createEngine({
    settings,
    dashboardDir: dashboardDir(),
    version,
    logger,
    environment: process.env,
  });
  try {
    return await work.inProcess(engine);
  } finally {
    await engine.stop();
  }
}

/** `evenkeel accounts list [--json]` */
export async function listCommand(flags: DataDirFlag & { readonly json?: boolean }): Promise<void> {
  const accounts = await withAccounts(flags, {
    overHttp: async (origin) => accountsSchema.parse(await askEngine(`${origin}/api/accounts`)).accounts,
    inProcess: async (engine) => await Promise.resolve(engine.snapshot().accounts),
  });
  if (flags.json) console.log(JSON.stringify({ accounts }, null, 2));
  else if (accounts.length === 0)
    console.log('No account has been added yet. Add one with: evenkeel accounts import ~/.codex/auth.json');
  else for (const account of accounts) console.log(lineOf(account));
}

function left(value: number | null): string {
  return value === null ? 'unknown' : `${Math.round(value)}% left`;
}

export function lineOf(account: AccountSummary): string {
  const {
    primaryRemainingPercent: short,
    secondaryRemainingPercent: week,
    monthlyRemainingPercent: month,
  } = account.usage;
  const windows = [`5 h: ${left(short)}`, month === null ? `week: ${left(week)}` : `month: ${left(month)}`].join(', ');
  const reason = account.statusReason === null ? '' : `  ${account.statusReason}`;
  return `${account.displayName.padEnd(32)} ${account.planType.padEnd(10)} ${account.status.padEnd(15)} ${windows}${reason}`;
}
