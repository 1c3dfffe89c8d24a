import type { DiffLine } from '../../contract/client-setup.ts';
import { redact } from '../../observe/redact.ts';

const context = 3;
/** Beyond this the middle is shown as replaced: a table of all pairs would not fit into memory. */
const mostPairs = 4_000_000;

/** The line-wise difference of two texts. Ends of lines count, and are shown where they alone differ. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, next] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const line = (kind: DiffLine['kind']) => (text: string) => ({ kind, text });
  return [
    ...old.slice(0, head).map(line('same')),
    ...middle(old.slice(head, old.length - tail), next.slice(head, next.length - tail)),
    ...old.slice(old.length - tail).map(line('same')),
  ];
}

/** What `diff -u` prints, and the same lines for a screen. Both without secrets. */
export function readableDiff(
  path: string,
  before: string | null,
  after: string | null,
): { readonly diff: string; readonly lines: DiffLine[] } {
  const all = lineDiff(before ?? '', after ?? '');
  if (all.every(({ kind }) => kind === 'same')) return { diff: '', lines: [] };
  const shown: DiffLine[] = [];
  const text = [`--- ${before === null ? '/dev/null' : path}`, `+++ ${after === null ? '/dev/null' : path}`];
  for (const hunk of hunksOf(all)) {
    text.push(hunk.title, ...hunk.lines.map(({ kind, text: line }) => `${signs[kind]}${printed(line)}`));
    shown.push(...hunk.lines.map(({ kind, text: line }) => ({ kind, text: printed(line) })));
  }
  return { diff: `${text.join('\n')}\n`, lines: shown };
}

const signs = { same: ' ', added: '+', removed: '-' } as const;

const printed = (line: string): string => redact(line.replace(/\r?\n$/, ''));

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function middle(old: readonly string[], next: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (old.length * next.length > mostPairs) return [...old.map(removed), ...next.map(added)];
  const width = next.length + 1;
  // The longest common run of lines from each pair of places to the ends.
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = next.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    const [mine, theirs] = [old[i], next[j]];
    if (mine !== undefined && mine === theirs) {
      lines.push({ kind: 'same', text: mine });
      i += 1;
      j += 1;
    } else if (mine !== undefined && (theirs === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(mine));
      i += 1;
    } else if (theirs !== undefined) {
      lines.push(added(theirs));
      j += 1;
    }
  }
  return lines;
}

function hunksOf(all: readonly DiffLine[]): { readonly title: string; readonly lines: readonly DiffLine[] }[] {
  const near = all.map((_, index) => all.slice(Math.max(0, index - context), index + context + 1).some(isChange));
  const hunks: { title: string; lines: DiffLine[] }[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const [index, line] of all.entries()) {
    if (near[index] === true) {
      if (near[index - 1] !== true) {
        const lines = all.slice(index, near.indexOf(false, index) === -1 ? undefined : near.indexOf(false, index));
        const count = (kind: DiffLine['kind']) => lines.filter((each) => each.kind !== kind).length;
        const [olds, news] = [count('added'), count('removed')];
        // An empty side is named by the line before it.
        const title = `@@ -${olds === 0 ? oldLine - 1 : oldLine},${olds} +${news === 0 ? newLine - 1 : newLine},${news} @@`;
        hunks.push({ title, lines });
      }
    }
    if (line.kind !== 'added') oldLine += 1;
    if (line.kind !== 'removed') newLine += 1;
  }
  return hunks;
}

const isChange = ({ kind }: DiffLine): boolean => kind !== 'same';
