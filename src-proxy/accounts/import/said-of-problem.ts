import type { Said } from '../../contract/said.ts';
import type { ImportCode } from '../../contract/spoken-codes.ts';
import type { ReadProblem } from './read-account-file.ts';

/** What is wrong with something in a file, by its code; what to do about it goes by the format. */
export function saidOfProblem({ code, format }: Pick<ReadProblem, 'code' | 'format'>): Said {
  const spoken: ImportCode = `import.${code}`;
  return { code: spoken, facts: { format: format ?? 'tokens' } };
}
