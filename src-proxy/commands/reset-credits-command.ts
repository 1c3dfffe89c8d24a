import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';

import type { Command } from 'commander';

import type { AccountSummary } from '../contract/account.ts';
import { Refusal } from '../contract/refusal.ts';
import {
  redemptionSchema,
  resetCreditsSchema,
  type RedeemRequest,
  type Redemption,
  type ResetCredits,
} from '../contract/reset-credits.ts';
import { askEngine } from '../running-engine.ts';
import { jsonBody, onAccount } from './account-action-commands.ts';
import type { DataDirFlag } from './accounts-commands.ts';

interface ResetFlags extends DataDirFlag {
  readonly redeem?: boolean;
  readonly yes?: boolean;
}

interface Seen {
  readonly resets: ResetCredits;
  /** `null` where none was to be spent. */
  readonly redemption: Redemption | null;
}

async function resetsCommand(wanted: string, flags: ResetFlags): Promise<void> {
  /** Lists them, and spends one where that is wanted and agreed to. */
  const run = async (
    account: AccountSummary,
    list: () => Promise<ResetCredits>,
    redeem: (request: RedeemRequest) => Promise<Redemption>,
  ): Promise<Seen> => {
    const resets = await list();
    if (flags.redeem !== true || (flags.yes !== true && !(await agrees(account)))) return { resets, redemption: null };
    // One whose answer was lost goes first: a new one could spend a second reset.
    const open = resets.openRedemptions[0];
    const again = open === undefined ? {} : { redeemRequestId: open.redeemRequestId };
    return { resets, redemption: await redeem({ confirm: true, ...again }) };
  };
  const { account, result } = await onAccount<Seen>(wanted, flags, {
    overHttp: async (url, found) =>
      await run(
        found,
        async () => resetCreditsSchema.parse(await askEngine(`${url}/usage-reset-credits`)),
        async (request) =>
          redemptionSchema.parse(await askEngine(`${url}/usage-reset-credits/consume`, jsonBody('POST', request))),
      ),
    inProcess: async ({ resetCredits }, accountId, found) =>
      await run(
        found,
        () => resetCredits.list(accountId),
        (request) => resetCredits.redeem(accountId, request, 'command line'),
      ),
  });
  const { resets, redemption } = result;
  if (redemption === null) console.log(textOf(account, resets));
  else console.log(`${account.displayName}: ${meaningOf(redemption)}`);
  if (flags.redeem === true && redemption === null) {
    process.exitCode = 1;
    console.error('Nothing was spent.');
  }
}

async function agrees({ displayName }: AccountSummary): Promise<boolean> {
  // `undefined` where it is none, whatever the types say.
  if (!stdin.isTTY) throw new Refusal('validation_error', 'Nobody can be asked here. Say --yes to spend a reset.');
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await asking.question(`Spend one reset of ${displayName}? It cannot be taken back. [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

function textOf({ displayName }: AccountSummary, { availableCount, credits, openRedemptions }: ResetCredits): string {
  const lines = credits.map(
    ({ title, status, expiresAt }) =>
      `  ${title ?? 'reset'}  ${status}  ${expiresAt === null ? '' : `until ${expiresAt}`}`,
  );
  const open = openRedemptions.map(
    ({ requestedAt, redeemRequestId }) =>
      `  asked at ${requestedAt}, answer lost (${redeemRequestId}): --redeem asks for it again`,
  );
  const count = availableCount === 1 ? '1 reset' : `${availableCount} resets`;
  return [`${displayName}: ${count} to spend`, ...lines, ...open].map((line) => line.trimEnd()).join('\n');
}

/** The upstream's word in ours. */
function meaningOf({ code, windowsReset }: Redemption): string {
  if (code === 'nothing_to_reset') return 'nothing was spent, because no limit needs a reset';
  if (code === 'no_credit') return 'nothing was spent, because there is no reset left';
  if (code === 'already_redeemed') return 'that reset had been spent before';
  const windows = windowsReset === null ? '' : ` (${windowsReset} ${windowsReset === 1 ? 'window' : 'windows'})`;
  return `the limits were reset${windows}`;
}

/** `evenkeel accounts resets ID-OR-EMAIL [--redeem [--yes]]` */
export function addResetsCommand(accounts: Command): void {
  accounts
    .command('resets')
    .description('show the limit resets of an account, or spend one')
    .argument('<id-or-email>', 'as "accounts list" shows it')
    .option('--redeem', 'spend the one that expires soonest')
    .option('--yes', 'do not ask first')
    .option('--data-dir <folder>', 'where data is kept')
    .action(resetsCommand);
}
