import type { AnswerKind, BodySize } from './payloads.ts';

/** What the bench says to its fake upstream. Each is answered once, in order. */
export type UpstreamCommand =
  | {
      readonly type: 'expect';
      readonly answer: AnswerKind;
      /** `null` where the request is written anew on the way, and comes at another length. */
      readonly bodyBytes: number | null;
      /** Hash every request and answer, and make each answer unlike all others. Costs time: not while timing. */
      readonly hashed: boolean;
      /** Hold every answer after its first event until so many are open. */
      readonly openTogether: number;
    }
  | { readonly type: 'report' };

/** What the upstream saw since the last `expect`. */
export interface UpstreamReport {
  readonly requests: number;
  readonly wrongBodies: number;
  readonly peakOpen: number;
  readonly hashes: readonly ExchangeHash[];
}

/** One exchange, as one side of the proxy saw it. */
export interface ExchangeHash {
  readonly sessionId: string;
  readonly request: string;
  readonly answer: string;
}

/** What the bench asks of its load generator: one round against one address. */
export interface RoundOrder {
  readonly type: 'round';
  readonly origin: string;
  readonly body: BodySize;
  readonly answer: AnswerKind;
  readonly speech: Speech;
  readonly concurrency: number;
  readonly requests: number;
  /** No request is begun after this; the round then reports fewer than were ordered. */
  readonly ceilingMs: number;
  /** Check every byte of every answer, not only length and end. */
  readonly hashed: boolean;
}

export interface RoundReport {
  readonly sent: number;
  readonly wallMs: number;
  /** Without the first request of each connection, which also pays for connecting. */
  readonly totalMs: Float64Array;
  readonly firstEventMs: Float64Array;
  readonly wrong: number;
  /** The first few, in words. */
  readonly complaints: readonly string[];
  readonly hashes: readonly ExchangeHash[];
}

/** The protocol of the client: the upstream's own, or chat completions, which only Evenkeel understands. */
export type Speech = 'codex' | 'chat';

export const responsesPath = '/backend-api/codex/responses';
export const chatPath = '/v1/chat/completions';
