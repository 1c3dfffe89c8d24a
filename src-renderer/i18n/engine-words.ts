import type { FindingCode, SelfTestId } from '#contract/self-test-codes.ts';
import type { SettingKey } from '#contract/settings.ts';
import type { SpokenWords } from '#contract/spoken/spoken-words.ts';

/**
 * What the engine says, in a language that is not English. The engine's own declarations are the English; whatever is
 * missing here falls back to it. `engine-words.test.ts` demands that nothing is.
 *
 * A sentence names its facts in braces, such as `{host}`; the contract's `spoken/fill-facts.ts` says how each is written.
 */
export interface SettingWords {
  readonly title: string;
  readonly help: string;
  /** What may be written, where the value's type does not say it: yes or no, a number, a choice. */
  readonly allowed?: string;
  /** What to call a choice, where its own name says little. */
  readonly choices?: Readonly<Record<string, string>>;
}

export interface FindingWords {
  readonly sentence: string;
  readonly whatToDo?: string;
  /** A line each. A fact that is a list makes a line of each of its members. Without any the engine's own are shown. */
  readonly details?: readonly string[];
}

export interface EngineWords extends SpokenWords {
  readonly settings: Partial<Readonly<Record<SettingKey, SettingWords>>>;
  readonly allowed: { readonly yesOrNo: string; readonly range: string };
  /** Titles of self-tests. That of an account names `{name}`. */
  readonly tests: Partial<Readonly<Record<SelfTestId, string>>>;
  readonly findings: Partial<Readonly<Record<FindingCode, FindingWords>>>;
  /** What the bundle to hand on holds, by the name of the file, and what is never in it. */
  readonly bundle: {
    readonly files: Readonly<Record<string, string>>;
    readonly never: Readonly<Record<string, string>>;
  };
  /** How a fact is written that is yes or no, or that nobody knows. */
  readonly values: { readonly true: string; readonly false: string; readonly null: string };
}
