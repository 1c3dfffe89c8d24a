import {
  everyUsageSection,
  ruleName,
  type ApiKeyCreate,
  type ApiKeyUpdate,
  type LimitRule,
} from '../contract/api-keys.ts';
import { Refusal } from '../contract/refusal.ts';
import type { ApiKeyLimit, ApiKeyRecord } from '../storage/store.ts';
import type { NewKey } from './key-secret.ts';

/** Pure: a key's record as its owner makes it and changes it. */

export function newRecord(
  id: string,
  wanted: ApiKeyCreate,
  { hash, hint }: Pick<NewKey, 'hash' | 'hint'>,
  nowMs: number,
): ApiKeyRecord {
  const blank: ApiKeyRecord = {
    id,
    name: wanted.name,
    keyHash: hash,
    keyHint: hint,
    isActive: true,
    expiresAtMs: null,
    createdAtMs: nowMs,
    usageResetAtMs: 0,
    allowedModels: [],
    enforcedModel: null,
    allowedReasoningEfforts: [],
    enforcedReasoningEffort: null,
    enforcedServiceTier: null,
    trafficClass: 'foreground',
    transportPolicyOverride: null,
    usageSections: everyUsageSection,
    assignedAccountIds: [],
    assignedSourceIds: [],
    limits: [],
  };
  return changedRecord(blank, wanted, () => nowMs);
}

/**
 * @param markMs asked for a rule that is new: from then on it counts
 * @throws Refusal `validation_error`
 */
export function changedRecord(record: ApiKeyRecord, change: ApiKeyUpdate, markMs: () => number): ApiKeyRecord {
  const { limits, expiresAt, ...plain } = change;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const next: ApiKeyRecord = {
    ...record,
    ...given,
    expiresAtMs: expiresAt === undefined ? record.expiresAtMs : expiresAt === null ? null : Date.parse(expiresAt),
    limits: limits === undefined ? record.limits : anchored(limits, record.limits, markMs),
  };
  if (next.enforcedReasoningEffort !== null && next.allowedReasoningEfforts.length > 0)
    throw new Refusal(
      'validation_error',
      'enforcedReasoningEffort and allowedReasoningEfforts exclude each other: one sets the effort, the other leaves a choice.',
    );
  return next;
}

/** A rule that was there before goes on counting where it was. */
function anchored(rules: readonly LimitRule[], before: readonly ApiKeyLimit[], markMs: () => number): ApiKeyLimit[] {
  const anchors = new Map(before.map((limit) => [ruleName(limit), limit.anchorMs]));
  const isNew = rules.some((rule) => !anchors.has(ruleName(rule)));
  const nowMs = isNew ? markMs() : 0;
  return rules.map((rule) => ({ ...rule, anchorMs: anchors.get(ruleName(rule)) ?? nowMs }));
}
