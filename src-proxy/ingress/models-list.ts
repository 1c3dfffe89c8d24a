import type { CatalogueView } from '../accounts/models/model-catalogue.ts';
import { isShown } from '../accounts/models/model-catalogue.ts';
import type { ListedModel } from '../providers/provider.ts';
import { readModelName, type KnownModels } from './model-name.ts';

/** `GET /v1/models` as OpenAI clients read it. @param aliases entries under other names, in the same form */
export function openaiModels({ models, isFresh }: CatalogueView, aliases: readonly object[] = []): object {
  const data = [...models.filter(isShown).map((model) => openaiModel(model)), ...aliases];
  return { object: 'list', data, ...(isFresh ? {} : { stale: true }) };
}

/** One of them, under the name that it was asked for by. The upstream does not say since when there is one. */
export function openaiModel(model: ListedModel, id = model.slug): object {
  const { display_name, description, context_window, max_context_window, max_output_tokens } = model;
  const { input_modalities, supported_reasoning_levels, default_reasoning_level } = model;
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: typeof model['owned_by'] === 'string' ? model['owned_by'] : 'openai',
    metadata: {
      display_name,
      description,
      context_window,
      input_context_window: max_context_window ?? context_window,
      max_output_tokens,
      input_modalities,
      supported_reasoning_levels,
      default_reasoning_level,
    },
  };
}

/** The owner's other names for models, of those that are there. A model's own name is no alias. */
export function aliasEntries({ models }: CatalogueView, aliases: ReadonlyMap<string, string>): object[] {
  const known = knownModels({ models });
  return [...aliases].flatMap(([alias, target]) => {
    const { model: slug } = readModelName(target, known);
    const found = models.find((model) => model.slug === slug);
    if (found === undefined || models.some((model) => model.slug === alias)) return [];
    return [{ ...openaiModel(found, alias), alias_of: target }];
  });
}

/** One entry that lacks either makes a Codex client reject the whole list (codex-lb, "facts most easily got wrong", 11). */
const needed = { truncation_policy: { mode: 'bytes', limit: 10_000 }, experimental_supported_tools: [] };

/** The same list as Codex clients read it: each entry as the upstream gave it. */
export function codexModels(view: CatalogueView): object {
  const models = view.models.map((model) => ({
    ...model,
    truncation_policy: model['truncation_policy'] ?? needed.truncation_policy,
    experimental_supported_tools: model['experimental_supported_tools'] ?? needed.experimental_supported_tools,
  }));
  return { models, ...openaiModels(view) };
}

/** What a model's name is read by. */
export function knownModels({ models }: Pick<CatalogueView, 'models'>): KnownModels {
  return {
    isListed: (name) => (models.length === 0 ? null : models.some(({ slug }) => slug === name)),
    effortsOf: (name) => {
      const levels = models.find(({ slug }) => slug === name)?.['supported_reasoning_levels'];
      const efforts = Array.isArray(levels) ? levels.map(effortOf).filter((level) => typeof level === 'string') : [];
      return efforts.length === 0 ? null : efforts;
    },
  };
}

function effortOf(level: unknown): unknown {
  return typeof level === 'object' && level !== null && 'effort' in level ? level.effort : level;
}
