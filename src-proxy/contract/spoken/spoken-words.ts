import type { CandidateWords } from '../candidate-words.ts';
import type { DecisionReason } from '../decision-reasons.ts';
import type { RefusalCode } from '../refusal.ts';

/** A ready-made piece of another program's configuration, as it is talked about; what is left out has the engine's own words. */
export interface SnippetWords {
  readonly client?: string;
  readonly title: string;
  readonly file?: string;
  readonly note: string;
}

/**
 * What the engine says, in a language that is not English, as far as both the dashboard and the desktop shell show it. The
 * engine's own declarations are the English; what is missing here falls back to it.
 */
export interface SpokenWords {
  readonly candidates: CandidateWords;
  readonly decisions: Partial<Readonly<Record<DecisionReason, string>>>;
  readonly refusals: Partial<Readonly<Record<RefusalCode, string>>>;
  /** By the id of the snippet. */
  readonly snippets: Readonly<Record<string, SnippetWords>>;
  /** By the code of what was said: why an account is out, how it stands, how a program is set up. */
  readonly said: Readonly<Record<string, string>>;
}
