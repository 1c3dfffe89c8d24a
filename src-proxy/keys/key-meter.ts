import { ruleName } from '../contract/api-keys.ts';
import type { ApiKeyLimit, KeyFigures } from '../storage/store.ts';
import {
  amountOf,
  countedFromMs,
  countsModel,
  isExhausted,
  toHold,
  windowOf,
  type LimitStanding,
} from './key-limits.ts';

/** What one request holds while it runs. */
export interface Reservation {
  /** When it counts, and thereby in which windows. */
  readonly atMs: number;
  readonly model: string | null;
  /** By the name of the rule. */
  readonly held: ReadonlyMap<string, number>;
}

export type ReservationOutcome =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  | { readonly kind: 'exhausted'; readonly standing: LimitStanding };

export interface MeteredLimits {
  readonly limits: readonly ApiKeyLimit[];
  /** Charges from before it count no more; 0 for never. */
  readonly usageResetAtMs: number;
}

interface Tally {
  fromMs: number;
  used: number;
}

/**
 * The counters of one key. Reserving looks at every limit and takes from every limit in one go of the event loop, so that
 * no two requests can take the same room. What was used is never kept anywhere else than in the request log, whose rows
 * carry `atMs` and the figures that were settled: summing those up from `countedFromMs` on gives these counters again,
 * whenever the process was killed. For this `atMs` never goes back, and changes of the limits come strictly after the
 * charges before them.
 */
export class KeyMeter {
  #rules: MeteredLimits;
  readonly #tallies = new Map<string, Tally>();
  readonly #open = new Set<Reservation>();
  #lastMs: number;

  /** @param lastMs not before any earlier charge */
  constructor(rules: MeteredLimits, lastMs: number) {
    this.#rules = rules;
    this.#lastMs = Math.max(lastMs, rules.usageResetAtMs, ...rules.limits.map(({ anchorMs }) => anchorMs));
  }

  /** From when on charges count in the present window. */
  countedFromMs(limit: ApiKeyLimit, nowMs: number): number {
    return countedFromMs(limit, this.#rules.usageResetAtMs, this.#time(nowMs));
  }

  /** What the log says was used in the present window. */
  restore(limit: ApiKeyLimit, figures: KeyFigures, nowMs: number): void {
    this.#tally(limit, this.#time(nowMs)).used = amountOf(limit.limitType, figures);
  }

  /** The time for a change of the limits: after every charge so far, and none later comes before it. */
  markMs(nowMs: number): number {
    this.#lastMs = Math.max(this.#lastMs + 1, Math.floor(nowMs));
    return this.#lastMs;
  }

  change(rules: MeteredLimits): void {
    this.#rules = rules;
    const names = new Set(rules.limits.map(ruleName));
    for (const name of this.#tallies.keys()) if (!names.has(name)) this.#tallies.delete(name);
  }

  standings(nowMs: number): LimitStanding[] {
    const atMs = this.#time(nowMs);
    return this.#rules.limits.map((limit) => this.#standing(limit, atMs));
  }

  /** All or nothing. The limit that refuses is the one that has to be waited for longest. */
  reserve(estimate: KeyFigures, model: string | null, nowMs: number): ReservationOutcome {
    this.#lastMs = this.#time(nowMs);
    const standings = this.#rules.limits
      .filter((limit) => countsModel(limit, model))
      .map((limit) => this.#standing(limit, this.#lastMs));
    const longest = standings.filter(isExhausted).toSorted((a, b) => b.resetAtMs - a.resetAtMs)[0];
    if (longest !== undefined) return { kind: 'exhausted', standing: longest };
    const held = new Map(standings.map((standing) => [ruleName(standing.limit), toHold(standing, estimate)]));
    const reservation = { atMs: this.#lastMs, model, held };
    this.#open.add(reservation);
    return { kind: 'reserved', reservation };
  }

  /** The request has ended; with `null` it counts nothing. Once for each reservation: a second time does nothing. */
  settle(reservation: Reservation, figures: KeyFigures | null, nowMs: number): boolean {
    if (!this.#open.delete(reservation)) return false;
    if (figures === null) return true;
    const time = this.#time(nowMs);
    for (const limit of this.#rules.limits) {
      if (!countsModel(limit, reservation.model)) continue;
      const tally = this.#tally(limit, time);
      // One that began in the window before belongs to that one, as its row in the log does.
      if (reservation.atMs >= tally.fromMs) tally.used += amountOf(limit.limitType, figures);
    }
    return true;
  }

  #time(nowMs: number): number {
    return Math.max(this.#lastMs, Math.floor(nowMs));
  }

  #standing(limit: ApiKeyLimit, atMs: number): LimitStanding {
    const { fromMs, used } = this.#tally(limit, atMs);
    const name = ruleName(limit);
    let held = 0;
    for (const reservation of this.#open) {
      if (reservation.atMs >= fromMs) held += reservation.held.get(name) ?? 0;
    }
    return { limit, used, held, resetAtMs: windowOf(limit, atMs).endMs };
  }

  /** Begins anew when a window has passed or usage was reset. */
  #tally(limit: ApiKeyLimit, atMs: number): Tally {
    const fromMs = countedFromMs(limit, this.#rules.usageResetAtMs, atMs);
    const name = ruleName(limit);
    const known = this.#tallies.get(name);
    if (known?.fromMs === fromMs) return known;
    const fresh = { fromMs, used: 0 };
    this.#tallies.set(name, fresh);
    return fresh;
  }
}
