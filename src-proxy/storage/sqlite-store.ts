import type { AuditPage, AuditQuery } from '../contract/audit.ts';
import type {
  AccountCacheHits,
  ConversationPage,
  ConversationQuery,
  ConversationSummary,
} from '../contract/conversations.ts';
import type { OverviewStats } from '../contract/overview-stats.ts';
import type { Report, ReportQuery } from '../contract/reports.ts';
import type { RequestLogOptions, RequestLogPage, RequestLogQuestion } from '../contract/request-log.ts';
import type { DataDirLock } from './data-dir-lock.ts';
import { PRUNE_CHUNK } from './operation-runner.ts';
import type { OverviewQuestion } from './overview-history.ts';
import type { ReaderClient } from './reader-client.ts';
import type { ExportChunk, ExportQuestion } from './request-export.ts';
import type { RequestIntake } from './request-intake.ts';
import type {
  AccountRecord,
  ApiKeyRecord,
  DatabaseFacts,
  KeyBucket,
  KeyBucketQuery,
  KeyFigures,
  KeySumQuery,
  KeyTotals,
  LogBacklog,
  ModelSourceRecord,
  NewAuditEntry,
  NewRequestLogEntry,
  OwnerRecord,
  PriceRecord,
  RedemptionRecord,
  StickyRecord,
  Store,
  StoredState,
  UsagePoint,
  UsageQuery,
} from './store.ts';
import { operations, type Operation } from './write-operation.ts';
import type { WriterClient } from './writer-client.ts';

export interface SqliteStoreParts {
  readonly initial: StoredState;
  readonly intake: RequestIntake;
  readonly writer: WriterClient;
  readonly reader: ReaderClient;
  readonly lock: DataDirLock;
}

/** The store over its two workers. */
export class SqliteStore implements Store {
  readonly initial: StoredState;
  readonly #intake: RequestIntake;
  readonly #writer: WriterClient;
  readonly #reader: ReaderClient;
  readonly #lock: DataDirLock;
  #closing: Promise<void> | null = null;

  constructor({ initial, intake, writer, reader, lock }: SqliteStoreParts) {
    this.initial = initial;
    this.#intake = intake;
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
  }

  async saveAccount(record: AccountRecord): Promise<void> {
    await this.#writer.write(operations.saveAccount(record));
  }

  async deleteAccount(accountId: string, options: { history: boolean }): Promise<void> {
    // Also the text in the journal is to go, and soon.
    if (options.history) this.#intake.rotate();
    await this.#writer.write(operations.deleteAccount(accountId, options.history ? this.#intake.file : null));
  }

  async saveSticky(record: StickyRecord): Promise<void> {
    await this.#writer.write(operations.saveSticky(record));
  }

  async deleteStickies(keys: readonly string[]): Promise<void> {
    await this.#writer.write(operations.deleteStickies(keys));
  }

  appendOwner(record: OwnerRecord): void {
    this.#intake.appendOwner(record);
  }

  async pruneOwners(nowMs: number): Promise<number> {
    await this.#intake.ingestNow();
    return this.#pruneAll(operations.pruneOwners(nowMs));
  }

  async pruneRollups(olderThanMs: number): Promise<number> {
    return this.#pruneAll(operations.pruneRollups(olderThanMs));
  }

  async saveRedemption(record: RedemptionRecord): Promise<void> {
    await this.#writer.write(operations.saveRedemption(record));
  }

  async saveUsagePoint(point: UsagePoint): Promise<void> {
    await this.#writer.write(operations.saveUsagePoint(point));
  }

  async listUsage(query: UsageQuery): Promise<UsagePoint[]> {
    return this.#reader.listUsage(query);
  }

  async pruneUsage(olderThanMs: number): Promise<number> {
    return this.#writer.write(operations.pruneUsage(olderThanMs));
  }

  async appendAudit(entry: NewAuditEntry): Promise<number> {
    return this.#writer.write(operations.appendAudit(entry));
  }

  async listAudit(query: AuditQuery): Promise<AuditPage> {
    return this.#reader.listAudit(query);
  }

  async saveSettings(values: Readonly<Record<string, unknown>>): Promise<number> {
    return this.#writer.write(operations.saveSettings(values));
  }

  async saveDashboardAuth(values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#writer.write(operations.saveDashboardAuth(values));
  }

  appendRequest(entry: NewRequestLogEntry): number {
    return this.#intake.append(entry);
  }

  async listRequests(query: RequestLogQuestion): Promise<RequestLogPage> {
    // A full disk must not hide the history there is.
    await this.#intake.catchUp();
    return this.#reader.listRequests(query);
  }

  async listConversations(query: ConversationQuery): Promise<ConversationPage> {
    await this.#intake.catchUp();
    return this.#reader.listConversations(query);
  }

  async findConversation(conversationId: string): Promise<ConversationSummary | null> {
    await this.#intake.catchUp();
    return this.#reader.findConversation(conversationId);
  }

  async listCacheHits(sinceMs: number): Promise<AccountCacheHits[]> {
    await this.#intake.catchUp();
    return this.#reader.listCacheHits(sinceMs);
  }

  async readOverview(question: OverviewQuestion): Promise<OverviewStats> {
    await this.#intake.catchUp();
    return this.#reader.overview(question);
  }

  async readReport(query: ReportQuery): Promise<Report> {
    await this.#intake.catchUp();
    return this.#reader.report(query);
  }

  async listRequestOptions(): Promise<RequestLogOptions> {
    await this.#intake.catchUp();
    return this.#reader.requestOptions();
  }

  async exportRequests(question: ExportQuestion): Promise<ExportChunk> {
    if (question.cursor === null) await this.#intake.catchUp();
    return this.#reader.exportChunk(question);
  }

  async pruneRequests(olderThanMs: number): Promise<number> {
    this.#intake.rotate();
    await this.#intake.ingestNow();
    let pruned = 0;
    for (;;) {
      // Each chunk queues up anew, behind whatever was to be written meanwhile.
      const chunk = await this.#writer.write(operations.pruneChunk(olderThanMs));
      pruned += chunk;
      if (chunk < PRUNE_CHUNK) return pruned;
    }
  }

  /** Chunk by chunk, until there is nothing more to delete. */
  async #pruneAll(chunk: Operation): Promise<number> {
    let pruned = 0;
    for (;;) {
      const gone = await this.#writer.write(chunk);
      if (gone === 0) return pruned;
      pruned += gone;
    }
  }

  async saveApiKey(record: ApiKeyRecord): Promise<void> {
    await this.#writer.write(operations.saveApiKey(record));
  }

  async deleteApiKey(keyId: string): Promise<void> {
    await this.#writer.write(operations.deleteApiKey(keyId));
  }

  async sumKeyCharges(queries: readonly KeySumQuery[]): Promise<KeyFigures[]> {
    await this.#intake.catchUp();
    return this.#reader.sumKeyCharges(queries);
  }

  async listKeyTotals(): Promise<KeyTotals[]> {
    await this.#intake.catchUp();
    return this.#reader.listKeyTotals();
  }

  async listKeyBuckets(query: KeyBucketQuery): Promise<KeyBucket[]> {
    await this.#intake.catchUp();
    return this.#reader.listKeyBuckets(query);
  }

  async foldKeyCharges(olderThanMs: number): Promise<number> {
    return this.#writer.write(operations.foldKeyCharges(olderThanMs));
  }

  async savePrice(record: PriceRecord): Promise<void> {
    await this.#writer.write(operations.savePrice(record));
  }

  async deletePrice(model: string): Promise<void> {
    await this.#writer.write(operations.deletePrice(model));
  }

  async saveModelSource(record: ModelSourceRecord): Promise<void> {
    await this.#writer.write(operations.saveModelSource(record));
  }

  async deleteModelSource(sourceId: string): Promise<void> {
    await this.#writer.write(operations.deleteModelSource(sourceId));
  }

  async facts(): Promise<DatabaseFacts> {
    return this.#reader.facts();
  }

  backlog(): LogBacklog {
    return this.#intake.backlog;
  }

  async check(): Promise<void> {
    await Promise.all([this.#intake.ingestNow(), this.#writer.write(operations.touch()), this.#reader.check()]);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      // The reader first: the last connection to leave folds the write-ahead log into the database, and only a writing one can.
      await this.#reader.close();
      await Promise.all([this.#intake.close(), this.#writer.close()]);
    } finally {
      this.#lock.release();
    }
  }
}
