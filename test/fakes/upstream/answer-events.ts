import type { AnswerItem, AnswerUsage, RawEvent } from './steps.ts';

export const usualUsage: AnswerUsage = { inputTokens: 120, cachedTokens: 100, outputTokens: 20, reasoningTokens: 5 };

/** Makes the ids and the sealed content of one answer; sealed content names the account that may read it again. */
export interface AnswerIdentity {
  readonly responseId: string;
  nextItemId(prefix: string): string;
  sealedContent(): string;
}

interface AnswerContent {
  readonly model: string;
  readonly items: readonly AnswerItem[];
  readonly usage: AnswerUsage;
  readonly identity: AnswerIdentity;
}

/** The events of a whole answer in the order of the Responses API, numbered from 0. */
export function answerEvents({ model, items, usage, identity }: AnswerContent): RawEvent[] {
  const base = { id: identity.responseId, object: 'response', created_at: 1_790_000_000, model };
  const output: Record<string, unknown>[] = [];
  const body = items.flatMap((item, index) => {
    const { finished, events } = itemEvents(item, index, identity);
    output.push(finished);
    return events;
  });
  const inProgress = { ...base, status: 'in_progress', output: [] };
  const completed = { ...base, status: 'completed', output, usage: wireUsage(usage) };
  const all: [string, Record<string, unknown>][] = [
    ['response.created', { response: inProgress }],
    ['response.in_progress', { response: inProgress }],
    ...body,
    ['response.completed', { response: completed }],
  ];
  return all.map(([event, data], sequence) => ({ event, data: { type: event, sequence_number: sequence, ...data } }));
}

function itemEvents(item: AnswerItem, outputIndex: number, identity: AnswerIdentity) {
  const id = identity.nextItemId(item.type === 'message' ? 'msg' : item.type === 'function_call' ? 'fc' : 'rs');
  const place = { item_id: id, output_index: outputIndex };
  const finished = finishedItem(item, id, identity);
  const middle: [string, Record<string, unknown>][] =
    item.type === 'message'
      ? textEvents(item.text, { ...place, content_index: 0 })
      : item.type === 'function_call'
        ? argumentEvents(JSON.stringify(item.arguments), place)
        : [];
  const started = { ...finished, ...(item.type === 'message' ? { status: 'in_progress', content: [] } : {}) };
  const events: [string, Record<string, unknown>][] = [
    ['response.output_item.added', { output_index: outputIndex, item: started }],
    ...middle,
    ['response.output_item.done', { output_index: outputIndex, item: finished }],
  ];
  return { finished, events };
}

function finishedItem(item: AnswerItem, id: string, identity: AnswerIdentity): Record<string, unknown> {
  switch (item.type) {
    case 'message':
      return { id, type: 'message', role: 'assistant', status: 'completed', content: [textPart(item.text)] };
    case 'function_call':
      return {
        id,
        type: 'function_call',
        status: 'completed',
        name: item.name,
        call_id: `call_${id}`,
        arguments: JSON.stringify(item.arguments),
      };
    case 'reasoning':
      return {
        id,
        type: 'reasoning',
        summary: item.summary === undefined ? [] : [{ type: 'summary_text', text: item.summary }],
        encrypted_content: identity.sealedContent(),
      };
    case 'compaction':
      return { id, type: 'compaction', encrypted_content: identity.sealedContent() };
  }
}

function textEvents(text: string, place: Record<string, unknown>): [string, Record<string, unknown>][] {
  // Words with the space before them, as tokens come.
  const pieces = text.match(/\s*\S+|\s+$/g) ?? [];
  return [
    ['response.content_part.added', { ...place, part: textPart('') }],
    ...pieces.map((delta): [string, Record<string, unknown>] => ['response.output_text.delta', { ...place, delta }]),
    ['response.output_text.done', { ...place, text }],
    ['response.content_part.done', { ...place, part: textPart(text) }],
  ];
}

function argumentEvents(text: string, place: Record<string, unknown>): [string, Record<string, unknown>][] {
  return [
    ['response.function_call_arguments.delta', { ...place, delta: text }],
    ['response.function_call_arguments.done', { ...place, arguments: text }],
  ];
}

function textPart(text: string): Record<string, unknown> {
  return { type: 'output_text', text, annotations: [] };
}

function wireUsage(usage: AnswerUsage): Record<string, unknown> {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
