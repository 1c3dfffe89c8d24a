/**
 * Wishes in a model's name, for programs that let their user choose nothing else: `gpt-5.5-high`, `gpt-5.5-low-fast`. What
 * is a model's own name is left alone.
 */
import { lastWish } from '../contract/model-words.ts';
import { leastLevel, nearestLevel } from './reasoning-levels.ts';

export interface ModelWish {
  readonly model: string;
  readonly effort: string | null;
  readonly tier: 'priority' | null;
}

/** What is known of the models; `null` answers where nothing is known. */
export interface KnownModels {
  isListed(model: string): boolean | null;
  /** How hard the model can be told to think, least first. */
  effortsOf(model: string): readonly string[] | null;
}

/** Pure. The last word of a kind counts, as people read it. */
export function readModelName(name: string, known: KnownModels): ModelWish {
  let model = name;
  let effort: string | null = null;
  let tier: 'priority' | null = null;
  while (known.isListed(model) !== true) {
    const wish = lastWish(model);
    if (wish === null) break;
    const { base, word } = wish;
    model = base;
    if (word === 'fast' || word === 'priority') tier = 'priority';
    else if (word !== 'reasoning' && word !== 'thinking') effort ??= word;
  }
  return { model, effort: effort === null ? null : effortOf(model, effort, known), tier };
}

function effortOf(model: string, word: string, known: KnownModels): string {
  const levels = known.effortsOf(model);
  // The upstream hangs at it.
  if (word === 'minimal') return leastLevel(levels);
  if (word !== 'xhigh' && word !== 'extra') return nearestLevel(word, levels);
  return levels === null ? 'high' : nearestLevel('xhigh', levels);
}
