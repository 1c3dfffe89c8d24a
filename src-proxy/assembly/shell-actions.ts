import type { AccountBook } from '../accounts/account-book.ts';
import type { AuditActor } from '../contract/audit.ts';
import type { AccountActions } from '../contract/account-actions.ts';
import { localVisitor } from '../dashboard-auth/visitor.ts';
import type { ProxySwitch } from '../relay/proxy-switch.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import type { Engine } from '../engine-api.ts';
import { differences, type AuditTrailPorts } from '../server/audited-routes.ts';

export interface ShellActionParts {
  readonly book: AccountBook;
  readonly accountActions: AccountActions;
  readonly removeAccount: (accountId: string, options: { history: boolean }) => Promise<void>;
  readonly signIn: DashboardSignIn;
  readonly trail: AuditTrailPorts;
  readonly settingsBook: SettingsBook;
  readonly proxySwitch: ProxySwitch;
}

type ShellActions = Pick<
  Engine,
  | 'pauseAccount'
  | 'reactivateAccount'
  | 'removeAccount'
  | 'accountActions'
  | 'dashboard'
  | 'settings'
  | 'changeSettings'
  | 'pauseProxy'
  | 'resumeProxy'
>;

/** What tray and command line change without a request: with the same lines in the audit log as over the API. */
export function shellActions(parts: ShellActionParts): ShellActions {
  const { book, accountActions, removeAccount, signIn, trail, settingsBook, proxySwitch } = parts;
  async function noted<Result>(
    about: { readonly action: string; readonly actor: AuditActor; readonly target: string | null },
    look: () => unknown,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = await look();
    const result = await work();
    const detail = differences(before, await look());
    await trail.store.appendAudit({ atMs: trail.clock.nowMs(), ...about, detail }).catch((error: unknown) => {
      trail.logger.error('A change could not be written to the audit log', { action: about.action, error });
    });
    return result;
  }
  const onAccount = <Result>(action: string, actor: AuditActor, target: string, work: () => Promise<Result>) =>
    noted({ action: `account.${action}`, actor, target }, () => trail.lookAtAccount(target), work);

  const turn = (action: string, isPaused: boolean) =>
    noted(
      { action, actor: 'tray', target: null },
      () => ({}),
      () => Promise.resolve(proxySwitch.set(isPaused)),
    );

  return {
    settings: () => settingsBook.values,
    changeSettings: async (values) => {
      const about = { action: 'settings.change', actor: 'tray', target: null } as const;
      await noted(about, trail.lookAtSettings, () => settingsBook.update(values));
    },
    pauseProxy: () => turn('proxy.pause', true),
    resumeProxy: () => turn('proxy.resume', false),
    pauseAccount: async (id, actor = 'tray') => book.summary(await onAccount('pause', actor, id, () => book.pause(id))),
    reactivateAccount: async (id, actor = 'tray') =>
      book.summary(await onAccount('resume', actor, id, () => book.reactivate(id))),
    removeAccount: (id, options, actor = 'tray') => onAccount('remove', actor, id, () => removeAccount(id, options)),
    accountActions: {
      ...accountActions,
      // Only the command line does these without a request.
      rename: (id, alias) => onAccount('rename', 'command line', id, () => accountActions.rename(id, alias)),
      setRoutingPolicy: (id, policy) =>
        onAccount('routing_policy', 'command line', id, () => accountActions.setRoutingPolicy(id, policy)),
      setOrder: (ids) =>
        noted({ action: 'account.order', actor: 'command line', target: null }, trail.lookAtOrder, () =>
          accountActions.setOrder(ids),
        ),
    },
    dashboard: {
      handOver: () => signIn.handOver(),
      bootstrapToken: () => signIn.bootstrapToken(),
      resetPassword: () =>
        noted(
          { action: 'dashboard_auth.password_removed', actor: 'command line', target: null },
          () => ({ passwordSet: signIn.passwordSet }),
          () => signIn.removePassword(null, localVisitor, { address: 'loopback', isRemote: false }),
        ),
    },
  };
}
