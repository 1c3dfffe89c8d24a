import type { Command } from 'commander';

import { accountSummarySchema, type AccountSummary } from '../contract/account.ts';
import { accountProbeSchema, aliasUpdateSchema, type AccountProbe } from '../contract/account-actions.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Engine } from '../engine-api.ts';
import { askEngine } from '../running-engine.ts';
import { accountsSchema, lineOf, withAccounts, type DataDirFlag } from './accounts-commands.ts';

export interface Action<Result> {
  readonly overHttp: (accountUrl: string, account: AccountSummary) => Promise<Result>;
  readonly inProcess: (engine: Engine, accountId: string, account: AccountSummary) => Promise<Result>;
}

/** Finds the account by what a person has at hand, then acts on it, in whichever engine has the data folder open. */
export async function onAccount<Result>(
  wanted: string,
  flags: DataDirFlag,
  action: Action<Result>,
): Promise<{ account: AccountSummary; result: Result }> {
  return await withAccounts(flags, {
    overHttp: async (origin) => {
      const { accounts } = accountsSchema.parse(await askEngine(`${origin}/api/accounts`));
      const account = accountNamed(wanted, accounts);
      const result = await action.overHttp(`${origin}/api/accounts/${encodeURIComponent(account.accountId)}`, account);
      return { account, result };
    },
    inProcess: async (engine) => {
      const account = accountNamed(wanted, engine.snapshot().accounts);
      return { account, result: await action.inProcess(engine, account.accountId, account) };
    },
  });
}

/**
 * By id, e-mail address or alias. One e-mail address may have several accounts: then only an id says which.
 * @throws Refusal `account_not_found`
 */
export function accountNamed(wanted: string, accounts: readonly AccountSummary[]): AccountSummary {
  const byId = accounts.find(({ accountId }) => accountId === wanted);
  if (byId) return byId;
  const word = wanted.toLowerCase();
  const found = accounts.filter(({ email, alias, chatgptAccountId }) =>
    [email, alias, chatgptAccountId].some((name) => name?.toLowerCase() === word),
  );
  if (found.length === 1 && found[0]) return found[0];
  if (found.length === 0)
    throw new Refusal('account_not_found', `There is no account "${wanted}". See: evenkeel accounts list`);
  const ids = found.map(({ accountId, planType }) => `  ${accountId}  ${planType}`).join('\n');
  throw new Refusal('account_not_found', `Several accounts are called "${wanted}". Name one by its id:\n${ids}`);
}

const toSummary = async (url: string, init: RequestInit): Promise<AccountSummary> =>
  accountSummarySchema.parse(await askEngine(url, init));

export function jsonBody(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** An action that ends in the account's new state, which is printed as in the list. */
function printing(action: Action<AccountSummary>) {
  return async (wanted: string, flags: DataDirFlag): Promise<void> => {
    console.log(lineOf((await onAccount(wanted, flags, action)).result));
  };
}

const pause = printing({
  overHttp: (url) => toSummary(`${url}/pause`, { method: 'POST' }),
  inProcess: (engine, id) => engine.pauseAccount(id, 'command line'),
});
const resume = printing({
  overHttp: (url) => toSummary(`${url}/reactivate`, { method: 'POST' }),
  inProcess: (engine, id) => engine.reactivateAccount(id, 'command line'),
});
const refresh = printing({
  overHttp: (url) => toSummary(`${url}/refresh-usage`, { method: 'POST' }),
  inProcess: (engine, id) => engine.accountActions.refreshUsage(id),
});

async function rename(wanted: string, name: string | undefined, flags: DataDirFlag): Promise<void> {
  const read = aliasUpdateSchema.safeParse({ alias: name ?? null });
  if (!read.success) throw new Refusal('validation_error', read.error.issues.map(({ message }) => message).join(' '));
  const { alias } = read.data;
  const action = printing({
    overHttp: (url) => toSummary(`${url}/alias`, jsonBody('PUT', { alias })),
    inProcess: (engine, id) => engine.accountActions.rename(id, alias),
  });
  await action(wanted, flags);
}

async function remove(wanted: string, flags: DataDirFlag & { readonly history?: boolean }): Promise<void> {
  const history = flags.history === true;
  const { account } = await onAccount<unknown>(wanted, flags, {
    overHttp: (url) => askEngine(`${url}?delete_history=${history}`, { method: 'DELETE' }),
    inProcess: (engine, id) => engine.removeAccount(id, { history }, 'command line'),
  });
  console.log(`${account.displayName} was removed${history ? ', and its requests from the log' : ''}.`);
}

/** Exit code 1 when the account did not serve. */
async function probe(wanted: string, flags: DataDirFlag): Promise<void> {
  const { account, result } = await onAccount<AccountProbe>(wanted, flags, {
    overHttp: async (url) => accountProbeSchema.parse(await askEngine(`${url}/probe`, jsonBody('POST', {}))),
    inProcess: (engine, id) => engine.accountActions.probe(id),
  });
  const { probeStatusCode: code } = result;
  const served = code !== null && code < 300;
  console.log(`${account.displayName}: ${served ? 'it serves' : 'it does not serve'} (HTTP ${code ?? 'none'})`);
  console.log(`  status: ${result.accountStatusBefore} → ${result.accountStatusAfter}`);
  console.log(`  short window: ${used(result.primaryUsedPercentBefore)} → ${used(result.primaryUsedPercentAfter)}`);
  console.log(`  week: ${used(result.secondaryUsedPercentBefore)} → ${used(result.secondaryUsedPercentAfter)}`);
  if (!served) process.exitCode = 1;
}

function used(percent: number | null): string {
  return percent === null ? 'unknown' : `${Math.round(percent)}% used`;
}

/** `evenkeel accounts pause|resume|remove|alias|probe|refresh ID-OR-EMAIL` */
export function addAccountActions(accounts: Command): void {
  const command = (name: string, description: string): Command =>
    accounts
      .command(name)
      .description(description)
      .argument('<id-or-email>', 'as "accounts list" shows it')
      .option('--data-dir <folder>', 'where data is kept');

  command('pause', 'take an account out of service').action(pause);
  command('resume', 'put an account back into service').action(resume);
  command('refresh', 'ask the upstream now what an account has left').action(refresh);
  command('probe', 'send one tiny request on an account and show before and after').action(probe);
  command('alias', 'name an account, or take its name away')
    .argument('[name]', 'at most 80 characters; leave out to remove the name')
    .action(rename);
  command('remove', 'remove an account and erase its tokens')
    .option('--history', 'also remove its requests from the log')
    .action(remove);
}
