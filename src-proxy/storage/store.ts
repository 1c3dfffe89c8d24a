import type { AffinityKind } from '../contract/affinity.ts';
import type { AccountStatus, RoutingPolicy } from '../contract/account.ts';
import type { AuditActor, AuditEntry, AuditPage, AuditQuery } from '../contract/audit.ts';
import type {
  AccountCacheHits,
  ConversationPage,
  ConversationQuery,
  ConversationSummary,
} from '../contract/conversations.ts';
import type { KeptRequestLogEntry } from '../contract/kept-decision.ts';
import type { Price } from '../contract/prices.ts';
import type { OverviewStats } from '../contract/overview-stats.ts';
import type { Report, ReportQuery } from '../contract/reports.ts';
import type {
  RequestLogEntry,
  RequestLogOptions,
  RequestLogPage,
  RequestLogQuestion,
} from '../contract/request-log.ts';
import type { DatabaseFacts } from './database-facts.ts';
import type { OverviewQuestion } from './overview-history.ts';
import type { ExportChunk, ExportQuestion } from './request-export.ts';
import type { ApiKeyRecord, KeyBucket, KeyBucketQuery, KeyFigures, KeySumQuery, KeyTotals } from './key-records.ts';
import type { OwnerRecord } from './owner-records.ts';
import type { ModelSourceRecord, SourceMonth } from './source-records.ts';

export type * from './key-records.ts';
export type { OwnedKind, OwnerRecord, StoredKind } from './owner-records.ts';
export type * from './source-records.ts';

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
  /** Limits of single features beside the account's own. Absent when this sample did not speak of them. */
  readonly additional?: readonly AdditionalLimit[];
  /** Resets that the owner may redeem. Absent when this sample did not speak of them. */
  readonly resetCredits?: { readonly available: number; readonly nearestExpiresAtMs: number | null };
}

/** A limit of one feature or model family, such as a preview model. */
export interface AdditionalLimit {
  readonly limitName: string;
  readonly meteredFeature: string | null;
  readonly primary: UsageWindow | null;
  readonly secondary: UsageWindow | null;
  readonly monthly: UsageWindow | null;
}

/**
 * Something under way that a kill may cut off. For a refresh: while it stands, the refresh token with this hash may be
 * spent already. For a sign-in: it is complete if the vault holds the token with this hash, and else it never happened.
 */
export interface RefreshMark {
  readonly kind: 'refresh' | 'sign-in';
  /** SHA-256 of the refresh token, hex: enough to know it again, and nothing to sign in with. */
  readonly tokenHash: string;
  readonly startedAtMs: number;
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
  /** The plan before the last change that we noticed. */
  readonly previousPlanType: string | null;
  readonly planChangedAtMs: number | null;
  readonly routingPolicy: RoutingPolicy;
  /** Place in the owner's own order, from 0; `null` where it was never placed. */
  readonly priority: number | null;
  /** `null` follows the global setting; `direct`; or a proxy's address without credentials. */
  readonly upstreamProxy: string | null;
  readonly status: AccountStatus;
  readonly deactivationReason: string | null;
  /** When a limit is expected to lift. */
  readonly resetAtMs: number | null;
  /** When the limit was learned; a usage sample from before it proves nothing. */
  readonly blockedAtMs: number | null;
  readonly lastRefreshMs: number | null;
  /** On disk before a refresh request leaves, gone once its outcome is known. */
  readonly refreshMark: RefreshMark | null;
  readonly createdAtMs: number;
  readonly usage: UsageSample | null;
}

/** A conversation's place. */
export interface StickyRecord {
  readonly key: string;
  readonly kind: AffinityKind;
  readonly accountId: string;
  /** Who answered last; not its place while that one rests. */
  readonly servedBy: string;
  /** Its history may hold what only another account can read. */
  readonly hasMoved: boolean;
  readonly createdAtMs: number;
  /** When it was last used, to within a part of its lifetime. */
  readonly updatedAtMs: number;
}

/** One use of a reset credit. On disk before the request leaves, because it must never be sent twice by mistake. */
export interface RedemptionRecord {
  readonly redeemRequestId: string;
  readonly accountId: string;
  readonly creditId: string | null;
  readonly requestedAtMs: number;
  /** What the upstream answered; `null` while nobody knows. */
  readonly outcome: { readonly code: string; readonly windowsReset: number | null; readonly atMs: number } | null;
}

/** What was used of one window at one moment. */
export interface UsagePoint {
  readonly accountId: string;
  readonly window: UsageWindowName;
  readonly atMs: number;
  readonly usedPercent: number;
  readonly resetAtMs: number | null;
}

export interface UsageQuery {
  readonly accountId: string;
  readonly sinceMs: number;
}

export type UsageWindowName = 'primary' | 'secondary' | 'monthly';

/** A line of the price table that the owner wrote. */
export interface PriceRecord {
  readonly model: string;
  readonly price: Price;
}

export interface NewAuditEntry {
  readonly atMs: number;
  readonly actor: AuditActor;
  readonly action: string;
  readonly target: string | null;
  /** Redacted before it comes here. */
  readonly detail: Readonly<Record<string, unknown>>;
}
export type { AuditEntry, AuditPage, AuditQuery };

export type NewRequestLogEntry = KeptRequestLogEntry;

/** Finished requests that are safe on disk and not in the table of the log yet. */
export interface LogBacklog {
  readonly bytes: number;
  readonly isFailing: boolean;
}
export type { DatabaseFacts };

/** What is read into memory once, at start. */
export interface StoredState {
  readonly accounts: readonly AccountRecord[];
  readonly stickies: readonly StickyRecord[];
  /** Oldest first within each kind, as many and as old as `ownedLimits` says. */
  readonly owners: readonly OwnerRecord[];
  /** Redemptions whose outcome nobody knows. */
  readonly openRedemptions: readonly RedemptionRecord[];
  /** Redemptions with an outcome, newest first, at most 200. */
  readonly settledRedemptions: readonly RedemptionRecord[];
  /** Oldest first, those of the last hours: what a burn rate is measured on. */
  readonly recentUsage: readonly UsagePoint[];
  /** Values set in the dashboard, by setting key; validated by whoever uses them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsVersion: number;
  /** What the dashboard's sign-in keeps, by name: hashes and sessions, no secret. Validated by whoever uses them. */
  readonly dashboardAuth: Readonly<Record<string, unknown>>;
  /** Oldest first. */
  readonly apiKeys: readonly ApiKeyRecord[];
  readonly prices: readonly PriceRecord[];
  /** Oldest first. */
  readonly modelSources: readonly ModelSourceRecord[];
  readonly sourceMonths: readonly SourceMonth[];
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
  /** Removes the account, its usage, its stickies and what it made; with `history`, also its request log entries. */
  deleteAccount(accountId: string, options: { history: boolean }): Promise<void>;
  saveSticky(record: StickyRecord): Promise<void>;
  deleteStickies(keys: readonly string[]): Promise<void>;
  /**
   * Which account has something. Like `appendRequest`, it is on disk on return.
   * @throws StoreError `store_write_failed`, `store_closed`
   */
  appendOwner(record: OwnerRecord): void;
  /** Deletes what `ownedLimits` says is too old or too much, in chunks. */
  pruneOwners(nowMs: number): Promise<number>;
  saveRedemption(record: RedemptionRecord): Promise<void>;
  saveUsagePoint(point: UsagePoint): Promise<void>;
  /** Oldest first. */
  listUsage(query: UsageQuery): Promise<UsagePoint[]>;
  /** Deletes usage points older than the given time. */
  pruneUsage(olderThanMs: number): Promise<number>;
  /** Resolves with the entry's id. */
  appendAudit(entry: NewAuditEntry): Promise<number>;
  /** Newest first. */
  listAudit(query: AuditQuery): Promise<AuditPage>;
  /** Resolves with the new settings version; a value of `undefined` removes the key. */
  saveSettings(values: Readonly<Record<string, unknown>>): Promise<number>;
  /** All or nothing; a value of `undefined` removes the name. */
  saveDashboardAuth(values: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Writes a finished request to disk and returns its id in the log. Like `appendOwner`, it does not wait for its turn: it
   * appends to a journal, and every method that reads or deletes log entries sees what was appended before it.
   * @throws StoreError `store_write_failed`, `store_closed`
   */
  appendRequest(entry: NewRequestLogEntry): number;
  listRequests(query: RequestLogQuestion): Promise<RequestLogPage>;
  /** Conversations as the log remembers them, used last first. */
  listConversations(query: ConversationQuery): Promise<ConversationPage>;
  /** `null` for one that the log knows nothing of. */
  findConversation(conversationId: string): Promise<ConversationSummary | null>;
  /** What was in the cache, per account, of the requests since then. */
  listCacheHits(sinceMs: number): Promise<AccountCacheHits[]>;
  /** From the sums over the log, which outlive its rows. */
  readOverview(question: OverviewQuestion): Promise<OverviewStats>;
  /** The same. */
  readReport(query: ReportQuery): Promise<Report>;
  /** What the log can be filtered by. */
  listRequestOptions(): Promise<RequestLogOptions>;
  /** Entries as text, newest first, from the cursor of the chunk before on. */
  exportRequests(question: ExportQuestion): Promise<ExportChunk>;
  /** Deletes request log entries older than the given time, in chunks that do not hold up other writes. */
  pruneRequests(olderThanMs: number): Promise<number>;
  /** Of the sums over the log before the given time leaves the days alone, in chunks. */
  pruneRollups(olderThanMs: number): Promise<number>;
  saveApiKey(record: ApiKeyRecord): Promise<void>;
  /** Removes the key and what was counted on it; the request log keeps its rows with the key's name. */
  deleteApiKey(keyId: string): Promise<void>;
  /** What was charged, one sum for each question, in their order. */
  sumKeyCharges(queries: readonly KeySumQuery[]): Promise<KeyFigures[]>;
  /** Of every key that was ever charged. */
  listKeyTotals(): Promise<KeyTotals[]>;
  /** Oldest first; stretches without a charge are left out. */
  listKeyBuckets(query: KeyBucketQuery): Promise<KeyBucket[]>;
  /** Folds charges older than the given time into the totals of their keys. No limit may count them any more. */
  foldKeyCharges(olderThanMs: number): Promise<number>;
  savePrice(record: PriceRecord): Promise<void>;
  deletePrice(model: string): Promise<void>;
  saveModelSource(record: ModelSourceRecord): Promise<void>;
  /** Removes the source and what was reckoned on it; the request log keeps its rows. */
  deleteModelSource(sourceId: string): Promise<void>;
  /** Looks through the whole database, in the reading thread. */
  facts(): Promise<DatabaseFacts>;
  backlog(): LogBacklog;
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
