import type { Facts, Said } from './said.ts';
import type { SpokenCode } from './spoken-codes.ts';

/** A sentence, and the same as a code and what it names. */
export interface Told {
  readonly sentence: string;
  readonly said: Said;
}

/** Only codes that every language has words for; see `spoken/`. */
export function told(code: SpokenCode, facts: Facts, sentence: string): Told {
  return { sentence, said: { code, facts } };
}
