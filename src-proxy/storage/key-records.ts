import type { LimitRule, reasoningEfforts, serviceTiers, TrafficClass, TransportPolicy } from '../contract/api-keys.ts';

/** A limit rule with the moment from which its windows follow each other. */
export interface ApiKeyLimit extends LimitRule {
  readonly anchorMs: number;
}

/** Everything durable about an API key. Holds no secret: of the key itself there is the SHA-256 alone. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  /** Hex. */
  readonly keyHash: string;
  readonly keyHint: string;
  readonly isActive: boolean;
  readonly expiresAtMs: number | null;
  readonly createdAtMs: number;
  /** Charges from before it count in no limit; 0 for never. */
  readonly usageResetAtMs: number;
  readonly allowedModels: readonly string[];
  readonly enforcedModel: string | null;
  readonly allowedReasoningEfforts: readonly (typeof reasoningEfforts)[number][];
  readonly enforcedReasoningEffort: (typeof reasoningEfforts)[number] | null;
  readonly enforcedServiceTier: (typeof serviceTiers)[number] | null;
  readonly trafficClass: TrafficClass;
  readonly transportPolicyOverride: TransportPolicy | null;
  /** With commas between them; empty for none. */
  readonly usageSections: string;
  /** Empty for the whole pool. */
  readonly assignedAccountIds: readonly string[];
  readonly assignedSourceIds: readonly string[];
  readonly limits: readonly ApiKeyLimit[];
}

/** What was counted on a key. Of answers whose price nobody knows the cost is not in it; `unpricedRequests` are those. */
export interface KeyFigures {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly costMicroUsd: number;
  readonly unpricedRequests: number;
}

/** Sums over what was charged from a time on; `model` narrows it to one. */
export interface KeySumQuery {
  readonly keyId: string;
  readonly sinceMs: number;
  readonly model: string | null;
}

/** One key since its creation. */
export interface KeyTotals extends KeyFigures {
  readonly keyId: string;
  readonly lastChargedAtMs: number | null;
}

/** Charges of one key in one stretch of time, on one account. */
export interface KeyBucket extends KeyFigures {
  readonly startMs: number;
  readonly accountId: string | null;
}

export interface KeyBucketQuery {
  readonly keyId: string;
  readonly sinceMs: number;
  readonly bucketMs: number;
}
