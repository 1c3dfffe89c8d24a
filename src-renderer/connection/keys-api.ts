import type {
  ApiKeyCreate,
  ApiKeySummary,
  ApiKeyUpdate,
  ApiKeyWithSecret,
  KeyTrends,
  KeyUsageWeek,
} from '#contract/api-keys.ts';
import type { Price, PriceEntry } from '#contract/prices.ts';

import { jsonInit } from './json-init.ts';

/** Who may spend, how much, and what it is reckoned at. */
export interface KeysApi {
  apiKeys(): Promise<ApiKeySummary[]>;
  /** With `regenerateApiKey` the only answers that hold a key. */
  createApiKey(wanted: ApiKeyCreate): Promise<ApiKeyWithSecret>;
  updateApiKey(keyId: string, change: ApiKeyUpdate): Promise<ApiKeySummary>;
  regenerateApiKey(keyId: string): Promise<ApiKeyWithSecret>;
  resetKeyUsage(keyId: string): Promise<ApiKeySummary>;
  deleteApiKey(keyId: string): Promise<void>;
  keyTrends(keyId: string): Promise<KeyTrends>;
  keyWeek(keyId: string): Promise<KeyUsageWeek>;
  prices(): Promise<PriceEntry[]>;
  setPrice(model: string, price: Price): Promise<PriceEntry>;
  /** Where there is a built-in price it holds again. */
  removePrice(model: string): Promise<void>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function keysApi(call: Call): KeysApi {
  const pathOf = (keyId: string): string => `/api/api-keys/${encodeURIComponent(keyId)}`;
  const priceOf = (model: string): string => `/api/prices/${encodeURIComponent(model)}`;
  return {
    apiKeys: async () => (await call<{ apiKeys: ApiKeySummary[] }>('/api/api-keys/')).apiKeys,
    createApiKey: (wanted) => call('/api/api-keys/', { ...jsonInit('POST', wanted), cache: 'no-store' }),
    updateApiKey: (keyId, change) => call(pathOf(keyId), jsonInit('PATCH', change)),
    regenerateApiKey: (keyId) => call(`${pathOf(keyId)}/regenerate`, { method: 'POST', cache: 'no-store' }),
    resetKeyUsage: (keyId) => call(`${pathOf(keyId)}/reset-usage`, { method: 'POST' }),
    deleteApiKey: async (keyId) => {
      await call(pathOf(keyId), { method: 'DELETE' });
    },
    keyTrends: (keyId) => call(`${pathOf(keyId)}/trends`),
    keyWeek: (keyId) => call(`${pathOf(keyId)}/usage-7d`),
    prices: async () => (await call<{ prices: PriceEntry[] }>('/api/prices')).prices,
    setPrice: (model, price) => call(priceOf(model), jsonInit('PUT', price)),
    removePrice: async (model) => {
      await call(priceOf(model), { method: 'DELETE' });
    },
  };
}
