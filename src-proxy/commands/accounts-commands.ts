import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { z } from 'zod';

import type { AuthFile } from '../accounts/import-auth-files.ts';
import {
  accountSummarySchema,
  importResponseSchema,
  type AccountSummary,
  type ImportOutcome,
} from '../contract/account.ts';
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

async function postFiles(origin: string, files: readonly AuthFile[]): Promise<ImportOutcome[]> {
  const form = new FormData();
  for (const { name, content } of files) form.append('auth_json', new Blob([content]), name);
  const url = `${origin}/api/accounts/import`;
  const answer = await askEngine(
    url,
    { method: 'POST', body: form },
    (body) => importResponseSchema.safeParse(body).success,
  );
  return importResponseSchema.parse(answer).outcomes;
}

/** `evenkeel accounts import FILE…`. Exit code 1 when a file could not be imported; the others are in. */
export async function importCommand(paths: string[], flags: DataDirFlag): Promise<void> {
  const files: AuthFile[] = [];
  let failed = 0;
  for (const path of paths) {
    try {
      files.push({ name: path, content: await readFile(path, 'utf8') });
    } catch (error) {
      failed += 1;
      console.error(`${path}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  const outcomes =
    files.length === 0
      ? []
      : await withAccounts(flags, {
          overHttp: (origin) => postFiles(origin, files),
          inProcess: (engine) => engine.importAuthFiles(files),
        });
  outcomes.forEach((outcome, index) => {
    const name = files[index]?.name ?? basename(outcome.file);
    if (outcome.result === 'failed') {
      failed += 1;
      console.error(`${name}: ${outcome.message}`);
    } else console.log(`${name}: ${outcome.result} ${outcome.account.displayName} (${outcome.account.planType})`);
  });
  if (failed > 0) process.exitCode = 1;
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
  return value === null ? 'unknown' : `${Math.round(value)} % left`;
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
