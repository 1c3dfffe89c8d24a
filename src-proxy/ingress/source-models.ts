import type { SourceModel } from '../contract/model-sources.ts';
import type { ListedModel } from '../providers/provider.ts';
import type { Source } from '../sources/source.ts';

/** Behind everything that the accounts have. */
const priority = 1000;
/** Codex takes no entry without instructions; these are for a pool that has none to lend. */
const plainInstructions =
  'You are a coding agent that works in the directory of its user, with the tools that you are given.';

/**
 * The models of sources as the entries of a list that Codex clients read, each name once and those that the accounts have
 * left out: there a source only stands in.
 * @param listed what the accounts have
 */
export function sourceEntries(sources: readonly Source[], listed: readonly ListedModel[]): ListedModel[] {
  const seen = new Set(listed.map(({ slug }) => slug));
  const instructions = listed.map((model) => model['base_instructions']).find((text) => typeof text === 'string');
  return sources.flatMap((source) =>
    source.models
      .filter(({ model, isEnabled }) => isEnabled && !seen.has(model))
      .map((model) => {
        seen.add(model.model);
        return entryOf(source, model, instructions ?? plainInstructions);
      }),
  );
}

function entryOf({ name }: Source, model: SourceModel, instructions: string): ListedModel {
  return {
    slug: model.model,
    display_name: model.displayName ?? model.model,
    description: `From ${name}.`,
    supported_reasoning_levels: [],
    shell_type: 'shell_command',
    visibility: 'list',
    supported_in_api: true,
    priority,
    upgrade: null,
    availability_nux: null,
    base_instructions: instructions,
    supports_reasoning_summaries: false,
    support_verbosity: false,
    default_verbosity: null,
    apply_patch_tool_type: null,
    truncation_policy: { mode: 'bytes', limit: 10_000 },
    supports_parallel_tool_calls: model.supportsTools,
    context_window: model.contextWindow,
    max_context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    experimental_supported_tools: [],
    input_modalities: model.supportsVision ? ['text', 'image'] : ['text'],
    owned_by: name,
  };
}
