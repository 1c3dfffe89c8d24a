import type { ApiKeyActions, ApiKeySummary, ApiKeyUpdate, KeyTrends, KeyUsageWeek } from '../contract/api-keys.ts';
import type { AuditActor } from '../contract/audit.ts';
import type { Clock } from '../ports.ts';
import type { KeyBucket, Store } from '../storage/store.ts';
import type { KeyBook } from './key-book.ts';
import { added, nothingCounted } from './key-figures.ts';
import { usageView } from './key-summary.ts';

export interface KeyActionPorts {
  readonly keys: KeyBook;
  readonly store: Pick<Store, 'appendAudit' | 'listKeyBuckets'>;
  readonly clock: Clock;
  /** Told once a change is made and in the audit log. */
  readonly onChange: () => void;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

/** What an owner does with keys, each change with its line in the audit log. */
export function createKeyActions({ keys, store, clock, onChange }: KeyActionPorts): ApiKeyActions {
  const note = async (
    action: string,
    actor: AuditActor,
    { id, name, keyHint }: ApiKeySummary,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> => {
    const detail = { name, hint: keyHint, ...more };
    await store.appendAudit({ atMs: clock.nowMs(), actor, action: `api_key.${action}`, target: id, detail });
    onChange();
  };
  const week = async (keyId: string): Promise<{ sinceMs: number; buckets: KeyBucket[] }> => {
    keys.get(keyId);
    const nowMs = clock.nowMs();
    const sinceMs = nowMs - (nowMs % hourMs) - weekMs + hourMs;
    return { sinceMs, buckets: await store.listKeyBuckets({ keyId, sinceMs, bucketMs: hourMs }) };
  };

  return {
    list: () => keys.list(),
    get: (keyId) => keys.get(keyId),
    async create(wanted, actor) {
      const made = await keys.create(wanted);
      await note('create', actor, made, { after: wanted });
      return made;
    },
    async update(keyId, change, actor) {
      const before = membersOf(keys.get(keyId), change);
      const summary = await keys.update(keyId, change);
      await note(change.isActive === false ? 'revoke' : 'update', actor, summary, {
        changed: Object.keys(change),
        ...change,
        before,
        after: membersOf(summary, change),
      });
      return summary;
    },
    async regenerate(keyId, actor) {
      const made = await keys.regenerate(keyId);
      await note('regenerate', actor, made);
      return made;
    },
    async resetUsage(keyId, actor) {
      const summary = await keys.resetUsage(keyId);
      await note('reset_usage', actor, summary);
      return summary;
    },
    async remove(keyId, actor) {
      await note('delete', actor, await keys.remove(keyId));
    },
    async trends(keyId) {
      const { sinceMs, buckets } = await week(keyId);
      return { keyId, points: pointsOf(buckets, sinceMs) };
    },
    async usageOfWeek(keyId) {
      const { sinceMs, buckets } = await week(keyId);
      return weekOf(keyId, buckets, sinceMs);
    },
  };
}

/** What there is of a key under the names of a change. */
function membersOf(summary: ApiKeySummary, change: ApiKeyUpdate): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(summary).filter(([name]) => name in change));
}

/** Every hour has its point, also one in which nothing was asked. */
function pointsOf(buckets: readonly KeyBucket[], sinceMs: number): KeyTrends['points'] {
  return Array.from({ length: weekMs / hourMs }, (_, index) => {
    const startMs = sinceMs + index * hourMs;
    const figures = buckets.filter((bucket) => bucket.startMs === startMs).reduce(added, nothingCounted);
    const { requests, totalTokens, cachedInputTokens, costMicroUsd } = figures;
    const t = new Date(startMs).toISOString();
    return { t, requests, totalTokens, cachedInputTokens, costUsd: costMicroUsd / 1_000_000 };
  });
}

function weekOf(keyId: string, buckets: readonly KeyBucket[], sinceMs: number): KeyUsageWeek {
  const accounts = [...new Set(buckets.map(({ accountId }) => accountId))];
  return {
    keyId,
    since: new Date(sinceMs).toISOString(),
    ...usageView(buckets.reduce(added, nothingCounted)),
    byAccount: accounts.map((accountId) => {
      const figures = buckets.filter((bucket) => bucket.accountId === accountId).reduce(added, nothingCounted);
      return { accountId, requestCount: figures.requests, totalCostUsd: figures.costMicroUsd / 1_000_000 };
    }),
  };
}
