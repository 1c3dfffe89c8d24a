import type { Clock, Logger } from '../ports.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { SteadyLoop } from './steady-loop.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface TokenGuardianPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly tokens: Pick<TokenKeeper, 'renew'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const roundIntervalMs = 6 * 3_600_000;
const jitterMs = 300_000;
const maxAgeMs = 12 * 3_600_000;
const concurrency = 3;
const firstBackoffMs = 300_000;
const longestBackoffMs = 3_600_000;
/** Short steps, because a sleep does not count the time that a laptop spends asleep; the clock on the wall does. */
const stepMs = 60_000;

interface Setback {
  readonly inARow: number;
  readonly untilMs: number;
}

/**
 * Keeps sign-ins alive that nobody uses: a refresh token which is left alone for long enough expires. What runs already
 * is not disturbed, since it is the token keeper that renews, one refresh per account at a time.
 */
export class TokenGuardian {
  readonly #ports: TokenGuardianPorts;
  readonly #loop: SteadyLoop;
  readonly #setbacks = new Map<string, Setback>();
  #nextRoundMs = 0;

  constructor(ports: TokenGuardianPorts) {
    this.#ports = ports;
    const { clock, logger } = ports;
    this.#loop = new SteadyLoop({
      clock,
      logger,
      name: 'Renewing idle sign-ins',
      firstRestMs: stepMs,
      round: () => this.#look(),
    });
  }

  start(): void {
    const { clock, random = Math.random } = this.#ports;
    // Whoever starts the app for an hour a day must get a round too.
    this.#nextRoundMs = clock.nowMs() + random() * jitterMs;
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #look(): Promise<number> {
    const { book, clock, random = Math.random } = this.#ports;
    const nowMs = clock.nowMs();
    const isRound = nowMs >= this.#nextRoundMs;
    if (isRound) this.#nextRoundMs = nowMs + roundIntervalMs + random() * jitterMs;
    // A clock that was set back must not put the next round off for as long.
    else this.#nextRoundMs = Math.min(this.#nextRoundMs, nowMs + roundIntervalMs + jitterMs);
    await this.#renewAll(book.all().filter((account) => this.#isDue(account, isRound, nowMs)));
    return stepMs;
  }

  /** In a round every old sign-in; between rounds only those that failed and have rested. */
  #isDue(account: Account, isRound: boolean, nowMs: number): boolean {
    if (!isWorthKeeping(account) || !isAged(account, nowMs)) return false;
    const setback = this.#setbacks.get(account.id);
    return setback === undefined ? isRound : setback.untilMs <= nowMs;
  }

  async #renewAll(accounts: readonly Account[]): Promise<void> {
    const waiting = [...accounts];
    const worker = async (): Promise<void> => {
      for (
        let account = waiting.shift();
        account !== undefined && !this.#loop.signal.aborted;
        account = waiting.shift()
      )
        await this.#renewOne(account);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  async #renewOne(account: Account): Promise<void> {
    const { tokens, clock, logger } = this.#ports;
    try {
      const answer = await tokens.renew(account);
      if (answer.kind === 'token') {
        this.#setbacks.delete(account.id);
        return;
      }
    } catch (error) {
      logger.error('Renewing an idle sign-in failed', { accountId: account.id, error });
    }
    const inARow = (this.#setbacks.get(account.id)?.inARow ?? 0) + 1;
    this.#setbacks.set(account.id, { inARow, untilMs: clock.nowMs() + backoffMs(inARow) });
  }
}

/** 5 minutes, doubled with each failure in a row, up to an hour. */
export function backoffMs(inARow: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.max(0, inARow - 1));
}

/** A sign-in that is lost needs its owner; asking again would not bring it back. */
export function isWorthKeeping({ status, record, tokens }: Pick<Account, 'status' | 'record' | 'tokens'>): boolean {
  if (tokens === null || status === 'reauth_required' || status === 'deactivated') return false;
  return status !== 'paused' || record.deactivationReason === null;
}

/** Tokens of unknown age are as old as the account is here. */
export function isAged({ record, tokens }: Pick<Account, 'record' | 'tokens'>, nowMs: number): boolean {
  return nowMs - (tokens?.obtainedAtMs ?? record.createdAtMs) > maxAgeMs;
}
