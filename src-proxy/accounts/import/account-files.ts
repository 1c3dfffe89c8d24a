import { setImmediate } from 'node:timers/promises';

import { readAccountFile, type ReadProblem } from './read-account-file.ts';
import type { LoginInFile } from './plan-import.ts';

export interface AuthFile {
  readonly name: string;
  readonly content: string;
}

export type ReadEntry =
  | { readonly kind: 'login'; readonly source: LoginInFile }
  | { readonly kind: 'problem'; readonly file: string; readonly problem: ReadProblem };

/** Everything in the files, in their order. Between two files the event loop gets its turn: it belongs to streams. */
export async function readAccountFiles(files: readonly AuthFile[]): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const { name: file, content } of files) {
    const { logins, problems } = readAccountFile(content);
    const found: (ReadEntry & { readonly index: number })[] = [
      ...logins.map((read) => ({ kind: 'login' as const, index: read.index, source: { file, ...read } })),
      ...problems.map((problem) => ({ kind: 'problem' as const, index: problem.index, file, problem })),
    ];
    entries.push(...found.sort((one, other) => one.index - other.index));
    await setImmediate();
  }
  return entries;
}
