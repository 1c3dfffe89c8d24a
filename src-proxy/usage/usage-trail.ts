import type { AccountBook } from '../accounts/account-book.ts';
import type { Account } from '../accounts/account.ts';
import type { Logger } from '../ports.ts';
import type { Store, UsagePoint, UsageWindowName } from '../storage/store.ts';
import { burnRateSpanMs } from './burn-rate.ts';
import { windowNames } from './forecast.ts';

export interface UsageTrailPorts {
  readonly book: Pick<AccountBook, 'onChange'>;
  readonly store: Pick<Store, 'initial' | 'saveUsagePoint'>;
  readonly logger: Logger;
}

/** An unchanged figure is worth a point now and then, so that a flat line is one. */
const unchangedIntervalMs = 5 * 60_000;
const changedIntervalMs = 15_000;

/** What each window stood at over the last hours. Samples come with every answer; the trail keeps those that tell something new. */
export class UsageTrail {
  readonly #ports: UsageTrailPorts;
  readonly #points = new Map<string, UsagePoint[]>();
  readonly #stop: () => void;

  constructor(ports: UsageTrailPorts) {
    this.#ports = ports;
    for (const point of ports.store.initial.recentUsage) this.#listOf(point.accountId, point.window).push(point);
    this.#stop = ports.book.onChange((change) => {
      if (change.kind === 'changed') this.#note(change.account);
      else for (const name of windowNames) this.#points.delete(keyOf(change.accountId, name));
    });
  }

  /** Oldest first. */
  of(accountId: string, window: UsageWindowName): readonly UsagePoint[] {
    return this.#points.get(keyOf(accountId, window)) ?? [];
  }

  stop(): void {
    this.#stop();
  }

  #note(account: Account): void {
    const { usage } = account;
    if (usage === null) return;
    for (const window of windowNames) {
      const state = usage[window];
      if (state === null) continue;
      const list = this.#listOf(account.id, window);
      const last = list.at(-1);
      const changed = last?.usedPercent !== state.usedPercent || last.resetAtMs !== state.resetAtMs;
      if (last && usage.atMs - last.atMs < (changed ? changedIntervalMs : unchangedIntervalMs)) continue;
      const { usedPercent, resetAtMs } = state;
      const point: UsagePoint = { accountId: account.id, window, atMs: usage.atMs, usedPercent, resetAtMs };
      list.push(point);
      while (list.length > 0 && (list[0]?.atMs ?? 0) < usage.atMs - burnRateSpanMs) list.shift();
      this.#ports.store
        .saveUsagePoint(point)
        .catch((error: unknown) => this.#ports.logger.error('A usage point could not be written', { error }));
    }
  }

  #listOf(accountId: string, window: UsageWindowName): UsagePoint[] {
    const key = keyOf(accountId, window);
    const list = this.#points.get(key) ?? [];
    this.#points.set(key, list);
    return list;
  }
}

function keyOf(accountId: string, window: UsageWindowName): string {
  return `${window} ${accountId}`;
}
