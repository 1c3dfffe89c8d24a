import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import { DropList } from '../../translate/drop-list.ts';
import type { JsonRequest } from '../json-request.ts';
import { readModelName, type KnownModels } from '../model-name.ts';
import { leastLevel, nearestLevel, type StatedLevel } from '../reasoning-levels.ts';
import { rebuiltObject } from '../../wire/json-object.ts';
import { fittingInput } from './fitting-input.ts';
import {
  aliasMembers,
  knownIncludes,
  refusedMembers,
  responsesMembers,
  saysSomething,
  type ResponsesMembers,
} from './request-members.ts';

export interface FittingRequest {
  readonly body: Buffer;
  /** What the upstream cannot do, by name; for the response header `x-evenkeel-dropped`. */
  readonly dropped: readonly string[];
  readonly model: string;
  readonly stream: boolean;
  readonly promptCacheKey: string | null;
  /** How hard the model is to think, where that was said so that it can be refused. */
  readonly effort: StatedLevel | null;
}

export interface FittingOptions {
  readonly models: KnownModels;
  readonly isCodex: boolean;
  /** The conversation that the headers name: what may share a cache, where the body does not say. */
  readonly session: string | null;
}

type Changes = Map<string, Buffer | string | null>;

/** As long as the upstream takes. */
const longestCacheKey = 64;

/**
 * A Responses request of any OpenAI client as the upstream takes it. Only members that must change are written anew; the
 * bytes of all others, the tools above all, stay as they came.
 * @throws Refusal
 */
export function fittingRequest({ bytes, json }: JsonRequest, options: FittingOptions): FittingRequest {
  const request = parseRequest(responsesMembers, json);
  refuseWhatHasNoPlace(request);
  const drops = new DropList();
  const changes: Changes = new Map<string, Buffer | string | null>([
    ['store', 'false'],
    ['stream', 'true'],
  ]);
  if (request.store === true) drops.add('store');
  for (const name of refusedMembers) {
    if (!(name in json)) continue;
    changes.set(name, null);
    if (saysSomething(name, json[name])) drops.add(name);
  }
  for (const name of aliasMembers) if (name in json) changes.set(name, null);

  const { input, instructions } = fittingInput(request, { bytes, isCodex: options.isCodex, drops });
  if (input !== null) changes.set('input', input);
  // Always there: the upstream has refused requests without it.
  if (instructions !== null || request.instructions == null)
    changes.set('instructions', JSON.stringify(instructions ?? ''));

  const wish = readModelName(request.model, options.models);
  if (wish.model !== request.model) changes.set('model', JSON.stringify(wish.model));
  const effort = changeReasoning(request, wish.effort, {
    changes,
    drops,
    levels: options.models.effortsOf(wish.model),
  });
  changeVerbosity(request, changes);
  changeTools(request, changes);
  changeTier(request, wish.tier, changes, drops);
  const promptCacheKey = request.prompt_cache_key ?? request.promptCacheKey ?? null;
  const cacheKey = promptCacheKey ?? fittingCacheKey(options.session);
  if (cacheKey !== null && cacheKey !== request.prompt_cache_key)
    changes.set('prompt_cache_key', JSON.stringify(cacheKey));
  return {
    body: rebuiltObject(bytes, changes),
    dropped: drops.names(),
    model: wish.model,
    stream: request.stream === true,
    promptCacheKey,
    effort: effort === null ? null : { level: effort, param: 'reasoning.effort' },
  };
}

export function fittingCacheKey(session: string | null): string | null {
  return session !== null && session.length <= longestCacheKey ? session : null;
}

function refuseWhatHasNoPlace(request: ResponsesMembers): void {
  if (request.background === true)
    throw unsupported('background', 'Answers cannot be made in the background. Leave `background` out.');
  if (request.truncation != null && !['auto', 'disabled'].includes(request.truncation))
    throw malformed('truncation', '`truncation` is auto or disabled.');
  if (request.conversation != null && request.previous_response_id != null)
    throw malformed('conversation', '`conversation` and `previous_response_id` exclude each other.');
  const strange = request.include?.find((name) => !knownIncludes.has(name));
  if (strange !== undefined) throw malformed('include', `\`include\` can hold ${[...knownIncludes].join(', ')}.`);
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra', 'auto'];

interface EffortOptions {
  readonly changes: Changes;
  readonly drops: DropList;
  readonly levels: readonly string[] | null;
}

/** @returns the effort that is asked for; `null` where it is the upstream's to choose */
function changeReasoning(
  request: ResponsesMembers,
  fromName: string | null,
  { changes, drops, levels }: EffortOptions,
): string | null {
  const stated = request.reasoning ?? {};
  const summary = stated.summary ?? request.reasoningSummary;
  const named = stated.effort ?? request.reasoning_effort ?? request.reasoningEffort ?? null;
  const thinks = named === null && wantsThinking(request) ? nearestLevel('medium', levels) : null;
  const effort = fromName ?? thinks ?? fittingEffort(named, drops, levels);
  const isAsStated = effort === (stated.effort ?? null) && (summary ?? null) === (stated.summary ?? null);
  if (isAsStated) return effort;
  const { effort: _effort, summary: _summary, ...rest } = stated;
  const reasoning = { ...rest, ...(effort === null ? {} : { effort }), ...(summary == null ? {} : { summary }) };
  changes.set('reasoning', JSON.stringify(reasoning));
  return effort;
}

function fittingEffort(effort: string | null, drops: DropList, levels: readonly string[] | null): string | null {
  if (effort === null || effort === 'auto') return null;
  if (effort === 'ultra') return nearestLevel('max', levels);
  if (effort === 'minimal') {
    // The upstream hangs at it.
    drops.add('reasoning.effort');
    return leastLevel(levels);
  }
  if (efforts.includes(effort)) return effort;
  throw malformed('reasoning.effort', `\`reasoning.effort\` is ${efforts.join(', ')}.`);
}

function wantsThinking({ thinking, enable_thinking: enabled }: ResponsesMembers): boolean {
  if (thinking === true || enabled === true) return true;
  return typeof thinking === 'object' && thinking !== null && 'type' in thinking && thinking.type === 'enabled';
}

function changeVerbosity({ text, verbosity, textVerbosity }: ResponsesMembers, changes: Changes): void {
  const level = text?.['verbosity'] ?? verbosity ?? textVerbosity;
  if (level == null || level === text?.['verbosity']) return;
  changes.set('text', JSON.stringify({ ...text, verbosity: level }));
}

/** The older name of the search tool; every other tool stays as it is. */
function changeTools({ tools }: ResponsesMembers, changes: Changes): void {
  if (!tools?.some(isOldSearch)) return;
  changes.set(
    'tools',
    JSON.stringify(tools.map((tool) => (isOldSearch(tool) ? { ...tool, type: 'web_search' } : tool))),
  );
}

function isOldSearch({ type }: { readonly type?: string | null | undefined }): boolean {
  return type?.startsWith('web_search_preview') === true;
}

/** The upstream knows the fast tier and the usual one; it refuses even the names of the others. */
function changeTier(
  { service_tier: tier }: ResponsesMembers,
  fromName: 'priority' | null,
  changes: Changes,
  drops: DropList,
): void {
  const fitting = fromName ?? (tier === 'fast' || tier === 'priority' ? 'priority' : null);
  if (fitting === (tier ?? null)) return;
  if (tier != null && fitting === null && tier !== 'auto' && tier !== 'default') drops.add('service_tier');
  changes.set('service_tier', fitting === null ? null : JSON.stringify(fitting));
}
