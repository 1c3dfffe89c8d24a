import type { KeptCandidate } from './kept-decision.ts';

/** What is LEFT, as people think of it; the figures are of what is used. */
const left = (used: number): string => percent(100 - used);
const percent = (value: number): string => `${Math.round(value * 10) / 10} %`;
const until = (timeMs: number | null): string => (timeMs === null ? '' : `, until ${new Date(timeMs).toISOString()}`);

/**
 * The sentence for one candidate, with the figures that decided. `chosen` is what it is compared with; `null` where nobody
 * was chosen.
 */
export function detailOf(candidate: KeptCandidate, chosen: KeptCandidate | null, strategy: string): string {
  const { verdict } = candidate;
  if (verdict === 'ineligible') return whyNot(candidate);
  const words = [...opening(candidate), leftOf(candidate)];
  if (verdict === 'lost' && chosen !== null) words.push(...comparison(candidate, chosen));
  words.push(...strategyWords(candidate, strategy));
  return words.join(', ');
}

function whyNot({ code, figure, cause }: KeptCandidate): string {
  switch (code) {
    case 'tried':
      return `tried for this request: ${cause ?? 'it failed'}`;
    case 'cooldown':
      return `resting after too many requests at once${until(figure)}`;
    case 'backoff':
      return `resting after failures${until(figure)}`;
    case 'grace':
      return `cannot serve just now${until(figure)}: so near that the conversation waits for it`;
    case 'account_response_create_cap':
      return `takes ${figure} requests at a time that wait for their first word, and has them`;
    case 'account_stream_cap':
      return `takes ${figure} streams at a time, and has them`;
    case 'circuit_open':
      return 'cut off after failures in a row';
    case 'model_not_served':
      return 'does not serve the model that is asked for';
    case 'not_the_single_account':
      return 'not the one account that is to be used';
    case 'not_the_owner':
      return 'does not hold what the request speaks of; another account does';
    default:
      return `${code.replaceAll('_', ' ')}${until(figure)}`;
  }
}

const openings: Readonly<Record<string, string>> = {
  home: 'the conversation lives here',
  substitute: 'the conversation was here last while its own account cannot serve',
  recovery_probe: 'tried again after a bad spell',
  last_resort: 'resting, but due first',
  conversation_elsewhere: 'the conversation lives elsewhere',
  draining: 'nearly used up or failing of late, and others are not',
  probing: 'recovering from a bad spell, and others need not',
  recovery_elsewhere: 'another account is tried again after a bad spell',
  not_burn_first: 'another account is to be used up first',
  over_budget: 'hardly anything left of the 5-hour window, and others have more',
  preserved: 'kept back by its owner',
  resets_later: 'starts anew later than others',
};

function opening({ code }: KeptCandidate): string[] {
  const words = openings[code];
  return words === undefined ? [] : [words];
}

function leftOf({ long, short }: KeptCandidate): string {
  if (long === null && short === null) return 'nobody has told how much is left';
  const parts = [
    ...(long === null ? [] : [`${left(long)} of the long window`]),
    ...(short === null ? [] : [`${left(short)} of the 5-hour window`]),
  ];
  return `${parts.join(' and ')} left`;
}

/** The window that tells the two apart: the long one, and where it is even the short one. */
function comparison(candidate: KeptCandidate, chosen: KeptCandidate): string[] {
  for (const window of ['long', 'short'] as const) {
    const own = candidate[window];
    const other = chosen[window];
    if (own === null || other === null || own === other) continue;
    return [`${percent(Math.abs(own - other))} ${own > other ? 'less' : 'more'} than the chosen`];
  }
  return [];
}

function strategyWords({ figure, code }: KeptCandidate, strategy: string): string[] {
  // What was decided before the strategy was asked has no figure of it: nothing is known, not even that nobody knows.
  if (figure === null && openings[code] !== undefined) return [];
  if (code === 'last_resort') return figure === null ? [] : [`at rest until ${new Date(figure).toISOString()}`];
  switch (strategy) {
    case 'round_robin':
      return figure === null ? [] : [figure === 0 ? 'not chosen yet in this run' : `last chosen as number ${figure}`];
    case 'capacity_weighted':
    case 'relative_availability':
      return figure === null ? [] : [`its chance was ${figure} %`];
    case 'sequential_drain':
      return figure === null ? [] : [`a plan of ${figure} credits`];
    case 'reset_drain':
      return [figure === null ? 'nobody knows when it starts anew' : `starts anew ${new Date(figure).toISOString()}`];
    case 'priority':
      return [figure === null ? "not placed in its owner's order" : `number ${figure + 1} in its owner's order`];
    default:
      return [];
  }
}
