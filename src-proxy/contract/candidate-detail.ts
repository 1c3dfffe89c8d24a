import { englishCandidateWords, type CandidateWords } from './candidate-words.ts';
import type { KeptCandidate } from './kept-decision.ts';

/**
 * The sentence for one candidate, with the figures that decided. `chosen` is what it is compared with; `null` where nobody
 * was chosen. Times stand in it as ISO-8601.
 */
export function detailOf(
  candidate: KeptCandidate,
  chosen: KeptCandidate | null,
  strategy: string,
  words: CandidateWords = englishCandidateWords,
): string {
  if (candidate.verdict === 'ineligible') return whyNot(candidate, words);
  const parts = [...opening(candidate, words), leftOf(candidate, words)];
  if (candidate.verdict === 'lost' && chosen !== null) parts.push(...comparison(candidate, chosen, words));
  parts.push(...strategyWords(candidate, strategy, words));
  return parts.join(words.separator);
}

function whyNot({ code, figure, cause }: KeptCandidate, words: CandidateWords): string {
  const until = figure === null || isCap(code) ? '' : words.until.replace('{at}', iso(figure));
  const template = words.out[code] ?? `${code.replaceAll('_', ' ')}{until}`;
  return template
    .replace('{until}', until)
    .replace('{figure}', String(figure))
    .replace('{cause}', () => cause ?? 'it failed');
}

/** Whose figure is a number of requests, not a time. */
const isCap = (code: string): boolean => code === 'account_response_create_cap' || code === 'account_stream_cap';
const iso = (timeMs: number): string => new Date(timeMs).toISOString();

function opening({ code }: KeptCandidate, { openings }: CandidateWords): string[] {
  const words = openings[code];
  return words === undefined ? [] : [words];
}

/** What is LEFT, as people think of it; the figures are of what is used. */
function leftOf({ long, short }: KeptCandidate, { left, percent }: CandidateWords): string {
  if (long === null && short === null) return left.unknown;
  const template = long === null ? left.short : short === null ? left.long : left.both;
  return template.replace('{long}', percent(100 - (long ?? 0))).replace('{short}', percent(100 - (short ?? 0)));
}

/** The window that tells the two apart: the long one, and where it is even the short one. */
function comparison(candidate: KeptCandidate, chosen: KeptCandidate, { compared, percent }: CandidateWords): string[] {
  for (const window of ['long', 'short'] as const) {
    const own = candidate[window];
    const other = chosen[window];
    if (own === null || other === null || own === other) continue;
    return [(own > other ? compared.less : compared.more).replace('{percent}', percent(Math.abs(own - other)))];
  }
  return [];
}

function strategyWords({ figure, code }: KeptCandidate, strategy: string, words: CandidateWords): string[] {
  const { openings, strategies: said } = words;
  const at = (template: string): string => (figure === null ? '' : template.replace('{at}', iso(figure)));
  const number = (template: string, value = figure): string => template.replace('{figure}', String(value));
  // What was decided before the strategy was asked has no figure of it: nothing is known, not even that nobody knows.
  if (figure === null && openings[code] !== undefined) return [];
  if (code === 'last_resort') return figure === null ? [] : [at(said.rest)];
  switch (strategy) {
    case 'round_robin':
      return figure === null ? [] : [figure === 0 ? said.turnNever : number(said.turn)];
    case 'capacity_weighted':
    case 'relative_availability':
      return figure === null ? [] : [number(said.chance)];
    case 'sequential_drain':
      return figure === null ? [] : [number(said.plan)];
    case 'reset_drain':
      return [figure === null ? said.startUnknown : at(said.startsAnew)];
    case 'priority':
      return [figure === null ? said.placeNone : number(said.place, figure + 1)];
    default:
      return [];
  }
}
