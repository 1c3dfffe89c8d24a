/** Lower case and without accents, as people type. */
export function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

const wordStart = 1000;
const inside = 600;
const scattered = 300;

/**
 * How well a text answers to what was typed; higher is better, `null` is not at all. Every word that was typed must be
 * found: best at the beginning of a word, then inside one, then as letters in order that begin with a word's first (`kp`
 * finds "Keyboard palette").
 */
export function fuzzyScore(typed: string, text: string): number | null {
  const within = plain(text);
  let score = 0;
  for (const word of plain(typed).split(/\s+/)) {
    if (word === '') continue;
    const found = wordScore(word, within);
    if (found === null) return null;
    score += found;
  }
  return score;
}

function wordScore(word: string, text: string): number | null {
  const starts = wordStarts(text);
  const begun = starts.find((at) => text.startsWith(word, at));
  if (begun !== undefined) return wordStart - Math.min(begun, 200);
  const at = text.indexOf(word);
  if (at !== -1) return inside - Math.min(at, 200);
  const spans = starts.map((start) => spanFrom(word, text, start)).filter((span) => span !== null);
  return spans.length === 0 ? null : Math.max(1, scattered - Math.min(...spans));
}

function wordStarts(text: string): number[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => match.index);
}

/** How many characters it takes to meet all letters in order, the first of them at `start`; `null` when it cannot be. */
function spanFrom(word: string, text: string, start: number): number | null {
  if (text[start] !== word[0]) return null;
  let at = start;
  for (let place = 1; place < word.length; place += 1) {
    at = text.indexOf(word[place] ?? '', at + 1);
    if (at === -1) return null;
  }
  return at - start;
}
