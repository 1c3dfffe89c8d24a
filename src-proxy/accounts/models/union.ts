import type { ListedModel } from '../../providers/provider.ts';

/**
 * Each model once, as one of the lists has it, in the order in which they come. Where plans differ in how much a model
 * reads, the entry of the smallest plan stands: a conversation may go on at any of the accounts, and a program that
 * compacts by a larger figure would be cut off there. Pure.
 */
export function unionOf(lists: Iterable<readonly ListedModel[]>): ListedModel[] {
  const models = new Map<string, ListedModel>();
  for (const list of lists)
    for (const model of list) {
      const known = models.get(model.slug);
      if (known === undefined || windowOf(model) < windowOf(known)) models.set(model.slug, model);
    }
  return [...models.values()];
}

function windowOf({ context_window: tokens }: ListedModel): number {
  return typeof tokens === 'number' && tokens > 0 ? tokens : Infinity;
}
