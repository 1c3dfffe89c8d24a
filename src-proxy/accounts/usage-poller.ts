import type { Clock, Logger } from '../ports.ts';
import type { UsageEndpoint } from '../providers/provider.ts';
import type { Settings } from '../contract/settings.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface UsagePollerPorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly endpoint: UsageEndpoint;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'usageRefreshInterval'>;
}

const idleCheckMs = 5000;
/** As the reference: an account whose usage may not be asked is left alone for so long. */
const refusedRestMs = 300_000;

/** Asks each account in turn what it has left, so that a whole round takes one interval. */
export class UsagePoller {
  readonly #ports: UsagePollerPorts;
  readonly #stopped = new AbortController();
  #rest = new AbortController();
  readonly #restUntil = new Map<string, number>();
  #loop: Promise<void> | null = null;

  constructor(ports: UsagePollerPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  /** The interval may have changed: what is being waited for counts no more. */
  wake(): void {
    this.#rest.abort();
  }

  /** Asks one account now. Failures are noted, not thrown: usage is good to have, never a condition. */
  async refresh(account: Account): Promise<void> {
    const { book, tokens, endpoint, clock, logger } = this.#ports;
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return;
    let report = await endpoint.fetchUsage(token.accessToken, account.record.chatgptAccountId);
    if (report.kind === 'failed' && report.failure.class === 'unauthorized') {
      const renewed = await tokens.renewRefused(account, token.accessToken);
      if (renewed.kind === 'failed') return;
      report = await endpoint.fetchUsage(renewed.accessToken, account.record.chatgptAccountId);
    }
    if (report.kind === 'reported') {
      if (report.planType !== null) book.notePlan(account, report.planType.toLowerCase());
      if (report.sample !== null) book.noteUsage(account, report.sample);
      return;
    }
    const { failure } = report;
    logger.debug('Usage could not be read', {
      accountId: account.id,
      code: failure.code,
      statusCode: failure.statusCode,
    });
    if (failure.class === 'permanent') book.noteFailure(account, failure);
    if (failure.class === 'unauthorized' || failure.class === 'account_refused')
      this.#restUntil.set(account.id, clock.nowMs() + refusedRestMs);
  }

  async #run(): Promise<void> {
    const { book, clock, settings, logger } = this.#ports;
    const { signal } = this.#stopped;
    let next = 0;
    while (!signal.aborted) {
      const accounts = book.all().filter((account) => this.#mayAsk(account));
      const intervalMs = settings().usageRefreshInterval * 1000;
      if (intervalMs > 0 && accounts.length > 0) {
        const account = accounts[next % accounts.length];
        next += 1;
        if (account && clock.nowMs() - (account.usage?.atMs ?? 0) >= intervalMs / 2) {
          await this.refresh(account).catch((error: unknown) => logger.error('Asking for usage failed', { error }));
        }
      }
      const pauseMs = intervalMs > 0 ? intervalMs / Math.max(1, accounts.length) : idleCheckMs;
      this.#rest = new AbortController();
      await clock.sleep(Math.min(pauseMs, 60_000), AbortSignal.any([signal, this.#rest.signal])).catch(() => undefined);
    }
  }

  #mayAsk(account: Account): boolean {
    if (account.status !== 'active' && account.status !== 'rate_limited' && account.status !== 'quota_exceeded')
      return false;
    return (this.#restUntil.get(account.id) ?? 0) <= this.#ports.clock.nowMs();
  }
}
