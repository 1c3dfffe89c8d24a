import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { toRefusal } from '../../src-proxy/contract/refusal.ts';
import type { Engine } from '../../src-proxy/engine-api.ts';
import type { Logger } from '../../src-proxy/ports.ts';
import type { Speech } from '../i18n/speech.ts';
import { isOffered } from './account-menu.ts';
import type { AccountWork, PoolWork, WorkResult } from './account-work.ts';
import { refusalText, refusalTexts } from './engine-text.ts';
import { probeText } from './probe-text.ts';
import type { AccountAction, AccountVerb } from './tray-item.ts';

/** Something that a person asked for and that did not come about. */
export interface WorkProblem {
  readonly message: string;
  readonly detail: string;
}

export interface AccountWorkerPorts {
  /** `null` while none runs; then there is nothing to do anything with. */
  readonly engine: () => Engine | null;
  readonly signIn: (accountId: string) => void;
  /** Shows the account in the window, where there is room to do the rest; with `resets`, what it may spend of those. */
  readonly showDetails: (accountId: string, part?: 'resets') => void;
  /** Tells the person. The dialog may stay for long; nothing waits for it. */
  readonly tell: (problem: WorkProblem) => void;
  /** Lets this account alone serve. */
  readonly useOnly: (engine: Engine, accountId: string) => Promise<void>;
  readonly copyText: (text: string) => Promise<void>;
  readonly speech: () => Speech;
  readonly nowMs: () => number;
  readonly log: Logger;
  readonly onChange: () => void;
}

/** Does what a person asks of accounts in the tray, once at a time each, and remembers what became of it. */
export interface AccountWorker {
  /** Never rejects: what goes wrong is told. */
  run(action: AccountAction): Promise<void>;
  refreshAll(): Promise<void>;
  work(): PoolWork;
  forget(accountId: string): void;
}

export function createAccountWorker(ports: AccountWorkerPorts): AccountWorker {
  const accounts = new Map<string, AccountWork>();
  let isRefreshingAll = false;

  async function run(action: AccountAction): Promise<void> {
    const problem = await attempt(action);
    if (problem) ports.tell(problem);
  }

  async function refreshAll(): Promise<void> {
    const known = ports.engine()?.snapshot().accounts ?? [];
    const askable = known.filter((account) => isOffered('refresh-usage', account));
    if (isRefreshingAll || askable.length === 0) return;
    isRefreshingAll = true;
    const asked = askable.map(({ accountId }) => attempt({ verb: 'refresh-usage', accountId }));
    const problems = (await Promise.all(asked)).filter((problem) => problem !== null);
    isRefreshingAll = false;
    ports.onChange();
    const [first, ...others] = problems;
    if (!first) return;
    if (others.length === 0) {
      ports.tell(first);
      return;
    }
    const { say, count } = ports.speech();
    const message = say.failed.usageOfMany(count(problems.length));
    ports.tell({ message, detail: problems.map(({ detail }) => detail).join('\n\n') });
  }

  /** Resolves with what went wrong. */
  async function attempt({ verb, accountId }: AccountAction): Promise<WorkProblem | null> {
    const engine = ports.engine();
    const account = engine?.snapshot().accounts.find((one) => one.accountId === accountId);
    const before = accounts.get(accountId) ?? { underWay: [], last: null };
    if (!engine || !account || before.underWay.includes(verb)) return null;
    put(accountId, { ...before, underWay: [...before.underWay, verb] });
    try {
      finish(accountId, verb, await perform(engine, account, verb));
      return null;
    } catch (error) {
      const refusal = toRefusal(error);
      ports.log.warn('What was asked for in the tray was refused.', { verb, accountId, error });
      finish(accountId, verb, (speech) => refusalText(refusal, speech));
      const speech = ports.speech();
      const message = speech.say.failed.account[verb](account.displayName);
      return { message, detail: refusalTexts(refusal, speech) };
    }
  }

  /** Resolves with what is worth a line in the menu, where the account's own lines do not show it. */
  async function perform(
    engine: Engine,
    account: AccountSummary,
    verb: AccountVerb,
  ): Promise<WorkResult['text'] | null> {
    const { accountId } = account;
    switch (verb) {
      case 'pause':
        await engine.pauseAccount(accountId);
        return null;
      case 'resume':
        await engine.reactivateAccount(accountId);
        return null;
      case 'refresh-usage':
        await engine.accountActions.refreshUsage(accountId);
        return null;
      case 'probe': {
        const probe = await engine.accountActions.probe(accountId);
        return (speech) => probeText(probe, account, speech);
      }
      case 'use-only':
        await ports.useOnly(engine, accountId);
        return null;
      case 'sign-in':
        ports.signIn(accountId);
        return null;
      case 'copy-email':
        await ports.copyText(account.email ?? '');
        return null;
      case 'use-reset':
        // Spending one cannot be taken back: that is asked in the window, where it says what it does.
        ports.showDetails(accountId, 'resets');
        return null;
      case 'details':
        ports.showDetails(accountId);
        return null;
    }
  }

  function finish(accountId: string, verb: AccountVerb, text: WorkResult['text'] | null): void {
    const now = accounts.get(accountId);
    // Removed meanwhile: then there is no menu to show it in.
    if (!now) return;
    const result: WorkResult | null = text === null ? null : { verb, atMs: ports.nowMs(), text };
    put(accountId, {
      underWay: now.underWay.filter((other) => other !== verb),
      // What a success has to say for itself is in the account's lines; the failure before it is over.
      last: result ?? (now.last?.verb === verb ? null : now.last),
    });
  }

  function put(accountId: string, work: AccountWork): void {
    accounts.set(accountId, work);
    ports.onChange();
  }

  return {
    run,
    refreshAll,
    work: () => ({ accounts, isRefreshingAll }),
    forget: (accountId) => void accounts.delete(accountId),
  };
}
