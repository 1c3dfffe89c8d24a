import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { TokenEndpoint, UpstreamFailure } from '../providers/provider.ts';
import { StoreError } from '../storage/store.ts';
import { VaultError, type TokenSet } from '../vault/vault.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import {
  asRefreshFailure,
  cutOffRefresh,
  localFailure,
  missingTokens,
  restAfter,
  type FailedRefresh,
} from './refresh-failure.ts';
import { isMarked, markFor } from './refresh-mark.ts';
import { isUnexplainedRefusal } from './unexplained-refusal.ts';

export type TokenAnswer =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

export interface TokenKeeperPorts {
  readonly book: AccountBook;
  readonly endpoint: TokenEndpoint;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'tokenRefreshIntervalDays'>;
}

const dayMs = 86_400_000;
/** How long a stop waits for answers that are on their way and for a vault that may yet take what it refused. */
const lastPatienceMs = 2000;

interface Renewed {
  /** The set that was spent for it; when the account has another by now, this is of no use any more. */
  readonly after: TokenSet;
  readonly tokens: TokenSet;
}

/**
 * Gives out access tokens and renews them. A refresh token is good for one use, so for each account at most one refresh
 * runs at a time, everybody else waits for its outcome, and the new set is in the vault before anybody gets it.
 */
export class TokenKeeper {
  readonly #ports: TokenKeeperPorts;
  readonly #unsaved = new Map<string, Renewed>();
  readonly #running = new Map<string, Promise<TokenAnswer>>();
  readonly #failed = new Map<string, FailedRefresh>();

  #stopping = false;

  constructor(ports: TokenKeeperPorts) {
    this.#ports = ports;
    for (const account of ports.book.all()) {
      const { tokens, record } = account;
      if (tokens === null || !isMarked(record.refreshMark, 'refresh', tokens)) continue;
      const cutOff = cutOffRefresh(tokens, record.refreshMark, ports.clock.nowMs());
      this.#failed.set(account.id, cutOff);
      ports.book.lessons.trouble(account, cutOff.failure);
    }
  }

  /** The account's token, renewed first when it is old. */
  async accessToken(account: Account): Promise<TokenAnswer> {
    const { tokens } = account;
    if (tokens === null) return { kind: 'failed', failure: missingTokens() };
    if (!this.#isOld(tokens.obtainedAtMs) || this.#mayBeSpent(account))
      return { kind: 'token', accessToken: tokens.accessToken };
    const renewed = await this.#renew(account);
    // An old token may still be good; only the upstream can say, and it will.
    if (renewed.kind === 'failed' && renewed.failure.class !== 'permanent')
      return { kind: 'token', accessToken: tokens.accessToken };
    return renewed;
  }

  /** After the upstream refused `refused`. When somebody else has renewed it meanwhile, theirs is taken. */
  async renewRefused(account: Account, refused: string): Promise<TokenAnswer> {
    const { tokens } = account;
    if (tokens === null) return { kind: 'failed', failure: missingTokens() };
    if (tokens.accessToken !== refused) return { kind: 'token', accessToken: tokens.accessToken };
    return await this.#renew(account);
  }

  /** Renews tokens that nobody may have used for long. Waits for a refresh that runs already rather than start another. */
  async renew(account: Account): Promise<TokenAnswer> {
    if (account.tokens === null) return { kind: 'failed', failure: missingTokens() };
    const failed = this.#failureOf(account);
    return failed && this.#mayBeSpent(account)
      ? { kind: 'failed', failure: failed.failure }
      : await this.#renew(account);
  }

  /** Resolves when no refresh of this account runs. */
  async settled(account: Account): Promise<void> {
    await this.#running.get(account.id);
  }

  /**
   * Nothing new begins. Answers that are on their way are waited for, and renewed tokens that the vault refused are offered
   * once more; what cannot be saved is told, and its mark stays on disk, so that the next start knows.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#running.size === 0 && this.#unsaved.size === 0) return;
    const { book, clock, logger } = this.#ports;
    const saved = new AbortController();
    await Promise.race([
      clock.sleep(lastPatienceMs, saved.signal).catch(() => undefined),
      this.#saveAll().finally(() => saved.abort()),
    ]);
    for (const id of this.#running.keys())
      logger.warn('Evenkeel ends in the middle of renewing a sign-in', {
        accountId: id,
        account: book.find(id)?.label,
      });
    for (const { account } of this.#unsavedNow()) {
      logger.error(
        'The renewed tokens of this account could not be stored before the end, and the stored ones are spent: it will need a new sign-in',
        { accountId: account.id, account: account.label },
      );
    }
  }

  async #saveAll(): Promise<void> {
    await Promise.allSettled(this.#running.values());
    await Promise.all(this.#unsavedNow().map(({ account, renewed }) => this.#save(account, renewed)));
  }

  #unsavedNow(): { account: Account; renewed: Renewed }[] {
    return [...this.#unsaved].flatMap(([id, renewed]) => {
      const account = this.#ports.book.find(id);
      return account?.tokens === renewed.after ? [{ account, renewed }] : [];
    });
  }

  /**
   * After an answer that was lost, in this run or by the end of an earlier one. Such a refresh token is sent again only
   * when the access token has been refused: until then there is nothing to win by it, and a sign-in to lose.
   */
  #mayBeSpent(account: Account): boolean {
    return !this.#running.has(account.id) && (this.#failureOf(account)?.lostInARow ?? 0) > 0;
  }

  /** A file without a date says nothing about its age: it is used until it is refused. */
  #isOld(obtainedAtMs: number | null): boolean {
    return (
      obtainedAtMs !== null &&
      this.#ports.clock.nowMs() - obtainedAtMs > this.#ports.settings().tokenRefreshIntervalDays * dayMs
    );
  }

  async #renew(account: Account): Promise<TokenAnswer> {
    const running = this.#running.get(account.id);
    if (running) return await running;
    const failed = this.#failureOf(account);
    if (failed && failed.untilMs > this.#ports.clock.nowMs()) return { kind: 'failed', failure: failed.failure };
    const renewal = this.#refresh(account).finally(() => this.#running.delete(account.id));
    this.#running.set(account.id, renewal);
    return await renewal;
  }

  /**
   * Only what is in the vault is used. Where the vault does not take it, the new set is kept at hand and offered again at
   * the next call: the old refresh token is spent, so asking once more would lose the account.
   */
  async #save(account: Account, renewed: Renewed): Promise<TokenAnswer> {
    const { book, logger } = this.#ports;
    try {
      await book.replaceTokens(account, renewed);
    } catch (error) {
      this.#unsaved.set(account.id, renewed);
      if (!(error instanceof VaultError)) throw error;
      logger.error('Renewed tokens could not be stored; it is tried again', { accountId: account.id, error });
      return { kind: 'failed', failure: localFailure('vault_unavailable', error.message) };
    }
    this.#unsaved.delete(account.id);
    if (account.tokens === renewed.tokens) logger.info('Tokens were renewed', { accountId: account.id });
    return this.#current(account);
  }

  async #refresh(account: Account): Promise<TokenAnswer> {
    const { book, endpoint, clock, logger } = this.#ports;
    const { tokens } = account;
    if (tokens === null) return { kind: 'failed', failure: missingTokens() };
    const unsaved = this.#unsaved.get(account.id);
    if (unsaved?.after === tokens) return await this.#save(account, unsaved);
    if (this.#stopping) return { kind: 'failed', failure: localFailure('draining', 'Evenkeel is stopping.') };
    const earlier = this.#failureOf(account);
    const doubt = isMarked(account.record.refreshMark, 'refresh', tokens) ? account.record.refreshMark : null;
    const mark = markFor('refresh', tokens, clock.nowMs());
    try {
      await book.markRefresh(account, mark);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: 'failed', failure: localFailure('store_unavailable', error.message) };
    }
    if (account.tokens !== tokens) return this.#current(account);
    const result = await endpoint.refresh(tokens, account.id);
    // A sign-in that came while the refresh ran is newer than either outcome of it.
    if (account.tokens !== tokens) return this.#current(account);
    if (result.kind === 'refreshed') {
      this.#failed.delete(account.id);
      return await this.#save(account, { after: tokens, tokens: result.tokens });
    }
    const lostBefore = earlier?.lostInARow ?? 0;
    const failure = asRefreshFailure(result.failure, lostBefore > 0);
    const isLost = failure.class === 'dropped';
    const lostInARow = isLost ? lostBefore + 1 : lostBefore;
    // What never left us, or was answered, leaves the doubt that there was before; a final answer leaves none.
    if (!isLost) book.unmarkRefresh(account, failure.class === 'permanent' ? null : doubt);
    logger.warn('Tokens could not be renewed', { accountId: account.id, code: failure.code, message: failure.message });
    const restMs = restAfter(failure, lostInARow);
    this.#failed.set(account.id, {
      untilMs: clock.nowMs() + restMs,
      failure,
      refreshToken: tokens.refreshToken,
      lostInARow,
    });
    // What else goes wrong there is about the sign-in service or the way to it, not about the account.
    if (failure.class === 'permanent' || isUnexplainedRefusal(failure)) book.lessons.failure(account, failure);
    else book.lessons.trouble(account, failure);
    return { kind: 'failed', failure };
  }

  #current({ tokens }: Account): TokenAnswer {
    return tokens === null
      ? { kind: 'failed', failure: missingTokens() }
      : { kind: 'token', accessToken: tokens.accessToken };
  }

  /** What is known of the refresh token that the account has now; another one starts with a clean slate. */
  #failureOf(account: Account): FailedRefresh | null {
    const failed = this.#failed.get(account.id);
    return failed !== undefined && failed.refreshToken === account.tokens?.refreshToken ? failed : null;
  }
}
