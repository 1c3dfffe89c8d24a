import type { KeyTrends, KeyUsageWeek } from '#contract/api-keys.ts';

import type { KeysApi } from '../connection/keys-api.ts';

/** What a key did on one day. Cost in dollars. */
export interface KeyDay {
  /** When its first hour began. */
  readonly startMs: number;
  readonly requests: number;
  readonly totalTokens: number;
  readonly cachedInputTokens: number;
  readonly costUsd: number;
}

/** Hours put together to days, as the reader's calendar has them. Pure. */
export function daysOf(points: KeyTrends['points'], dayOf: (atMs: number) => string): KeyDay[] {
  const days = new Map<string, KeyDay>();
  for (const { t, requests, totalTokens, cachedInputTokens, costUsd } of points) {
    const startMs = Date.parse(t);
    const day = dayOf(startMs);
    const before = days.get(day);
    days.set(day, {
      startMs: before?.startMs ?? startMs,
      requests: (before?.requests ?? 0) + requests,
      totalTokens: (before?.totalTokens ?? 0) + totalTokens,
      cachedInputTokens: (before?.cachedInputTokens ?? 0) + cachedInputTokens,
      costUsd: (before?.costUsd ?? 0) + costUsd,
    });
  }
  return [...days.values()];
}

/** The last seven days of one key. */
export class KeyWeek {
  trends = $state.raw<KeyTrends | null>(null);
  week = $state.raw<KeyUsageWeek | null>(null);
  error = $state.raw<unknown>(null);
  readonly #keyId: string;
  readonly #api: Pick<KeysApi, 'keyTrends' | 'keyWeek'>;

  constructor(keyId: string, api: Pick<KeysApi, 'keyTrends' | 'keyWeek'>) {
    this.#keyId = keyId;
    this.#api = api;
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      [this.trends, this.week] = await Promise.all([this.#api.keyTrends(this.#keyId), this.#api.keyWeek(this.#keyId)]);
    } catch (error) {
      this.error = error;
    }
  }
}
