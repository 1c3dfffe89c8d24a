import type { ApiKeyCreate, ApiKeySummary, ApiKeyUpdate, TrafficClass, TransportPolicy } from '#contract/api-keys.ts';
import { usageSections } from '#contract/key-treatment.ts';

import { messages } from '../i18n/messages.ts';
import { limitDraftOf, rulesOf, type LimitDraft } from './limit-draft.ts';
import { localMoment, momentOf } from './local-moment.ts';

export type Effort = NonNullable<ApiKeySummary['enforcedReasoningEffort']>;
export type Tier = NonNullable<ApiKeySummary['enforcedServiceTier']>;
/** Days that a new key lives, or a date of one's own. */
export type Expiry = 'never' | '7' | '30' | '90' | '365' | 'date';
/** `any` leaves the choice, `some` narrows it, an effort takes it. */
export type EffortRule = 'any' | 'some' | Effort;

const t = messages.keys.editor;
const dayMs = 86_400_000;
type Fields = Required<Omit<ApiKeyCreate, 'isActive'>>;

/** A key as it is typed: a new one, or what is to change about one. */
export class KeyDraft {
  name = $state('');
  expiry = $state<Expiry>('never');
  /** As `datetime-local` has it; of the expiry `date`. */
  expiryDate = $state('');
  /** Names with blanks, commas or new lines between them. */
  models = $state('');
  enforcedModel = $state('');
  effortRule = $state<EffortRule>('any');
  allowedEfforts = $state<Effort[]>([]);
  tier = $state<Tier | ''>('');
  trafficClass = $state<TrafficClass>('foreground');
  /** Empty for what is set for all. */
  transport = $state<TransportPolicy | ''>('');
  sections = $state<string[]>([...usageSections]);
  accountIds = $state<string[]>([]);
  sourceIds = $state<string[]>([]);
  limits = $state<LimitDraft[]>([]);
  /** `null` for a new one. */
  readonly key: ApiKeySummary | null;
  #nextLimitId = 0;

  constructor(key: ApiKeySummary | null) {
    this.key = key;
    if (key === null) return;
    this.name = key.name;
    this.expiry = key.expiresAt === null ? 'never' : 'date';
    this.expiryDate = key.expiresAt === null ? '' : localMoment(key.expiresAt);
    this.models = key.allowedModels.join('\n');
    this.enforcedModel = key.enforcedModel ?? '';
    this.effortRule = key.enforcedReasoningEffort ?? (key.allowedReasoningEfforts.length > 0 ? 'some' : 'any');
    this.allowedEfforts = [...key.allowedReasoningEfforts];
    this.tier = key.enforcedServiceTier ?? '';
    this.trafficClass = key.trafficClass;
    this.transport = key.transportPolicyOverride ?? '';
    this.sections = key.usageSections.split(',').filter((section) => section !== '');
    this.accountIds = [...key.assignedAccountIds];
    this.sourceIds = [...key.assignedSourceIds];
    this.limits = key.limits.map((limit) => limitDraftOf(this.#nextLimitId++, limit));
  }

  addLimit(): void {
    const id = this.#nextLimitId++;
    this.limits.push({ id, limitType: 'requests', limitWindow: 'daily', maximum: '', model: '' });
  }

  removeLimit(id: number): void {
    this.limits = this.limits.filter((limit) => limit.id !== id);
  }

  /** What would make a new key, or why not. */
  wanted(nowMs: number): { create: ApiKeyCreate } | { problem: string } {
    const read = this.#fields(nowMs);
    return 'problem' in read ? read : { create: read.fields };
  }

  /** Only what differs from the key; `null` where nothing does. */
  change(nowMs: number): { update: ApiKeyUpdate | null } | { problem: string } {
    const read = this.#fields(nowMs);
    if ('problem' in read) return read;
    const before = this.key === null ? null : new KeyDraft(this.key).#fields(nowMs);
    const stored: Partial<Fields> = before !== null && 'fields' in before ? before.fields : {};
    const changed = Object.entries(read.fields).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(stored[field as keyof Fields]),
    );
    return { update: changed.length === 0 ? null : Object.fromEntries(changed) };
  }

  #fields(nowMs: number): { fields: Fields } | { problem: string } {
    const name = this.name.trim();
    if (name === '') return { problem: t.needsName };
    const expiresAt = this.#expiresAt(nowMs);
    if (expiresAt === undefined) return { problem: t.needsDate };
    const isKept = expiresAt !== null && expiresAt === this.key?.expiresAt;
    if (expiresAt !== null && !isKept && Date.parse(expiresAt) <= nowMs) return { problem: t.needsFuture };
    const enforcedModel = this.enforcedModel.trim() || null;
    if (enforcedModel !== null && /\s/.test(enforcedModel)) return { problem: t.needsOneModel };
    if (this.effortRule === 'some' && this.allowedEfforts.length === 0) return { problem: t.needsEffort };
    const limits = rulesOf(this.limits);
    if ('problem' in limits) return limits;
    const isChoice = this.effortRule === 'any' || this.effortRule === 'some';
    return {
      fields: {
        name,
        expiresAt,
        allowedModels: [...new Set(this.models.split(/[\s,]+/).filter((model) => model !== ''))],
        enforcedModel,
        allowedReasoningEfforts: this.effortRule === 'some' ? [...this.allowedEfforts] : [],
        enforcedReasoningEffort: isChoice ? null : (this.effortRule as Effort),
        enforcedServiceTier: this.tier === '' ? null : this.tier,
        trafficClass: this.trafficClass,
        transportPolicyOverride: this.transport === '' ? null : this.transport,
        usageSections: usageSections.filter((section) => this.sections.includes(section)).join(','),
        assignedAccountIds: [...this.accountIds],
        assignedSourceIds: [...this.sourceIds],
        limits: limits.rules,
      },
    };
  }

  /** `undefined` for what is no date. */
  #expiresAt(nowMs: number): string | null | undefined {
    if (this.expiry === 'never') return null;
    if (this.expiry !== 'date') return new Date(nowMs + Number(this.expiry) * dayMs).toISOString();
    const stored = this.key?.expiresAt ?? null;
    // What is shown has no seconds; what was not touched stays as it was.
    if (stored !== null && localMoment(stored) === this.expiryDate) return stored;
    return momentOf(this.expiryDate) ?? undefined;
  }
}
