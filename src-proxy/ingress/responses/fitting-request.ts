import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import { DropList } from '../../translate/drop-list.ts';
import type { JsonRequest } from '../json-request.ts';
import { readModelName, type KnownModels } from '../model-name.ts';
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
  changeReasoning(request, wish.effort, changes, drops);
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

function changeReasoning(request: ResponsesMembers, fromName: string | null, changes: Changes, drops: DropList): void {
  const stated = request.reasoning ?? {};
  const summary = stated.summary ?? request.reasoningSummary;
  const named = request.reasoning_effort ?? request.reasoningEffort ?? (wantsThinking(request) ? 'medium' : undefined);
  const effort = fromName ?? fittingEffort(stated.effort ?? named ?? null, drops);
  const isAsStated = effort === (stated.effort ?? null) && (summary ?? null) === (stated.summary ?? null);
  if (isAsStated) return;
  const { effort: _effort, summary: _summary, ...rest } = stated;
  const reasoning = { ...rest, ...(effort === null ? {} : { effort }), ...(summary == null ? {} : { summary }) };
  changes.set('reasoning', JSON.stringify(reasoning));
}

function fittingEffort(effort: string | null, drops: DropList): string | null {
  if (effort === null || effort === 'auto') return null;
  if (effort === 'ultra') return 'max';
  if (effort === 'minimal') {
    // The upstream hangs at "minimal"; the least that every model takes is "low".
    drops.add('reasoning.effort');
    return 'low';
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
