import { unsupported } from '../../translate/chat-refusals.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import { chatRequestSchema, type ChatRequest } from './chat-request-schema.ts';
import { DropList } from '../../translate/drop-list.ts';
import { toInput } from './input-items.ts';
import { toReasoning } from './reasoning-effort.ts';
import { toToolPlan } from './response-tools.ts';
import type { ResponsesBody } from './responses-body.ts';
import type { CallForm } from './stream-calls.ts';
import { toTextConfig, wantsAnyJson } from './text-format.ts';

/** A chat request as the upstream takes it, and what is needed to answer in the client's own words. */
export interface TranslatedRequest {
  readonly body: ResponsesBody;
  /** What the upstream cannot do, by name; for the response header `x-evenkeel-dropped`. */
  readonly dropped: readonly string[];
  readonly model: string;
  readonly stream: boolean;
  /** `stream_options.include_usage` */
  readonly wantsUsage: boolean;
  readonly callForm: CallForm;
}

/** Members that say nothing when they hold this value, so dropping them changes nothing. */
const neutralValues: Readonly<Record<string, unknown>> = { logprobs: false, store: false, top_logprobs: 0 };

const readMembers: ReadonlySet<string> = new Set(Object.keys(chatRequestSchema.shape));

/**
 * Chat completions → Responses. What the upstream does not know is dropped and named; what would change the answer's
 * shape is refused. The upstream takes only `store: false, stream: true`, whatever the client wants.
 *
 * @param efforts how hard the model can be told to think; `null` where nobody knows
 * @throws Refusal
 */
export function toResponsesRequest(chatBody: unknown, efforts: readonly string[] | null = null): TranslatedRequest {
  const request = parseRequest(chatRequestSchema, chatBody);
  refuseWhatHasNoPlace(request);
  const drops = new DropList();
  for (const name of Object.keys(request)) {
    const value = request[name];
    if (!readMembers.has(name) && value != null && value !== neutralValues[name]) drops.add(name);
  }
  const stream = request.stream === true;
  if (stream && request.stream_options?.include_obfuscation === true) drops.add('stream_options.include_obfuscation');
  const plan = toToolPlan(request, drops);
  const { instructions, input } = toInput(request.messages, {
    customTools: plan.customTools,
    keepSystemInInput: wantsAnyJson(request),
    drops,
  });
  const body: ResponsesBody = {
    model: request.model,
    instructions,
    input,
    ...present('tools', plan.tools),
    ...present('tool_choice', plan.toolChoice),
    ...present(
      'parallel_tool_calls',
      plan.callForm === 'functions' ? false : (request.parallel_tool_calls ?? undefined),
    ),
    ...present('reasoning', toReasoning(request, drops, efforts)),
    ...present('text', toTextConfig(request, drops)),
    ...present('service_tier', toServiceTier(request.service_tier ?? null, drops)),
    ...present('prompt_cache_key', request.prompt_cache_key ?? request.promptCacheKey ?? undefined),
    store: false,
    stream: true,
  };
  return {
    body,
    dropped: drops.names(),
    model: request.model,
    stream,
    wantsUsage: stream && request.stream_options?.include_usage === true,
    callForm: plan.callForm,
  };
}

/** The member, or nothing: absent must stay absent. */
function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Exclude<Value, undefined>>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Exclude<Value, undefined>>>;
}

function refuseWhatHasNoPlace(request: ChatRequest): void {
  if (request.n != null && request.n !== 1) {
    throw unsupported('n', 'Only one choice can be made per request. Leave `n` out, or send several requests.');
  }
  if (request.audio != null || request.modalities?.some((modality) => modality !== 'text') === true) {
    throw unsupported('modalities', 'Only text can be answered. Leave `audio` out and `modalities` at ["text"].');
  }
}

/** The upstream knows the fast tier and the usual one; it refuses even the names of the others. */
function toServiceTier(tier: string | null, drops: DropList): 'priority' | undefined {
  if (tier === 'fast' || tier === 'priority') return 'priority';
  if (tier !== null && tier !== 'auto' && tier !== 'default') drops.add('service_tier');
  return undefined;
}
