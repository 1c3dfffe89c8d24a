import type { AuditQuery } from '../contract/audit.ts';
import type { ConversationQuery } from '../contract/conversations.ts';
import type { ReportQuery } from '../contract/reports.ts';
import type { RequestLogQuestion } from '../contract/request-log.ts';
import type { OverviewQuestion } from './overview-history.ts';
import type { ExportQuestion } from './request-export.ts';
import type { KeyBucketQuery, KeySumQuery, UsageQuery } from './store.ts';

/** What the reader worker is started with. */
export interface ReaderWorkerData {
  readonly path: string;
}

/** A question by its kind, with what it takes. */
export type ReaderQuery =
  | { readonly kind: 'requests'; readonly query: RequestLogQuestion }
  | { readonly kind: 'audit'; readonly query: AuditQuery }
  | { readonly kind: 'usage'; readonly query: UsageQuery }
  | { readonly kind: 'conversations'; readonly query: ConversationQuery }
  | { readonly kind: 'conversation'; readonly query: { readonly conversationId: string } }
  | { readonly kind: 'cacheHits'; readonly query: { readonly sinceMs: number } }
  | { readonly kind: 'keySums'; readonly queries: readonly KeySumQuery[] }
  | { readonly kind: 'keyTotals' }
  | { readonly kind: 'keyBuckets'; readonly query: KeyBucketQuery }
  | { readonly kind: 'overview'; readonly query: OverviewQuestion }
  | { readonly kind: 'report'; readonly query: ReportQuery }
  | { readonly kind: 'requestOptions' }
  | { readonly kind: 'export'; readonly query: ExportQuestion }
  | { readonly kind: 'facts' }
  /** Asks for nothing but a sign of life. */
  | { readonly kind: 'check' };

export interface ToReader {
  readonly id: number;
  readonly query: ReaderQuery;
}

/** The page as JSON: one string is cheaper for the event loop to receive than a thousand objects. */
export type FromReader =
  { readonly id: number; readonly json: string } | { readonly id: number; readonly failure: string };
