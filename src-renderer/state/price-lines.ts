import type { PriceEntry } from '#contract/prices.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

/** One line of the table as it is shown. */
export interface PriceLine extends PriceEntry {
  /** It stands for its dated versions too: their line says the same. */
  readonly withDated: boolean;
}

const datedEnd = '-20*';

/** Built-in lines of dated versions that only repeat their model's are folded into it. Pure. */
export function linesOf(entries: readonly PriceEntry[]): PriceLine[] {
  const builtin = new Map(
    entries.filter(({ source }) => source === 'builtin').map(({ model, price }) => [model, JSON.stringify(price)]),
  );
  const repeats = (model: string): boolean => {
    const dated = builtin.get(`${model}${datedEnd}`);
    return dated !== undefined && dated === builtin.get(model);
  };
  return entries
    .filter(({ model }) => !model.endsWith(datedEnd) || !repeats(model.slice(0, -datedEnd.length)))
    .map((entry) => ({ ...entry, withDated: repeats(entry.model) }));
}

/** The models of answered requests that no line fits, by name. Pure. */
export function unpricedModels(requests: readonly RequestLogEntry[], entries: readonly PriceEntry[]): string[] {
  const asked = requests.flatMap(({ model, tokens }) => (model === null || tokens === null ? [] : [model]));
  return [...new Set(asked)].filter((model) => !entries.some((entry) => fits(entry.model, model))).toSorted();
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}
