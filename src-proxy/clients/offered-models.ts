import { isShown } from '../accounts/models/model-catalogue.ts';
import type { ListedModel } from '../providers/provider.ts';
import type { OfferedModel } from './set-up/config-form.ts';

/** For a client that must be told its models, as long as nobody has told us ours. */
export const usualModels: readonly OfferedModel[] = [{ slug: 'gpt-5.5', name: 'GPT-5.5', contextTokens: null }];

const most = 20;

/** What the pool offers, in the order of the upstream, with the context window that its plan really has. */
export function offeredModels(models: readonly ListedModel[]): readonly OfferedModel[] {
  const offered = models.filter(isShown).slice(0, most);
  if (offered.length === 0) return usualModels;
  return offered.map((model) => ({
    slug: model.slug,
    name: typeof model['display_name'] === 'string' ? model['display_name'] : model.slug,
    contextTokens: typeof model['context_window'] === 'number' ? model['context_window'] : null,
  }));
}
