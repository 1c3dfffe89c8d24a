import type { Account } from '../accounts/account.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { NewRequestLogEntry } from '../storage/store.ts';
import { costMicroUsd } from '../usage/cost.ts';
import type { PriceBook } from '../usage/price-book.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { KeyGrant } from './api-key.ts';
import { estimateOf } from './estimate.ts';
import { figuresOf } from './key-figures.ts';
import type { BookedKey, KeyBook } from './key-book.ts';
import type { Reservation } from './key-meter.ts';
import { applyPolicy, applyPolicyBeside, wishesOf, type StatedWishes } from './key-policy.ts';
import { keyRefusals, limitExceeded } from './key-refusals.ts';
import { rateHeaders } from './rate-headers.ts';

export interface KeyDeskPorts {
  readonly keys: Pick<KeyBook, 'find' | 'objectionTo' | 'noteCharged'>;
  readonly prices: Pick<PriceBook, 'priceOf'>;
  readonly clock: Clock;
  readonly accounts: () => readonly Account[];
}

/** The part of a request that keys are about. */
export interface KeyedRequest {
  readonly kind: string;
  readonly key: KeyGrant | null;
  readonly model: string | null;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  readonly plainBody: Buffer | null;
  readonly ownerHints: { readonly previousResponseId: string | null; readonly fileIds: readonly string[] };
}

/** What a key makes of one request, from its arrival to its row in the log. */
export interface Admission<Request extends KeyedRequest> {
  /** As it goes on: with what the key enforces in it. */
  readonly request: Request;
  /** `null` for a request without a key. */
  readonly key: BookedKey | null;
  readonly refusal: Refusal | null;
  /** Room that is held until the request is settled. */
  readonly reservation: Reservation | null;
  readonly wishes: StatedWishes;
  /** What is left, for the client to read beside its answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Of a request that nobody's key is asked for. */
export function unkeyed<Request extends KeyedRequest>(request: Request): Admission<Request> {
  return { request, key: null, refusal: null, reservation: null, wishes: noWishes, headers: {} };
}

/** What counts against limits, and is in the log. Opening a connection and warming it are neither. */
const counted = new Set(['responses', 'compact', 'embeddings', 'images', 'transcribe']);
/** What a model is asked for. */
const toModels = new Set([...counted, 'prewarm']);
/** Of these the body does not name the model that the caller asked for. */
const besideBody = new Set(['embeddings', 'images', 'transcribe']);
const noWishes: StatedWishes = { model: null, effort: null, tier: null };

/** Where each request passes twice: before it is routed, and when it has ended. */
export class KeyDesk {
  readonly #ports: KeyDeskPorts;

  constructor(ports: KeyDeskPorts) {
    this.#ports = ports;
  }

  /** Synchronous, so that of many requests that come together each sees what those before it took. */
  admit<Request extends KeyedRequest>(given: Request): Admission<Request> {
    const { key: grant, plainBody } = given;
    if (grant === null)
      return {
        ...unkeyed(given),
        wishes: counted.has(given.kind) && plainBody !== null ? wishesOf(plainBody) : noWishes,
      };
    const { keys, clock } = this.#ports;
    const key = keys.find(grant);
    const withKey = { ...unkeyed(given), key };
    // Asked anew each time: the connection that the key came on may be hours old.
    const standing = keys.objectionTo(grant) ?? this.#objectionOfPool(key);
    if (standing !== null) return { ...withKey, refusal: standing };
    if (key === null || !toModels.has(given.kind)) return withKey;
    const body = plainBody ?? Buffer.alloc(0);
    const outcome = besideBody.has(given.kind)
      ? applyPolicyBeside(key.record, given.model, body)
      : applyPolicy(key.record, body);
    if (outcome.kind === 'refused') return { ...withKey, wishes: wishesOf(body), refusal: outcome.refusal };
    const { wishes } = outcome;
    const request = outcome.body === body ? given : withBody(given, outcome.body, wishes.model);
    const admitted = { ...withKey, request, wishes };
    if (!counted.has(given.kind)) return admitted;
    const nowMs = clock.nowMs();
    const reserved = key.meter.reserve(this.#estimate(request, wishes), wishes.model, nowMs);
    const headers = rateHeaders(key.meter.standings(nowMs), nowMs);
    if (reserved.kind === 'exhausted')
      return { ...admitted, headers, refusal: limitExceeded(reserved.standing, nowMs) };
    return { ...admitted, headers, reservation: reserved.reservation };
  }

  /** Whether the request takes only what others can spare. Side calls do not count: they take nothing. */
  yields({ key, request }: Admission<KeyedRequest>): boolean {
    return key?.record.trafficClass === 'opportunistic' && (toModels.has(request.kind) || request.kind === 'connect');
  }

  /** The accounts that the request may be served by. */
  poolFor({ key }: Admission<KeyedRequest>): Account[] {
    const all = [...this.#ports.accounts()];
    const assigned = key?.record.assignedAccountIds ?? [];
    return assigned.length === 0 ? all : all.filter(({ id }) => assigned.includes(id));
  }

  /**
   * The row as it is to be written, with what it cost and whether it counts; its figures are counted here and now, so
   * that counters and log say the same. A request of which the client saw no answer counts nothing.
   */
  settle(
    { key, reservation, wishes }: Admission<KeyedRequest>,
    entry: NewRequestLogEntry,
    wasAnswered: boolean,
  ): NewRequestLogEntry {
    const { keys, clock } = this.#ports;
    const tier = entry.serviceTier ?? wishes.tier;
    const row: NewRequestLogEntry = {
      ...entry,
      serviceTier: tier,
      reasoningEffort: wishes.effort,
      costMicroUsd: this.#costOf(entry, tier),
    };
    if (key === null) return row;
    const named = { ...row, apiKeyId: key.record.id, apiKeyName: key.record.name };
    if (reservation === null) return named;
    const figures = wasAnswered ? figuresOf(named) : null;
    if (!key.meter.settle(reservation, figures, clock.nowMs()) || figures === null) return named;
    keys.noteCharged(key, figures, reservation.atMs);
    return { ...named, chargedAt: new Date(reservation.atMs).toISOString() };
  }

  /** A source has prices of its own, and one that has none costs nobody knows what. */
  #costOf(entry: NewRequestLogEntry, tier: string | null): number | null {
    if (entry.sourceId !== null) return entry.costMicroUsd;
    if (!counted.has(entry.requestKind)) return null;
    return costMicroUsd(this.#ports.prices.priceOf(entry.model), tier, entry);
  }

  #estimate({ ownerHints, plainBody }: KeyedRequest, { model, tier }: StatedWishes) {
    return estimateOf({
      bodyBytes: plainBody?.length ?? 0,
      isOpaque: ownerHints.previousResponseId !== null || ownerHints.fileIds.length > 0,
      price: this.#ports.prices.priceOf(model),
      tier,
    });
  }

  #objectionOfPool(key: BookedKey | null): Refusal | null {
    const assigned = key?.record.assignedAccountIds ?? [];
    if (assigned.length === 0) return null;
    const usable = this.#ports.accounts().some(({ id, status }) => assigned.includes(id) && status !== 'paused');
    return usable ? null : keyRefusals.inactivePool();
  }
}

/** Packed as it came it would no longer say the same. */
function withBody<Request extends KeyedRequest>(given: Request, body: Buffer, model: string | null): Request {
  return { ...given, body, plainBody: body, model, rawHeaders: withoutHeaders(given.rawHeaders, ['content-encoding']) };
}
