import { describe, expect, it } from 'vitest';

import { openTestStore, tempFolder } from './records.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import type { ApiKeyRecord, NewRequestLogEntry } from './store.ts';

const record: ApiKeyRecord = {
  id: 'k',
  name: 'a key',
  keyHash: 'ab'.repeat(32),
  keyHint: 'sk-clb-…abcd',
  isActive: true,
  expiresAtMs: 5,
  createdAtMs: 1,
  usageResetAtMs: 2,
  allowedModels: ['m'],
  enforcedModel: null,
  allowedReasoningEfforts: ['low'],
  enforcedReasoningEffort: null,
  enforcedServiceTier: 'flex',
  trafficClass: 'opportunistic',
  transportPolicyOverride: 'always_http',
  usageSections: 'account_pool_usage',
  assignedAccountIds: ['a'],
  assignedSourceIds: [],
  limits: [{ limitType: 'cost_usd', limitWindow: 'weekly', maxValue: 9, modelFilter: 'm', anchorMs: 3 }],
};
const charged = (atMs: number, more: Partial<NewRequestLogEntry> = {}): NewRequestLogEntry =>
  requestEntry({
    apiKeyId: 'k',
    apiKeyName: 'a key',
    chargedAt: new Date(atMs).toISOString(),
    costMicroUsd: 7,
    ...more,
  });
const perRow = { inputTokens: 10, cachedInputTokens: 5, outputTokens: 3, totalTokens: 13 };
const sums = (rows: number, unpriced = 0) => ({
  requests: rows,
  inputTokens: rows * perRow.inputTokens,
  cachedInputTokens: rows * perRow.cachedInputTokens,
  outputTokens: rows * perRow.outputTokens,
  totalTokens: rows * perRow.totalTokens,
  costMicroUsd: (rows - unpriced) * 7,
  unpricedRequests: unpriced,
});

describe('API keys', () => {
  it('are there after the next start as they were, and gone when deleted', async () => {
    const dataDir = tempFolder();
    const first = await openTestStore(dataDir);
    await first.saveApiKey({ ...record, name: 'before' });
    await first.saveApiKey(record);
    await first.close();
    const second = await openTestStore(dataDir);
    expect(second.initial.apiKeys).toEqual([record]);
    await second.deleteApiKey('k');
    await second.close();
    expect((await openTestStore(dataDir)).initial.apiKeys).toEqual([]);
  });
});

describe('what was charged', () => {
  it('is the rows of the log that count, by key, time and model; and only of a key that there is', async () => {
    const store = await openTestStore(tempFolder());
    await store.saveApiKey(record);
    for (const entry of [
      charged(100),
      charged(200, { model: 'm', costMicroUsd: null }),
      charged(300, { model: 'm' }),
      charged(300, { apiKeyId: 'another' }),
      requestEntry({ apiKeyId: 'k' }),
    ])
      store.appendRequest(entry);
    const sum = async (sinceMs: number, model: string | null) =>
      (await store.sumKeyCharges([{ keyId: 'k', sinceMs, model }]))[0];
    expect(await sum(0, null)).toEqual(sums(3, 1));
    expect(await sum(200, null)).toEqual(sums(2, 1));
    expect(await sum(201, 'm')).toEqual(sums(1));
    expect(await sum(301, null)).toEqual(sums(0));
    expect(await store.listKeyTotals()).toEqual([{ keyId: 'k', lastChargedAtMs: 300, ...sums(3, 1) }]);
    expect(await store.listKeyBuckets({ keyId: 'k', sinceMs: 150, bucketMs: 200 })).toEqual([
      { startMs: 200, accountId: 'a', ...sums(2, 1) },
    ]);
  });

  it('outlives its rows, is folded into totals when old, and goes with its key', async () => {
    const store = await openTestStore(tempFolder());
    await store.saveApiKey(record);
    store.appendRequest(charged(100, { requestedAt: new Date(100).toISOString() }));
    store.appendRequest(charged(900, { requestedAt: new Date(900).toISOString() }));
    expect(await store.pruneRequests(1000)).toBe(2);
    expect(await store.listKeyTotals()).toMatchObject([sums(2)]);
    expect(await store.foldKeyCharges(500)).toBe(1);
    expect(await store.foldKeyCharges(500)).toBe(0);
    store.appendRequest(charged(150));
    await store.listKeyTotals();
    expect(await store.foldKeyCharges(500)).toBe(1);
    expect(await store.listKeyTotals()).toEqual([{ keyId: 'k', lastChargedAtMs: 900, ...sums(3) }]);
    await store.deleteApiKey('k');
    expect(await store.listKeyTotals()).toEqual([]);
  });
});
