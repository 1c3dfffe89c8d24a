import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { UpstreamFailure, UsageEndpoint } from '../providers/provider.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { askAsAccount } from './ask-as-account.ts';
import { AskingRecord } from './asking-record.ts';
import { SteadyLoop } from './steady-loop.ts';
import type { TokenKeeper } from './token-keeper.ts';
import { takeReport } from './usage-report.ts';

export interface UsagePollerPorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly endpoint: UsageEndpoint;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'usageRefreshInterval'>;
  /** The machine slept, or its clock was set: what is open to the upstream may be dead without knowing. */
  readonly onClockJump: () => void;
  /** A report was taken into the book. */
  readonly onReported: (account: Account) => Promise<void>;
}

export type UsageRefresh =
  { readonly kind: 'reported' } | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** How often it looks who is due, at least: an account that was idle a moment ago may be in use now. */
const longestRestMs = 5000;
/** More than any pause between two looks can be late by. */
const clockJumpMs = 60_000;
/** A person who looks wants to see nothing older. */
const lookAgeMs = 20_000;
const mostAtOnce = 4;

/** Asks accounts what they have left, each when `usage-cadence.ts` says so. */
export class UsagePoller {
  readonly #ports: UsagePollerPorts;
  readonly #loop: SteadyLoop;
  readonly #record = new AskingRecord();
  readonly #running = new Map<string, Promise<unknown>>();
  #lookedAtMs: number | null = null;

  constructor(ports: UsagePollerPorts) {
    this.#ports = ports;
    const { clock, logger } = ports;
    this.#loop = new SteadyLoop({
      clock,
      logger,
      name: 'Asking for usage',
      round: ({ lateMs }) => Promise.resolve(this.#round(lateMs)),
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#running.values());
  }

  /** The interval may have changed: what is being waited for counts no more. */
  wake(): void {
    this.#loop.wake();
  }

  /** Somebody opened a view of the accounts: what is older than 20 s is asked, at most once in 20 s. */
  personLooks(): void {
    const { book, clock } = this.#ports;
    const nowMs = clock.nowMs();
    if (this.#lookedAtMs !== null && Math.abs(nowMs - this.#lookedAtMs) < lookAgeMs) return;
    this.#lookedAtMs = nowMs;
    this.#want(book.all().filter(({ usage }) => usage === null || nowMs - usage.atMs > lookAgeMs));
  }

  /** The machine woke or changed its network: connections may be dead, times may be wrong, and what we know is old. */
  noteWake(): void {
    this.#ports.logger.info('This machine woke, or is in another network');
    this.#startAfresh();
  }

  #startAfresh(): void {
    const { book, onClockJump } = this.#ports;
    this.#record.forgetRests();
    book.lessons.clockChange();
    onClockJump();
    this.#want(book.all());
  }

  /** Asks one account now. Failures are noted, not thrown: usage is good to have, never a condition. */
  async refresh(account: Account): Promise<UsageRefresh> {
    const { book, endpoint, clock, logger } = this.#ports;
    this.#record.asked(account.id, clock.nowMs());
    const { signal } = this.#loop;
    const report = await askAsAccount(
      account,
      (accessToken) => endpoint.fetchUsage(accessToken, account.record.chatgptAccountId, account.id, signal),
      { ...this.#ports, signal },
    );
    const failure = report.kind === 'failed' ? report.failure : takeReport(account, report, { book, logger });
    if (failure === null) {
      this.#record.reported(account.id, clock.nowMs());
      await this.#ports.onReported(account);
      return { kind: 'reported' };
    }
    const { code, statusCode } = failure;
    logger.debug('Usage could not be read', { accountId: account.id, code, statusCode });
    if (failure.class === 'permanent') book.lessons.failure(account, failure);
    this.#record.failed(account.id, failure, clock.nowMs());
    return { kind: 'failed', failure };
  }

  #round(lateMs: number): number {
    const { book, clock, settings, logger } = this.#ports;
    if (Math.abs(lateMs) > clockJumpMs) {
      logger.info('The clock jumped; this machine slept or its time was set', { seconds: Math.round(lateMs / 1000) });
      this.#startAfresh();
    }
    const intervalMs = settings().usageRefreshInterval * 1000;
    if (intervalMs === 0) return longestRestMs;
    for (;;) {
      const nowMs = clock.nowMs();
      const accounts = book.all().filter((account) => mayAsk(account) && !this.#running.has(account.id));
      const next = this.#running.size < mostAtOnce ? this.#record.next(accounts, intervalMs, nowMs) : null;
      if (next === null || next.atMs > nowMs)
        return next === null ? longestRestMs : Math.min(longestRestMs, Math.max(1, next.atMs - nowMs));
      this.#record.began(next, nowMs);
      this.#begin(book.require(next.accountId));
    }
  }

  #begin(account: Account): void {
    const asking = this.refresh(account)
      .catch((error: unknown) => {
        this.#record.failed(account.id, null, this.#ports.clock.nowMs());
        this.#ports.logger.error('Asking for usage failed', { accountId: account.id, error });
      })
      .finally(() => {
        this.#running.delete(account.id);
        this.#loop.wake();
      });
    this.#running.set(account.id, asking);
  }

  #want(accounts: readonly Account[]): void {
    for (const account of accounts) this.#record.wanted(account.id);
    this.#loop.wake();
  }
}

function mayAsk({ status }: Account): boolean {
  return status === 'active' || status === 'rate_limited' || status === 'quota_exceeded';
}
