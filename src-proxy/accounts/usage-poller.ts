import type { Clock, Logger } from '../ports.ts';
import type { UpstreamFailure, UsageEndpoint } from '../providers/provider.ts';
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
  /** The machine slept, or its clock was set: what is open to the upstream may be dead without knowing. */
  readonly onClockJump: () => void;
}

export type UsageRefresh =
  { readonly kind: 'reported' } | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

const idleCheckMs = 5000;
/** As the reference: an account whose usage may not be asked is left alone for so long. */
const refusedRestMs = 300_000;
/** More than any pause between two looks can be late by. */
const clockJumpMs = 60_000;

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
  async refresh(account: Account): Promise<UsageRefresh> {
    const { book, tokens, endpoint, clock, logger } = this.#ports;
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return token;
    let report = await endpoint.fetchUsage(token.accessToken, account.record.chatgptAccountId);
    if (report.kind === 'failed' && report.failure.class === 'unauthorized') {
      const renewed = await tokens.renewRefused(account, token.accessToken);
      if (renewed.kind === 'failed') return renewed;
      report = await endpoint.fetchUsage(renewed.accessToken, account.record.chatgptAccountId);
    }
    if (report.kind === 'reported') {
      if (report.planType !== null) book.notePlan(account, report.planType.toLowerCase());
      if (report.sample !== null) book.noteUsage(account, report.sample);
      this.#restUntil.delete(account.id);
      return { kind: 'reported' };
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
    return { kind: 'failed', failure };
  }

  async #run(): Promise<void> {
    const { book, clock, settings, logger } = this.#ports;
    const { signal } = this.#stopped;
    let next = 0;
    let expectedMs = clock.nowMs();
    while (!signal.aborted) {
      const jumped = Math.abs(clock.nowMs() - expectedMs) > clockJumpMs;
      if (jumped) this.#noteClockJump(clock.nowMs() - expectedMs);
      const accounts = book.all().filter((account) => this.#mayAsk(account));
      const intervalMs = settings().usageRefreshInterval * 1000;
      if (intervalMs > 0 && accounts.length > 0) {
        const account = accounts[next % accounts.length];
        next += 1;
        const isOld = account && clock.nowMs() - (account.usage?.atMs ?? 0) >= intervalMs / 2;
        for (const due of jumped ? accounts : isOld ? [account] : []) {
          if (signal.aborted) return;
          await this.refresh(due).catch((error: unknown) => logger.error('Asking for usage failed', { error }));
        }
      }
      const pauseMs = intervalMs > 0 ? intervalMs / Math.max(1, accounts.length) : idleCheckMs;
      this.#rest = new AbortController();
      const restMs = Math.min(pauseMs, 60_000);
      const restsFromMs = clock.nowMs();
      await clock.sleep(restMs, AbortSignal.any([signal, this.#rest.signal])).catch(() => undefined);
      // Woken early, the rest was as long as it was.
      expectedMs = this.#rest.signal.aborted ? clock.nowMs() : restsFromMs + restMs;
    }
  }

  #noteClockJump(byMs: number): void {
    const { book, logger, onClockJump } = this.#ports;
    logger.info('The clock jumped; this machine slept or its time was set', { seconds: Math.round(byMs / 1000) });
    this.#restUntil.clear();
    book.noteClockChange();
    onClockJump();
  }

  #mayAsk(account: Account): boolean {
    if (account.status !== 'active' && account.status !== 'rate_limited' && account.status !== 'quota_exceeded')
      return false;
    return (this.#restUntil.get(account.id) ?? 0) <= this.#ports.clock.nowMs();
  }
}
