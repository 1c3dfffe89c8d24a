import type {
  ModelSourceCandidate,
  ModelSourceCreate,
  ModelSourceSummary,
  ModelSourceTest,
  ModelSourceUpdate,
} from '#contract/model-sources.ts';

import { jsonInit } from './json-init.ts';

/** OpenAI-compatible servers beside the accounts. No answer holds a key. */
export interface SourcesApi {
  sources(): Promise<ModelSourceSummary[]>;
  createSource(wanted: ModelSourceCreate): Promise<ModelSourceSummary>;
  updateSource(sourceId: string, change: ModelSourceUpdate): Promise<ModelSourceSummary>;
  deleteSource(sourceId: string): Promise<void>;
  testSource(sourceId: string): Promise<ModelSourceTest>;
  /** Before anything is saved. */
  testCandidate(candidate: ModelSourceCandidate): Promise<ModelSourceTest>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function sourcesApi(call: Call): SourcesApi {
  const pathOf = (sourceId: string): string => `/api/model-sources/${encodeURIComponent(sourceId)}`;
  return {
    sources: async () => (await call<{ sources: ModelSourceSummary[] }>('/api/model-sources/')).sources,
    createSource: (wanted) => call('/api/model-sources/', jsonInit('POST', wanted)),
    updateSource: (sourceId, change) => call(pathOf(sourceId), jsonInit('PATCH', change)),
    deleteSource: async (sourceId) => {
      await call(pathOf(sourceId), { method: 'DELETE' });
    },
    testSource: (sourceId) => call(`${pathOf(sourceId)}/test`, { method: 'POST' }),
    testCandidate: (candidate) => call('/api/model-sources/test', jsonInit('POST', candidate)),
  };
}
