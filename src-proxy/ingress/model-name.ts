/**
 * What a model is meant by a name. A program may put its vendor in front (`openai/gpt-5.5`), the owner may have given a
 * model another name (`claude-sonnet-4`), and where a program lets its user choose nothing else, wishes stand at the end:
 * `gpt-5.5-high`, `gpt-5.5-low-fast`. What is a model's own name is left alone.
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
  /** What the owner lets a name stand for; `null` for names that are no alias. */
  aliasOf?(name: string): string | null;
}

/** What programs that know several vendors put before the name of a model, or gateways before that. */
const vendors = new Set([
  'azure',
  'chatgpt',
  'codex',
  'codex-lb',
  'evenkeel',
  'github-copilot',
  'litellm',
  'openai',
  'openai-codex',
  'openrouter',
]);
/** No model's name is longer. */
const longestName = 256;

/** Pure. */
export function readModelName(name: string, known: KnownModels): ModelWish {
  return readWishes(nameMeant(name, known), known);
}

/** The whole name goes before its parts, and of those the longest first, so that a source may call a model `openai/…`. */
function nameMeant(name: string, known: KnownModels): string {
  if (name.length > longestName || known.isListed(name) === true) return name;
  const alias = known.aliasOf?.(name) ?? null;
  if (alias !== null) return alias;
  const slash = name.indexOf('/');
  if (slash < 0 || !vendors.has(name.slice(0, slash).toLowerCase())) return name;
  const rest = nameMeant(name.slice(slash + 1), known);
  return known.isListed(readWishes(rest, known).model) === false ? name : rest;
}

/** The last word of a kind counts, as people read it. */
function readWishes(name: string, known: KnownModels): ModelWish {
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
