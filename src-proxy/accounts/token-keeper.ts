import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { TokenEndpoint, UpstreamFailure } from '../providers/provider.ts';
import { VaultError, type TokenSet } from '../vault/vault.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { isUnexplainedRefusal } from './account-state.ts';

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
/** After a failed refresh that may pass: long enough that a burst of requests asks once. */
const failureRestMs = 5000;
/** After a refresh whose answer was lost; doubled each time it is lost again. */
const lostAnswerRestMs = 60_000;
const longestLostAnswerRestMs = 3_600_000;

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

  constructor(ports: TokenKeeperPorts) {
    this.#ports = ports;
  }

  /** The account's token, renewed first when it is old. */
  async accessToken(account: Account): Promise<TokenAnswer> {
    const { tokens } = account;
    if (tokens === null) return { kind: 'failed', failure: missingTokens() };
    if (!this.#isOld(tokens.obtainedAtMs)) return { kind: 'token', accessToken: tokens.accessToken };
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
    return account.tokens === null ? { kind: 'failed', failure: missingTokens() } : await this.#renew(account);
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
      await book.replaceTokens(account, renewed.tokens);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.#unsaved.set(account.id, renewed);
      logger.error('Renewed tokens could not be stored; it is tried again', { accountId: account.id, error });
      return { kind: 'failed', failure: notStored(error.message) };
    }
    this.#unsaved.delete(account.id);
    logger.info('Tokens were renewed', { accountId: account.id });
    return { kind: 'token', accessToken: renewed.tokens.accessToken };
  }

  async #refresh(account: Account): Promise<TokenAnswer> {
    const { book, endpoint, clock, logger } = this.#ports;
    const { tokens } = account;
    if (tokens === null) return { kind: 'failed', failure: missingTokens() };
    const unsaved = this.#unsaved.get(account.id);
    if (unsaved?.after === tokens) return await this.#save(account, unsaved);
    const earlier = this.#failureOf(account);
    const result = await endpoint.refresh(tokens);
    // A sign-in that came while the refresh ran is newer than either outcome of it.
    if (account.tokens !== null && account.tokens !== tokens)
      return { kind: 'token', accessToken: account.tokens.accessToken };
    if (result.kind === 'refreshed') {
      this.#failed.delete(account.id);
      return await this.#save(account, { after: tokens, tokens: result.tokens });
    }
    const lostBefore = earlier?.lostInARow ?? 0;
    const failure = asRefreshFailure(result.failure, lostBefore > 0);
    const lostInARow = failure.class === 'dropped' ? lostBefore + 1 : lostBefore;
    logger.warn('Tokens could not be renewed', { accountId: account.id, code: failure.code, message: failure.message });
    const restMs = restAfter(failure, lostInARow);
    this.#failed.set(account.id, {
      untilMs: clock.nowMs() + restMs,
      failure,
      refreshToken: tokens.refreshToken,
      lostInARow,
    });
    // What else goes wrong there is about the sign-in service or the way to it, not about the account.
    if (failure.class === 'permanent' || isUnexplainedRefusal(failure)) book.noteFailure(account, failure);
    else book.noteTrouble(account, failure);
    return { kind: 'failed', failure };
  }

  /** What is known of the refresh token that the account has now; another one starts with a clean slate. */
  #failureOf(account: Account): FailedRefresh | null {
    const failed = this.#failed.get(account.id);
    return failed !== undefined && failed.refreshToken === account.tokens?.refreshToken ? failed : null;
  }
}

interface FailedRefresh {
  readonly untilMs: number;
  readonly failure: UpstreamFailure;
  readonly refreshToken: string;
  /** Answers lost with this token. It may have been spent, so every further use may be one too many. */
  readonly lostInARow: number;
}

/** Pure. A refresh that never left us has spent nothing and may be tried again at once. */
function restAfter(failure: UpstreamFailure, lostInARow: number): number {
  if (failure.class === 'unreachable') return 0;
  if (failure.class !== 'dropped') return failureRestMs;
  return Math.min(longestLostAnswerRestMs, lostAnswerRestMs * 2 ** (lostInARow - 1));
}

/**
 * The sign-in service has its own way of saying "gone": a refused token there is the sign-in itself. And a token that it
 * calls used, after an answer was lost, was used by ourselves.
 */
function asRefreshFailure(failure: UpstreamFailure, answerWasLost: boolean): UpstreamFailure {
  if (failure.class === 'unauthorized') {
    const code = failure.code.startsWith('http_') ? 'account_auth_invalidated' : failure.code;
    return { ...failure, class: 'permanent', code };
  }
  if (failure.code === 'refresh_token_reused' && answerWasLost) return { ...failure, code: 'refresh_answer_lost' };
  return failure;
}

function missingTokens(): UpstreamFailure {
  const message = 'The tokens of this account are not in the vault.';
  return {
    class: 'permanent',
    statusCode: null,
    code: 'tokens_missing',
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}

/** Nobody's fault but this machine's: it costs the account nothing. */
function notStored(message: string): UpstreamFailure {
  return {
    class: 'unreachable',
    statusCode: null,
    code: 'vault_unavailable',
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}
