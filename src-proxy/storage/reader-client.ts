import type { Worker } from 'node:worker_threads';

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
import type { Logger } from '../ports.ts';
import type { OverviewQuestion } from './overview-history.ts';
import type { DatabaseFacts } from './database-facts.ts';
import type { FromReader, ToReader } from './reader-protocol.ts';
import type { ExportChunk, ExportQuestion } from './request-export.ts';
import {
  StoreError,
  type KeyBucket,
  type KeyBucketQuery,
  type KeyFigures,
  type KeySumQuery,
  type KeyTotals,
  type UsagePoint,
  type UsageQuery,
} from './store.ts';

interface Pending {
  readonly resolve: (json: string) => void;
  readonly reject: (error: StoreError) => void;
}

/** The event loop's side of the reader worker, which starts at the first question, and again at the next after it died. */
export class ReaderClient {
  readonly #startWorker: () => Worker;
  readonly #logger: Logger;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #lastId = 0;
  #closed = false;

  constructor(options: { startWorker: () => Worker; logger: Logger }) {
    this.#startWorker = options.startWorker;
    this.#logger = options.logger;
  }

  async listRequests(query: RequestLogQuestion): Promise<RequestLogPage> {
    return JSON.parse(await this.#ask({ kind: 'requests', query })) as RequestLogPage;
  }

  async listAudit(query: AuditQuery): Promise<AuditPage> {
    return JSON.parse(await this.#ask({ kind: 'audit', query })) as AuditPage;
  }

  async listUsage(query: UsageQuery): Promise<UsagePoint[]> {
    return JSON.parse(await this.#ask({ kind: 'usage', query })) as UsagePoint[];
  }

  async listConversations(query: ConversationQuery): Promise<ConversationPage> {
    return JSON.parse(await this.#ask({ kind: 'conversations', query })) as ConversationPage;
  }

  async findConversation(conversationId: string): Promise<ConversationSummary | null> {
    return JSON.parse(
      await this.#ask({ kind: 'conversation', query: { conversationId } }),
    ) as ConversationSummary | null;
  }

  async listCacheHits(sinceMs: number): Promise<AccountCacheHits[]> {
    return JSON.parse(await this.#ask({ kind: 'cacheHits', query: { sinceMs } })) as AccountCacheHits[];
  }

  async sumKeyCharges(queries: readonly KeySumQuery[]): Promise<KeyFigures[]> {
    return JSON.parse(await this.#ask({ kind: 'keySums', queries })) as KeyFigures[];
  }

  async listKeyTotals(): Promise<KeyTotals[]> {
    return JSON.parse(await this.#ask({ kind: 'keyTotals' })) as KeyTotals[];
  }

  async listKeyBuckets(query: KeyBucketQuery): Promise<KeyBucket[]> {
    return JSON.parse(await this.#ask({ kind: 'keyBuckets', query })) as KeyBucket[];
  }

  async overview(query: OverviewQuestion): Promise<OverviewStats> {
    return JSON.parse(await this.#ask({ kind: 'overview', query })) as OverviewStats;
  }

  async report(query: ReportQuery): Promise<Report> {
    return JSON.parse(await this.#ask({ kind: 'report', query })) as Report;
  }

  async requestOptions(): Promise<RequestLogOptions> {
    return JSON.parse(await this.#ask({ kind: 'requestOptions' })) as RequestLogOptions;
  }

  async exportChunk(query: ExportQuestion): Promise<ExportChunk> {
    return JSON.parse(await this.#ask({ kind: 'export', query })) as ExportChunk;
  }

  async facts(): Promise<DatabaseFacts> {
    return JSON.parse(await this.#ask({ kind: 'facts' })) as DatabaseFacts;
  }

  async check(): Promise<void> {
    await this.#ask({ kind: 'check' });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #ask(query: ToReader['query']): Promise<string> {
    if (this.#closed) return Promise.reject(closed());
    const worker = (this.#worker ??= this.#start());
    this.#lastId += 1;
    const message: ToReader = { id: this.#lastId, query };
    return new Promise((resolve, reject) => {
      this.#pending.set(message.id, { resolve, reject });
      worker.postMessage(message, []);
    });
  }

  #start(): Worker {
    const worker = this.#startWorker();
    let cause: unknown;
    worker.on('message', (message: FromReader) => this.#receive(message));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', (exitCode) => this.#ended(exitCode, cause));
    return worker;
  }

  #receive(message: FromReader): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('json' in message) pending?.resolve(message.json);
    else pending?.reject(new StoreError('store_read_failed', `The database could not be read: ${message.failure}.`));
  }

  #ended(exitCode: number, cause: unknown): void {
    this.#worker = null;
    if (!this.#closed) {
      const reason = cause instanceof Error ? cause.message : null;
      this.#logger.error('The thread that reads the database ended unexpectedly.', { exitCode, reason });
    }
    const error = this.#closed
      ? closed()
      : new StoreError('store_read_failed', 'The thread that reads the database ended. Try again.', { cause });
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function closed(): StoreError {
  return new StoreError('store_closed', 'The database is closed: Evenkeel is shutting down.');
}
