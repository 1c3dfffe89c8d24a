import type { Reasoning, ReasoningEffort } from 'openai/resources/shared';

import { malformed } from '../../translate/chat-refusals.ts';
import type { ChatRequest } from './chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';
import { leastLevel, nearestLevel } from '../reasoning-levels.ts';

const levels = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const reasoningMembers = new Set(['effort', 'summary']);

/**
 * How hard the model shall think, and a summary of what it thought, without which there is no `reasoning_content`.
 * `auto` and absence leave the effort to the upstream; `none` is sent as such.
 *
 * @param known what the model can be told; `null` where nobody knows
 */
export function toReasoning(
  request: ChatRequest,
  drops: DropList,
  known: readonly string[] | null,
): Reasoning | undefined {
  if (request.reasoning != null) drops.addUnknown(request.reasoning, reasoningMembers, 'reasoning.');
  const effort = toEffort(request, drops, known);
  if (effort === 'none') return { effort };
  const summary = toSummary(request.reasoning_summary ?? request.reasoningSummary ?? request.reasoning?.summary);
  return { ...(effort === undefined ? {} : { effort }), ...(summary === undefined ? {} : { summary }) };
}

function wantsThinking({ thinking, enable_thinking: enabled }: ChatRequest): boolean {
  if (enabled === true || thinking === true) return true;
  return typeof thinking === 'object' && thinking !== null && 'type' in thinking && thinking.type === 'enabled';
}

function toEffort(
  request: ChatRequest,
  drops: DropList,
  known: readonly string[] | null,
): NonNullable<ReasoningEffort> | undefined {
  const stated = request.reasoning_effort ?? request.reasoningEffort ?? request.reasoning?.effort ?? null;
  if (stated === null) return wantsThinking(request) ? levelOf(nearestLevel('medium', known)) : undefined;
  if (stated === 'auto') return undefined;
  if (stated === 'ultra') return levelOf(nearestLevel('max', known));
  if (stated === 'minimal') {
    // The upstream hangs at it.
    drops.add('reasoning_effort');
    return levelOf(leastLevel(known));
  }
  const level = levelOf(stated);
  if (level !== undefined) return level;
  throw malformed('reasoning_effort', `\`reasoning_effort\` is auto, ${levels.join(', ')}.`);
}

function levelOf(word: string): (typeof levels)[number] | undefined {
  return levels.find((level) => level === word);
}

function toSummary(stated: string | null | undefined): 'auto' | 'concise' | 'detailed' | undefined {
  if (stated === 'none') return undefined;
  return stated === 'concise' || stated === 'detailed' ? stated : 'auto';
}
