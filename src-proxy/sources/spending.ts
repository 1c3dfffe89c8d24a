import type { SourceMonth } from '../storage/store.ts';

/** What a source cost in a month, as far as prices are known. */
export interface Spent {
  readonly costMicroUsd: number;
  readonly unpricedRequests: number;
}

const nothing: Spent = { costMicroUsd: 0, unpricedRequests: 0 };

/** What the sources cost, by calendar month (UTC). A clock that is set back finds the month it comes back to as it was. */
export class Spending {
  readonly #months = new Map<string, Spent>();

  constructor(known: readonly SourceMonth[]) {
    for (const { sourceId, month, ...spent } of known) this.#months.set(keyOf(sourceId, month), spent);
  }

  of(sourceId: string, nowMs: number): Spent {
    return this.#months.get(keyOf(sourceId, monthOf(nowMs))) ?? nothing;
  }

  /** @param costMicroUsd `null` where nobody knows it */
  note(sourceId: string, costMicroUsd: number | null, nowMs: number): void {
    const before = this.of(sourceId, nowMs);
    this.#months.set(keyOf(sourceId, monthOf(nowMs)), {
      costMicroUsd: before.costMicroUsd + (costMicroUsd ?? 0),
      unpricedRequests: before.unpricedRequests + (costMicroUsd === null ? 1 : 0),
    });
  }
}

/** Such as `2026-11`. */
export function monthOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

/** The first day of the next month, such as `2026-12-01`. */
export function nextMonthDay(nowMs: number): string {
  const now = new Date(nowMs);
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return next.toISOString().slice(0, 10);
}

function keyOf(sourceId: string, month: string): string {
  return `${month} ${sourceId}`;
}
