import { randomBytes } from 'node:crypto';

import type { AccountBook } from '../accounts/account-book.ts';
import type { UpstreamProxyBook } from '../accounts/upstream-proxy/upstream-proxy-book.ts';
import { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { AuditTrailPorts } from '../server/audited-routes.ts';
import { createDashboardGate } from '../server/dashboard-gate.ts';
import { isLoopbackHost } from '../settings/resolve-settings.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Store } from '../storage/store.ts';
import type { SecretVault } from '../vault/secret-vault.ts';

export interface DashboardAuthOptions {
  readonly store: Store;
  readonly secrets: SecretVault;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly environment: NodeJS.ProcessEnv;
}

/** Who may use the dashboard. */
export function assembleDashboardAuth({ store, secrets, clock, settings, environment }: DashboardAuthOptions) {
  // Read here and not a setting: it is a secret, and settings are shown.
  const given = environment.EVENKEEL_DASHBOARD_BOOTSTRAP_TOKEN?.trim();
  const signIn = new DashboardSignIn({
    store,
    secrets,
    clock,
    randomBytes,
    isRequired: () => settings().requireSignIn || !isLoopbackHost(settings().host),
    sessionTtlMs: () => settings().dashboardSessionTtlSeconds * 1000,
    bootstrapToken: given ? given : null,
  });
  return { signIn, gate: createDashboardGate(signIn) };
}

export interface AuditTrailOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly book: AccountBook;
  readonly settingsBook: SettingsBook;
  readonly upstreamProxies: UpstreamProxyBook;
}

/** What the audit log is told of things before and after a change. */
export function auditTrailOf(options: AuditTrailOptions): AuditTrailPorts {
  const { store, clock, logger, book, settingsBook, upstreamProxies } = options;
  return {
    store,
    clock,
    logger,
    lookAtAccount(accountId) {
      const account = book.find(accountId);
      if (account === null) return null;
      const { alias, email, routingPolicy, priority, planType } = account.record;
      return { account: account.label, email, alias, planType, status: account.status, routingPolicy, priority };
    },
    lookAtOrder: () => ({
      accountIds: book
        .all()
        .filter(({ record }) => record.priority !== null)
        .toSorted((one, other) => (one.record.priority ?? 0) - (other.record.priority ?? 0))
        .map(({ id }) => id),
    }),
    lookAtSettings: () => Object.fromEntries(settingsBook.view().settings.map(({ key, value }) => [key, value])),
    lookAtWayOut: (accountId) => upstreamProxies.view(accountId),
  };
}
