import type { RequestLogQuery } from '../contract/request-log.ts';

/** What the reader worker is started with. */
export interface ReaderWorkerData {
  readonly path: string;
}

export interface ToReader {
  readonly id: number;
  /** `null` asks for nothing but a sign of life. */
  readonly query: RequestLogQuery | null;
}

/** The page as JSON: one string is cheaper for the event loop to receive than a thousand objects. */
export type FromReader =
  { readonly id: number; readonly json: string } | { readonly id: number; readonly failure: string };
