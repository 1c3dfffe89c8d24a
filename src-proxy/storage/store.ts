import type { AccountStatus } from '../contract/account.ts';
import type { RequestLogEntry, RequestLogPage, RequestLogQuery } from '../contract/request-log.ts';

/** One usage window as the upstream last told it. Times are milliseconds since the epoch, percent is USED. */
export interface UsageWindow {
  readonly usedPercent: number;
  readonly windowMinutes: number;
  readonly resetAtMs: number | null;
}

/** What the upstream last said about an account's allowance. Windows are told apart by length, never by slot. */
export interface UsageSample {
  readonly atMs: number;
  /** Up to a day: the 5-hour window. */
  readonly primary: UsageWindow | null;
  /** Up to two weeks: the weekly window. */
  readonly secondary: UsageWindow | null;
  /** Longer: the monthly window of free plans. */
  readonly monthly: UsageWindow | null;
  readonly credits: { readonly has: boolean; readonly unlimited: boolean; readonly balance: string | null } | null;
}

/** Everything durable about an account but its tokens. */
export interface AccountRecord {
  readonly id: string;
  readonly chatgptAccountId: string | null;
  readonly chatgptUserId: string | null;
  readonly email: string | null;
  readonly alias: string | null;
  readonly workspaceId: string | null;
  readonly workspaceLabel: string | null;
  readonly seatType: string | null;
  readonly planType: string;
  readonly status: AccountStatus;
  readonly deactivationReason: string | null;
  /** When a limit is expected to lift. */
  readonly resetAtMs: number | null;
  /** When the limit was learned; a usage sample from before it proves nothing. */
  readonly blockedAtMs: number | null;
  readonly lastRefreshMs: number | null;
  readonly createdAtMs: number;
  readonly usage: UsageSample | null;
}

/** A conversation's place. */
export interface StickyRecord {
  readonly key: string;
  readonly accountId: string;
  readonly updatedAtMs: number;
}

export type NewRequestLogEntry = Omit<RequestLogEntry, 'id'>;

/** What is read into memory once, at start. */
export interface StoredState {
  readonly accounts: readonly AccountRecord[];
  readonly stickies: readonly StickyRecord[];
  /** Values set in the dashboard, by setting key; validated by whoever uses them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsVersion: number;
  /** Newest first, at most 50. */
  readonly recentRequests: readonly RequestLogEntry[];
}

/**
 * Durable state. Every write resolves when it is committed (it then survives `kill -9`); writes are committed in the
 * order of the calls. No method waits for the database on the event loop: a worker owns the writing connection, another
 * the reading one.
 */
export interface Store {
  readonly initial: StoredState;
  saveAccount(record: AccountRecord): Promise<void>;
  /** Removes the account, its usage and its stickies; with `history`, also its request log entries. */
  deleteAccount(accountId: string, options: { history: boolean }): Promise<void>;
  saveSticky(record: StickyRecord): Promise<void>;
  deleteStickies(keys: readonly string[]): Promise<void>;
  /** Resolves with the new settings version; a value of `undefined` removes the key. */
  saveSettings(values: Readonly<Record<string, unknown>>): Promise<number>;
  /**
   * Writes a finished request to disk and returns its id in the log. The only method that does not wait for its turn: it
   * appends to a journal, and every method that reads or deletes log entries sees what was appended before it.
   * @throws StoreError `store_write_failed`, `store_closed`
   */
  appendRequest(entry: NewRequestLogEntry): number;
  listRequests(query: RequestLogQuery): Promise<RequestLogPage>;
  /** Deletes request log entries older than the given time, in chunks that do not hold up other writes. */
  pruneRequests(olderThanMs: number): Promise<number>;
  /** Resolves when a trivial read and a trivial write went through. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export class StoreError extends Error {
  readonly code:
    | 'data_dir_in_use'
    | 'data_dir_unusable'
    | 'store_damaged'
    | 'store_newer'
    | 'store_write_failed'
    | 'store_read_failed'
    | 'store_closed';

  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
