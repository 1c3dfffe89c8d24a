import type { AnswerKind, BodySize } from './payloads.ts';

/** One combination that is measured, and how many requests one round of it takes. */
export interface Cell {
  readonly name: string;
  readonly body: BodySize;
  readonly answer: Exclude<AnswerKind, 'paced'>;
  readonly concurrency: number;
  readonly requests: number;
}

/** Requests a round at 1, 16 and 64 at a time. Chosen for about a second each on two cores; 0 leaves the cell out. */
const rounds: Record<BodySize, Record<Cell['answer'], readonly [number, number, number]>> = {
  '1KB': { short: [500, 2000, 2400], long: [150, 500, 640] },
  '100KB': { short: [300, 1000, 1200], long: [120, 400, 512] },
  '5MB': { short: [20, 64, 128], long: [16, 48, 0] },
};
const concurrencies = [1, 16, 64] as const;

/** What is left out, and why. */
export const leftOut = '5MB/long/c64 is left out: it measures how fast this machine copies memory.';

/** What `--quick` measures: enough to judge the aims. */
const quickCells = /^(1KB|100KB)\/short\/c(1|16)$|^5MB\/short\/c16$|^1KB\/long\/c16$/;

export function cellsFor(options: { quick: boolean; only: RegExp | undefined }): Cell[] {
  const all: Cell[] = [];
  for (const [body, answers] of Object.entries(rounds) as [BodySize, (typeof rounds)[BodySize]][]) {
    for (const [answer, counts] of Object.entries(answers) as [Cell['answer'], readonly number[]][]) {
      for (const [index, concurrency] of concurrencies.entries()) {
        const requests = counts[index] ?? 0;
        if (requests > 0) all.push({ name: `${body}/${answer}/c${concurrency}`, body, answer, concurrency, requests });
      }
    }
  }
  if (options.only) return all.filter((cell) => options.only?.test(cell.name));
  return options.quick ? all.filter((cell) => quickCells.test(cell.name)) : all;
}
