import type { SourceAbility, SourceModel } from '../contract/model-sources.ts';
import type { Said } from '../contract/said.ts';

/** An OpenAI-compatible server that the owner added beside the accounts. Holds no secret. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly isEnabled: boolean;
  readonly abilities: readonly SourceAbility[];
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly isOverflow: boolean;
  readonly monthlyCeilingMicroUsd: number | null;
  readonly models: readonly SourceModel[];
}

/** A request's place at a source. */
export interface SourceLease {
  /** More than once does nothing. */
  release(): void;
}

/** A failure as the owner is told of it. */
export interface SourceFailure {
  readonly statusCode: number | null;
  readonly message: string;
  /** Where the source itself said nothing. */
  readonly said?: Said;
}

/** What requests need of the sources. Everything but the key is answered from memory. */
export interface SourcePool {
  /** Enabled sources that have an enabled model of this name and at least one of the abilities, oldest first. */
  serving(model: string, abilities: readonly SourceAbility[]): readonly Source[];
  /**
   * `null` while as many requests run there as its owner allows, or as may spend what is left of its ceiling.
   * @param expectedMicroUsd what the request will cost, as far as can be told; held until it is settled
   */
  take(source: Source, expectedMicroUsd: number): SourceLease | null;
  /**
   * Why the source may not be used for this model now, as a sentence: its ceiling is reached, or it has one and the model's
   * price is unknown. `null` where it may.
   */
  objection(source: Source, model: string): string | null;
  /** From the vault; `null` for a source that asks for no key. */
  keyOf(source: Source): Promise<string | null>;
  /** Once for each answer: `null` where price or tokens are unknown. */
  noteSpent(source: Source, costMicroUsd: number | null): void;
  /** `null` after an answer. */
  noteOutcome(source: Source, failure: SourceFailure | null): void;
}
