const levels = ['low', 'medium', 'high', 'xhigh'].map((effort) => ({
  effort,
  description: `Thinks with ${effort} effort`,
}));

/** A model with every field that the Codex CLI decodes from `/models`, today's and that of 0.98. */
export function catalogueModel(slug: string, displayName: string, priority: number): Record<string, unknown> {
  return {
    slug,
    display_name: displayName,
    description: `${displayName}, as the fake upstream offers it.`,
    default_reasoning_level: 'medium',
    supported_reasoning_levels: levels,
    shell_type: 'shell_command',
    visibility: 'list',
    minimal_client_version: '0.98.0',
    supported_in_api: true,
    priority,
    upgrade: null,
    availability_nux: null,
    base_instructions: 'You are Codex, in a test.',
    model_messages: null,
    supports_reasoning_summaries: true,
    supports_reasoning_summary_parameter: true,
    default_reasoning_summary: 'none',
    support_verbosity: true,
    default_verbosity: 'low',
    apply_patch_tool_type: 'freeform',
    web_search_tool_type: 'text_and_image',
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    supports_parallel_tool_calls: true,
    supports_image_detail_original: true,
    supports_search_tool: false,
    context_window: 272_000,
    max_context_window: 272_000,
    auto_compact_token_limit: null,
    effective_context_window_percent: 95,
    experimental_supported_tools: [],
    input_modalities: ['text', 'image'],
    prefer_websockets: false,
    tool_mode: null,
    use_responses_lite: false,
    default_service_tier: null,
    service_tiers: [],
    additional_speed_tiers: [],
    available_in_plans: ['free', 'go', 'plus', 'pro', 'prolite', 'team', 'business', 'enterprise', 'edu'],
  };
}

export const catalogue = {
  models: [
    catalogueModel('gpt-5.5', 'GPT-5.5', 1),
    // Known to no client by itself: whoever lists it has asked us.
    catalogueModel('gpt-fake-upstream', 'GPT Fake Upstream', 2),
  ],
};

export const catalogueEtag = 'W/"fake-catalogue-1"';
