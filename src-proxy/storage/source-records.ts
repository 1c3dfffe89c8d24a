import type { SourceAbility, SourceModel } from '../contract/model-sources.ts';

/** Everything durable about a model source but its key, which is in the vault. */
export interface ModelSourceRecord {
  readonly id: string;
  readonly name: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly isEnabled: boolean;
  /** Set only while the vault holds one. */
  readonly hasKey: boolean;
  readonly createdAtMs: number;
  readonly abilities: readonly SourceAbility[];
  readonly timeoutSeconds: number;
  readonly maxConcurrency: number;
  readonly isOverflow: boolean;
  readonly monthlyCeilingMicroUsd: number | null;
  readonly models: readonly SourceModel[];
}

/** What the answers of one source cost that ended in one calendar month (UTC). Outlives the log's rows. */
export interface SourceMonth {
  readonly sourceId: string;
  /** Such as `2026-11`. */
  readonly month: string;
  readonly costMicroUsd: number;
  /** Answers whose cost nobody knows. */
  readonly unpricedRequests: number;
}
