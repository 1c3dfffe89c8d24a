import type { Reasoning, ReasoningEffort } from 'openai/resources/shared';

import { malformed } from '../../translate/chat-refusals.ts';
import type { ChatRequest } from './chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';

const levels = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const reasoningMembers = new Set(['effort', 'summary']);

/**
 * How hard the model shall think, and a summary of what it thought, without which there is no `reasoning_content`.
 * `auto` and absence leave the effort to the upstream; `none` is sent as such.
 */
export function toReasoning(request: ChatRequest, drops: DropList): Reasoning | undefined {
  if (request.reasoning != null) drops.addUnknown(request.reasoning, reasoningMembers, 'reasoning.');
  const effort = toEffort(statedEffort(request), drops);
  if (effort === 'none') return { effort };
  const summary = toSummary(request.reasoning_summary ?? request.reasoningSummary ?? request.reasoning?.summary);
  return { ...(effort === undefined ? {} : { effort }), ...(summary === undefined ? {} : { summary }) };
}

function statedEffort(request: ChatRequest): string | null {
  const named = request.reasoning_effort ?? request.reasoningEffort ?? request.reasoning?.effort;
  if (named != null) return named;
  const { thinking, enable_thinking: enabled } = request;
  if (enabled === true || thinking === true) return 'medium';
  const isOn = typeof thinking === 'object' && thinking !== null && 'type' in thinking && thinking.type === 'enabled';
  return isOn ? 'medium' : null;
}

function toEffort(stated: string | null, drops: DropList): NonNullable<ReasoningEffort> | undefined {
  if (stated === null || stated === 'auto') return undefined;
  if (stated === 'ultra') return 'max';
  if (stated === 'minimal') {
    // The upstream hangs at "minimal"; the least that every model takes is "low".
    drops.add('reasoning_effort');
    return 'low';
  }
  const known = levels.find((level) => level === stated);
  if (known !== undefined) return known;
  throw malformed('reasoning_effort', `\`reasoning_effort\` is auto, ${levels.join(', ')}.`);
}

function toSummary(stated: string | null | undefined): 'auto' | 'concise' | 'detailed' | undefined {
  if (stated === 'none') return undefined;
  return stated === 'concise' || stated === 'detailed' ? stated : 'auto';
}
