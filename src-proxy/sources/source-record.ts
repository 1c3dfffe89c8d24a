import type { ModelSourceCreate, ModelSourceUpdate } from '../contract/model-sources.ts';
import { Refusal } from '../contract/refusal.ts';
import type { ModelSourceRecord } from '../storage/store.ts';
import type { Source } from './source.ts';
import { readBaseUrl } from './source-address.ts';

/** Pure: a source's record as its owner makes it and changes it. Its key is not in it, and is dealt with elsewhere. */

export function newRecord(
  id: string,
  wanted: ModelSourceCreate,
  { nowMs, ownPort }: { readonly nowMs: number; readonly ownPort: number },
): ModelSourceRecord {
  const blank: ModelSourceRecord = {
    id,
    name: wanted.name,
    baseUrl: '',
    isEnabled: true,
    hasKey: false,
    createdAtMs: nowMs,
    abilities: ['chat_completions'],
    timeoutSeconds: 120,
    maxConcurrency: 16,
    isOverflow: false,
    monthlyCeilingMicroUsd: null,
    models: [],
  };
  return changedRecord(blank, wanted, ownPort);
}

/** @throws Refusal `validation_error` that names the field in `param` */
export function changedRecord(
  record: ModelSourceRecord,
  { apiKey: _apiKey, baseUrl, ...change }: ModelSourceUpdate,
  ownPort: number,
): ModelSourceRecord {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next: ModelSourceRecord = { ...record, ...given };
  return baseUrl === undefined ? next : { ...next, baseUrl: checkedUrl(baseUrl, ownPort) };
}

/** As requests see it. */
export function sourceOf(record: ModelSourceRecord): Source {
  const { hasKey: _hasKey, createdAtMs: _createdAtMs, timeoutSeconds, ...rest } = record;
  return { ...rest, timeoutMs: timeoutSeconds * 1000 };
}

/** @throws Refusal `validation_error` */
export function checkedUrl(text: string, ownPort: number): string {
  const read = readBaseUrl(text, ownPort);
  if (read.kind === 'url') return read.baseUrl;
  throw new Refusal('validation_error', read.text, { fields: { param: 'baseUrl', said: read.said } });
}
