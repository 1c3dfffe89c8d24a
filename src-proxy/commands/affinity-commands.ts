import type { Command } from 'commander';

import {
  stickyPageSchema,
  stickyPurgedSchema,
  type StickyPage,
  type StickyQuery,
  type StickySession,
} from '../contract/affinity.ts';
import { Refusal } from '../contract/refusal.ts';
import { askEngine } from '../running-engine.ts';
import { jsonBody, accountNamed } from './account-action-commands.ts';
import { accountsSchema, withAccounts, type DataDirFlag } from './accounts-commands.ts';

interface ListFlags extends DataDirFlag {
  readonly json?: boolean;
}

const pageSize = 500;

/** Every entry that fits, page by page. */
async function all(flags: DataDirFlag, query: Pick<StickyQuery, 'query'>): Promise<StickySession[]> {
  const collect = async (page: (query: StickyQuery) => Promise<StickyPage>): Promise<StickySession[]> => {
    const entries: StickySession[] = [];
    let cursor: string | null = null;
    do {
      const next = await page({ ...query, limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      entries.push(...next.entries);
      cursor = next.nextCursor;
    } while (cursor !== null);
    return entries;
  };
  return await withAccounts(flags, {
    overHttp: (origin) =>
      collect(async (asked) => {
        const search = new URLSearchParams();
        for (const [name, value] of Object.entries(asked)) search.set(name, String(value));
        return stickyPageSchema.parse(await askEngine(`${origin}/api/sticky-sessions?${search.toString()}`));
      }),
    inProcess: (engine) => collect(async (asked) => await Promise.resolve(engine.stickySessions.list(asked))),
  });
}

function lineOf({ key, kind, displayName, updatedAt, isStale }: StickySession): string {
  return `${key.padEnd(38)} ${kind.padEnd(13)} ${displayName.padEnd(32)} ${updatedAt}${isStale ? '  stale' : ''}`;
}

async function list(flags: ListFlags): Promise<void> {
  const entries = await all(flags, {});
  if (flags.json === true) console.log(JSON.stringify({ entries }, null, 2));
  else if (entries.length === 0) console.log('No conversation is bound to an account.');
  else for (const entry of entries) console.log(lineOf(entry));
}

async function unpin(key: string, flags: DataDirFlag): Promise<void> {
  const entry = (await all(flags, { query: key })).find((each) => each.key === key);
  if (entry === undefined)
    throw new Refusal('sticky_session_not_found', `No conversation "${key}" is bound. See: evenkeel affinity list`);
  const path = [entry.kind, entry.key].map(encodeURIComponent).join('/');
  await withAccounts<unknown>(flags, {
    overHttp: (origin) => askEngine(`${origin}/api/sticky-sessions/${path}`, { method: 'DELETE' }),
    inProcess: (engine) => engine.stickySessions.unpin(entry.kind, entry.key, 'command line'),
  });
  console.log(`${key} is not bound to ${entry.displayName} any more.`);
}

async function purge(flags: DataDirFlag & { readonly account?: string }): Promise<void> {
  const { account: wanted } = flags;
  const { purged } = await withAccounts(flags, {
    overHttp: async (origin) => {
      const accounts =
        wanted === undefined ? [] : accountsSchema.parse(await askEngine(`${origin}/api/accounts`)).accounts;
      const what = purgeOf(wanted === undefined ? null : accountNamed(wanted, accounts).accountId);
      return stickyPurgedSchema.parse(await askEngine(`${origin}/api/sticky-sessions/purge`, jsonBody('POST', what)));
    },
    inProcess: async (engine) => {
      const { accounts } = engine.snapshot();
      const what = purgeOf(wanted === undefined ? null : accountNamed(wanted, accounts).accountId);
      return await engine.stickySessions.purge(what, 'command line');
    },
  });
  console.log(`${purged === 1 ? '1 conversation is' : `${purged} conversations are`} not bound any more.`);
}

function purgeOf(accountId: string | null): { staleOnly: true } | { accountId: string } {
  return accountId === null ? { staleOnly: true } : { accountId };
}

/** `evenkeel affinity list [--json] | unpin KEY | purge [--account ID-OR-EMAIL]` */
export function addAffinityCommands(program: Command): void {
  const affinity = program.command('affinity').description('which conversation stays on which account');
  affinity
    .command('list')
    .description('show the conversations that are bound to an account, used last first')
    .option('--json', 'as JSON')
    .option('--data-dir <folder>', 'where data is kept')
    .action(list);
  affinity
    .command('unpin')
    .description('let go of a conversation; its next request begins anew')
    .argument('<key>', 'as "affinity list" shows it')
    .option('--data-dir <folder>', 'where data is kept')
    .action(unpin);
  affinity
    .command('purge')
    .description('let go of all that are past their lifetime, or of all of an account')
    .option('--account <id-or-email>', 'as "accounts list" shows it')
    .option('--data-dir <folder>', 'where data is kept')
    .action(purge);
}
