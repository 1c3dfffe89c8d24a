import { randomBytes, randomUUID } from 'node:crypto';

import type { Account } from '../accounts/account.ts';
import { AccountBook } from '../accounts/account-book.ts';
import { accountExporter } from '../accounts/export-account.ts';
import { importAuthFiles } from '../accounts/import/import-auth-files.ts';
import { previewAuthFiles } from '../accounts/import/preview-auth-files.ts';
import { PoolResets } from '../accounts/pool-resets.ts';
import { ResetCreditDesk } from '../accounts/reset-credits.ts';
import { TokenGuardian } from '../accounts/token-guardian.ts';
import { TokenKeeper } from '../accounts/token-keeper.ts';
import { UsagePoller } from '../accounts/usage-poller.ts';
import type { PoolForecast } from '../contract/forecast.ts';
import type { Settings } from '../contract/settings.ts';
import type { Engine, Logins } from '../engine-api.ts';
import { callbackPortsFor } from '../logins/callback-ports.ts';
import { announceLogins, type LoginAnnouncer } from '../logins/login-announcer.ts';
import { LoginBook } from '../logins/login-book.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import type { Clock, Logger } from '../ports.ts';
import { forecastPool, type ForecastAccount } from '../usage/forecast.ts';
import { UsageTrail } from '../usage/usage-trail.ts';
import type { Store } from '../storage/store.ts';
import type { Vault } from '../vault/vault.ts';
import type { Upstream } from './upstream.ts';

export interface AccountServicesOptions {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
  readonly events: LiveEvents;
  readonly upstream: Upstream;
  /** Where the browser may come back to after a sign-in; without it, the ports that the sign-in service knows. */
  readonly loginPorts: readonly number[] | undefined;
}

export type AccountServices = Awaited<ReturnType<typeof assembleAccounts>>;

/** The accounts and what keeps them: tokens, usage, signing in, importing. */
export async function assembleAccounts(options: AccountServicesOptions) {
  const { store, vault, clock, logger, settings, upstream } = options;
  const book = await AccountBook.load({ store, vault, clock, logger });
  const trail = new UsageTrail({ book, store, logger });
  const tokens = new TokenKeeper({ book, endpoint: upstream.tokenEndpoint, clock, logger, settings });
  const poller = new UsagePoller({
    book,
    tokens,
    endpoint: upstream.usageEndpoint,
    clock,
    logger,
    settings,
    onClockJump: upstream.dropIdle,
    onReported: (account) => resetCredits.learnDates(account),
  });
  const resetCredits = new ResetCreditDesk({
    book,
    tokens,
    endpoint: upstream.resetCreditEndpoint,
    poller,
    store,
    clock,
    logger,
    newId: randomUUID,
  });
  const guardian = new TokenGuardian({ book, tokens, clock, logger });
  const onSignedIn = (account: Account): void => {
    poller
      .refresh(account)
      .catch((error: unknown) => logger.error('Asking a new account for its usage failed', { error }));
  };
  const loginAnnouncer = announceLogins(options.events);
  const loginBook = new LoginBook({
    endpoint: upstream.loginEndpoint,
    book,
    clock,
    logger,
    randomBytes,
    callbackPorts: options.loginPorts ?? callbackPortsFor(settings().authBaseUrl),
    findHolder: findPortHolder,
    onSignedIn,
    onOver: (status) => loginAnnouncer.over(status),
  });
  const importFiles: Engine['importAuthFiles'] = (files, how) =>
    importAuthFiles(files, { book, logger, onSignedIn }, how);
  const previewFiles: Engine['previewAuthFiles'] = (files) => previewAuthFiles(files, { accounts: () => book.all() });

  return {
    book,
    tokens,
    poller,
    resetCredits,
    poolResets: new PoolResets({ book, desk: resetCredits, clock, logger }),
    guardian,
    loginBook,
    logins: loginsOf(loginBook, loginAnnouncer),
    importFiles,
    exportAccount: accountExporter({ book, tokens, store, clock }),
    previewFiles,
    trail,
    forecast: (): PoolForecast =>
      forecastPool(book.all().map(forecastable), (accountId, window) => trail.of(accountId, window), clock.nowMs()),
  };
}

function forecastable({ id, record, status, resetAtMs, usage }: Account): ForecastAccount {
  return { id, planType: record.planType, status, resetAtMs, usage };
}

function loginsOf(book: LoginBook, announcer: LoginAnnouncer): Logins {
  return {
    start: async ({ forceMethod, accountId }, startedBy) => {
      const started = await book.start(forceMethod ?? 'browser', accountId ?? null);
      announcer.began(started, startedBy ?? null);
      return started;
    },
    status: (flowId) => book.status(flowId),
    cancel: (flowId) => book.cancel(flowId),
    manualCallback: ({ callbackUrl, flowId }) => book.manualCallback(callbackUrl, flowId ?? null),
  };
}
