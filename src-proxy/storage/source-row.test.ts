import { expect, it } from 'vitest';

import { openTestStore, tempFolder } from './records.fixture.ts';
import { requestEntry } from './request-entry.fixture.ts';
import type { ModelSourceRecord } from './store.ts';

const source: ModelSourceRecord = {
  id: 'src-a',
  name: 'Local',
  baseUrl: 'http://127.0.0.1:9/v1',
  isEnabled: true,
  hasKey: true,
  createdAtMs: 5,
  abilities: ['responses', 'embeddings'],
  timeoutSeconds: 30,
  maxConcurrency: 2,
  isOverflow: true,
  monthlyCeilingMicroUsd: 5_000_000,
  models: [
    {
      model: 'm',
      upstreamModel: 'org/m',
      displayName: 'M',
      contextWindow: 8192,
      maxOutputTokens: null,
      supportsTools: false,
      supportsVision: true,
      inputPer1m: 0.5,
      cachedInputPer1m: null,
      outputPer1m: 1,
      isEnabled: false,
    },
  ],
};

it('a source is on disk with all that its owner said, and a change replaces it', async () => {
  const dataDir = tempFolder();
  const store = await openTestStore(dataDir);
  await store.saveModelSource({ ...source, id: 'src-b', createdAtMs: 4 });
  await store.saveModelSource(source);
  await store.saveModelSource({ ...source, name: 'Renamed', models: [] });
  await store.close();
  const { modelSources } = (await openTestStore(dataDir)).initial;
  expect(modelSources).toEqual([
    { ...source, id: 'src-b', createdAtMs: 4 },
    { ...source, name: 'Renamed', models: [] },
  ]);
});

it('what a source costs adds up by the month in which its answers ended, and outlives the rows of the log', async () => {
  const dataDir = tempFolder();
  const store = await openTestStore(dataDir);
  await store.saveModelSource(source);
  const spent = (requestedAt: string, costMicroUsd: number | null, more: object = {}) =>
    store.appendRequest(requestEntry({ requestedAt, costMicroUsd, sourceId: 'src-a', accountId: null, ...more }));
  spent('2026-11-02T09:00:00.000Z', 100);
  spent('2026-11-30T23:59:59.000Z', 20, { latencyMs: 999.5 });
  spent('2026-11-30T23:59:59.000Z', 7, { latencyMs: 1000 });
  spent('2026-11-03T09:00:00.000Z', null);
  // Refused, so that there was no answer that could have cost anything.
  spent('2026-11-03T09:00:00.000Z', null, { latencyFirstEventMs: null });
  spent('2026-11-04T09:00:00.000Z', 1000, { sourceId: null });
  spent('2026-11-04T09:00:00.000Z', 1000, { sourceId: 'src-unknown' });
  await store.pruneRequests(Date.parse('2027-01-01'));
  // A change is no new source.
  await store.saveModelSource({ ...source, name: 'Renamed' });
  await store.close();
  const again = await openTestStore(dataDir);
  expect(again.initial.sourceMonths).toEqual([
    { sourceId: 'src-a', month: '2026-11', costMicroUsd: 120, unpricedRequests: 1 },
    { sourceId: 'src-a', month: '2026-12', costMicroUsd: 7, unpricedRequests: 0 },
  ]);
  await again.deleteModelSource('src-a');
  await again.close();
  expect((await openTestStore(dataDir)).initial).toMatchObject({ modelSources: [], sourceMonths: [] });
});
