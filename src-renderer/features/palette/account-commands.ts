import type { AccountSummary } from '#contract/account.ts';

import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { needsOwner } from '../accounts/standing.ts';
import type { Command } from './rank-commands.ts';

const t = messages.palette;
const isPaused = ({ status }: AccountSummary): boolean => status === 'paused';
const mayPause = ({ status }: AccountSummary): boolean => status !== 'paused' && status !== 'deactivated';

/** What there is to do with each account, and with all of them. Owners only. */
export function accountCommands(dashboard: Dashboard): Command[] {
  const { accounts } = dashboard.live;
  return [...accounts.flatMap((account) => ofAccount(dashboard, account)), ...ofAll(dashboard)];
}

function ofAccount(dashboard: Dashboard, account: AccountSummary): Command[] {
  const { accountLink, signIn, preferences, api } = dashboard;
  const { accountId } = account;
  const name = preferences.shown(account.displayName);
  const command = (what: string, title: string, run: Command['run']): Command => ({
    id: `account:${what}:${accountId}`,
    title,
    group: 'account',
    keywords: `${t.accountKeywords} ${preferences.shown(account.email ?? '')}`,
    run,
  });
  const said = messages.accounts;
  const pause = () => change(dashboard, [account], 'pause', said.paused(name));
  const resume = () => change(dashboard, [account], 'resume', said.resumed(name));
  return [
    command('details', t.details(name), () => accountLink.show(accountId)),
    ...(mayPause(account) ? [command('pause', t.pause(name), pause)] : []),
    ...(isPaused(account) ? [command('resume', t.resume(name), resume)] : []),
    ...(needsOwner(account) ? [command('sign-in', t.signInAgain(name), () => signIn.open(accountId))] : []),
    command('refresh', t.refresh(name), async () => {
      await tell(dashboard, messages.usage.refreshed(name), async () => {
        dashboard.live.putAccount(await api.refreshUsage(accountId));
      });
    }),
  ];
}

function ofAll(dashboard: Dashboard): Command[] {
  const { accounts } = dashboard.live;
  const running = accounts.filter(mayPause);
  const paused = accounts.filter(isPaused);
  const all = (which: readonly AccountSummary[], to: 'pause' | 'resume', title: string, keywords: string): Command[] =>
    which.length < 2
      ? []
      : [
          {
            id: `accounts:${to}-all`,
            title,
            group: 'action',
            keywords,
            run: () =>
              change(dashboard, which, to, to === 'pause' ? t.pausedAll(which.length) : t.resumedAll(which.length)),
          },
        ];
  return [
    ...all(running, 'pause', t.pauseAll, t.pauseAllKeywords),
    ...all(paused, 'resume', t.resumeAll, t.resumeAllKeywords),
  ];
}

/** Pauses or resumes, and offers the way back. */
async function change(
  dashboard: Dashboard,
  accounts: readonly AccountSummary[],
  to: 'pause' | 'resume',
  said: string,
): Promise<void> {
  const { api, live, undo, announcer } = dashboard;
  const ask = async (way: 'pause' | 'resume'): Promise<void> => {
    for (const { accountId } of accounts)
      live.putAccount(await (way === 'pause' ? api.pauseAccount(accountId) : api.reactivateAccount(accountId)));
  };
  try {
    await ask(to);
    announcer.say(said);
    undo.offer(said, () => ask(to === 'pause' ? 'resume' : 'pause'));
  } catch (error) {
    undo.fail(error);
  }
}

async function tell(dashboard: Dashboard, said: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    dashboard.announcer.say(said);
    dashboard.undo.note(said);
  } catch (error) {
    dashboard.undo.fail(error);
  }
}
