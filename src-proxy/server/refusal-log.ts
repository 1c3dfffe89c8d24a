import type { IncomingMessage } from 'node:http';

import type { Refusal, RefusalCode } from '../contract/refusal.ts';
import { grantOf } from '../ingress/key-grant.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { Clock, Logger } from '../ports.ts';
import type { RequestJournal } from '../relay/request-journal.ts';
import { clientOf, keepable } from '../relay/trip.ts';
import type { NewRequestLogEntry } from '../storage/store.ts';
import { requestIdOf } from './request-id.ts';

export interface RefusalLogPorts {
  readonly journal: Pick<RequestJournal, 'append'>;
  readonly keys: Pick<KeyBook, 'find'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told when the number of refusals without a row has risen, at most once a minute. */
  readonly onDropped: () => void;
}

/** Whoever is refused was mistaken, mostly: so many rows say it. What comes faster for long is a flood. */
const burst = 30;
/** In a flood one row every so often: about 14,000 a day. */
const refillMs = 6000;
const tellEveryMs = 60_000;

interface Allowance {
  rows: number;
  sinceMs: number;
}

/**
 * Rows for what is refused before it reaches the relay: no key or a wrong one, a body that cannot be read, a model that
 * nobody has. Each code has an allowance of its own, so that a flood of one hides no other and cannot fill the log; what
 * has no row is counted.
 */
export class RefusalLog {
  readonly #ports: RefusalLogPorts;
  readonly #allowances = new Map<RefusalCode, Allowance>();
  #dropped = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #told = 0;

  constructor(ports: RefusalLogPorts) {
    this.#ports = ports;
  }

  /** Refusals since the start that have no row. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Only what a client asked to have done; the dashboard's own mistakes are no requests of anybody. */
  note(request: IncomingMessage, refusal: Refusal): void {
    // A defect of ours is in the log of the program, and where the relay had the request, in a row of its own.
    if (refusal.code === 'server_error' || !isDataPath(request.url ?? '')) return;
    const nowMs = this.#ports.clock.nowMs();
    if (this.#take(refusal.code, nowMs)) this.#ports.journal.append(this.#entry(request, refusal, nowMs));
    else this.#dropped += 1;
    this.#tell(nowMs);
  }

  #take(code: RefusalCode, nowMs: number): boolean {
    const known = this.#allowances.get(code) ?? { rows: burst, sinceMs: nowMs };
    const refilled = Math.max(0, Math.floor((nowMs - known.sinceMs) / refillMs));
    const rows = Math.min(burst, known.rows + refilled);
    // A clock that was set back starts anew.
    const sinceMs = rows === burst || nowMs < known.sinceMs ? nowMs : known.sinceMs + refilled * refillMs;
    this.#allowances.set(code, { rows: Math.max(0, rows - 1), sinceMs });
    return rows > 0;
  }

  #tell(nowMs: number): void {
    if (this.#told === this.#dropped || nowMs - this.#toldAtMs < tellEveryMs) return;
    this.#ports.logger.warn('Refusals come faster than they are written to the request log', {
      withoutRow: this.#dropped - this.#told,
    });
    this.#told = this.#dropped;
    this.#toldAtMs = nowMs;
    this.#ports.onDropped();
  }

  #entry(request: IncomingMessage, { status, code, message }: Refusal, nowMs: number): NewRequestLogEntry {
    const grant = grantOf(request);
    const key = grant === null ? null : (this.#ports.keys.find(grant)?.record ?? null);
    const useragent = request.headers['user-agent'] ?? null;
    const isUpgrade = request.headers.upgrade !== undefined;
    const url = request.url ?? '/';
    return {
      requestId: requestIdOf(request),
      requestedAt: new Date(nowMs).toISOString(),
      requestKind: isUpgrade ? 'connect' : kindOf(url),
      method: request.method ?? '',
      path: keepable(url),
      transport: isUpgrade ? 'websocket' : 'http',
      conversationId: null,
      accountId: null,
      model: null,
      status: 'error',
      statusCode: status,
      errorCode: code,
      errorMessage: keepable(message),
      upstreamError: null,
      upstreamStatusCode: null,
      inputTokens: null,
      cachedInputTokens: null,
      outputTokens: null,
      reasoningTokens: null,
      tokens: null,
      usageEstimated: false,
      // Nothing was waited for but the client itself.
      latencyMs: 0,
      latencyFirstEventMs: null,
      latencyQueueMs: 0,
      attempts: [],
      useragent,
      clientIp: request.socket.remoteAddress ?? null,
      affinity: null,
      movedFrom: null,
      coldTokens: null,
      refusedDecision: null,
      apiKeyId: key?.id ?? null,
      apiKeyName: key?.name ?? null,
      chargedAt: null,
      costMicroUsd: null,
      serviceTier: null,
      reasoningEffort: null,
      sourceId: null,
      client: clientOf(useragent),
    };
  }
}

const dataPath =
  /^\/(?:v1|backend-api|api\/codex|responses|chat|completions|models|images|audio|files|embeddings)(?:[/?]|$)/;

/** What clients ask, known or not, as against the dashboard. */
function isDataPath(url: string): boolean {
  return dataPath.test(url);
}

function kindOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  if (path.endsWith('/compact')) return 'compact';
  if (/\/(?:responses|completions)\/?$/.test(path)) return 'responses';
  if (/\/images\/(?:generations|edits)\/?$/.test(path)) return 'images';
  if (/\/(?:transcriptions|transcribe)\/?$/.test(path)) return 'transcribe';
  if (/\/files(?:\/|$)/.test(path)) return 'files';
  return /\/models(?:\/|$)/.test(path) ? 'models' : 'control';
}
