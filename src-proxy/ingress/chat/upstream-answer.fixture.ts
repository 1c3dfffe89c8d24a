import type { ResponseStreamEvent } from 'openai/resources/responses/responses';

import type { ResponseEvent } from '../../translate/response-event.ts';

/** Answers of the upstream for tests: what was said, and the events in which it can come. */
export type SaidItem =
  | { readonly type: 'message'; readonly parts: readonly (string | { readonly refusal: string })[] }
  | { readonly type: 'reasoning'; readonly parts: readonly string[] }
  | { readonly type: 'function_call'; readonly id: string; readonly name: string; readonly argument: string }
  | { readonly type: 'custom_tool_call'; readonly id: string; readonly name: string; readonly argument: string };

/** How much of the answer comes in pieces, and how much only whole. */
export type Detail = 'pieces' | 'done-events' | 'items' | 'snapshot';

export interface EventOptions {
  readonly detail: Detail;
  /** Draws a whole number from 0 to below the limit: cuts and the order among parallel calls. */
  readonly draw: (limit: number) => number;
  readonly usage?: object | null;
}

type Loose = Record<string, unknown>;

export const head = { id: 'resp_0a1b', object: 'response', created_at: 1_760_000_000, model: 'gpt-5.5' };
export const usage = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 100 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 140,
};

export function event(type: ResponseStreamEvent['type'], data: Loose = {}): ResponseEvent {
  return { type, data: { type, ...data } };
}

export const created = event('response.created', { response: { ...head, status: 'in_progress', output: [] } });

export function completed(output: readonly Loose[] = [], more: Loose = {}): ResponseEvent {
  return event('response.completed', { response: { ...head, status: 'completed', output, usage, ...more } });
}

export function incomplete(reason: string, output: readonly Loose[] = []): ResponseEvent {
  const response = { ...head, status: 'incomplete', incomplete_details: { reason }, output, usage };
  return event('response.incomplete', { response });
}

export function finishedItem(item: SaidItem, place: number): Loose {
  const id = `item_${place}`;
  switch (item.type) {
    case 'message':
      return {
        id,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: item.parts.map((part) =>
          typeof part === 'string'
            ? { type: 'output_text', text: part, annotations: [] }
            : { type: 'refusal', refusal: part.refusal },
        ),
      };
    case 'reasoning':
      return { id, type: 'reasoning', summary: item.parts.map((text) => ({ type: 'summary_text', text })) };
    case 'function_call':
      return { id, type: item.type, call_id: item.id, name: item.name, arguments: item.argument, status: 'completed' };
    case 'custom_tool_call':
      return { id, type: item.type, call_id: item.id, name: item.name, input: item.argument, status: 'completed' };
  }
}

/** All events but the last one. */
export function answerEvents(items: readonly SaidItem[], options: EventOptions): ResponseEvent[] {
  const events: ResponseEvent[] = [created];
  if (options.detail === 'snapshot') return events;
  let group: ResponseEvent[][] = [];
  const flush = (): void => {
    events.push(...merged(group, options.draw));
    group = [];
  };
  for (const [place, item] of items.entries()) {
    const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
    // Whole items alone have no start that could fix their order: they come one by one.
    if (!isCall || options.detail === 'items') flush();
    const [added, ...rest] = itemEvents(item, place, options);
    // Calls that follow each other begin in order and then grow side by side.
    if (added !== undefined && isCall && options.detail !== 'items') events.push(added);
    else if (added !== undefined) rest.unshift(added);
    group.push(rest);
    if (!isCall) flush();
  }
  flush();
  return events;
}

function merged(queues: readonly ResponseEvent[][], draw: EventOptions['draw']): ResponseEvent[] {
  const waiting = queues.map((queue) => [...queue]);
  const events: ResponseEvent[] = [];
  for (;;) {
    const alive = waiting.filter((queue) => queue.length > 0);
    const next = alive[alive.length === 0 ? 0 : draw(alive.length)]?.shift();
    if (next === undefined) return events;
    events.push(next);
  }
}

export function pieces(text: string, draw: EventOptions['draw']): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = 1 + draw(text.length - at);
    cut.push(text.slice(at, at + length));
    at += length;
  }
  return cut;
}

function itemEvents(item: SaidItem, place: number, { detail, draw }: EventOptions): ResponseEvent[] {
  const at = { item_id: `item_${place}`, output_index: place };
  const finished = finishedItem(item, place);
  const done = event('response.output_item.done', { output_index: place, item: finished });
  if (detail === 'items') return [done];
  const empty = { content: [], summary: [], arguments: '', input: '', status: 'in_progress' };
  const started = Object.fromEntries(
    Object.keys(finished).map((key) => [key, key in empty ? empty[key as 'input'] : finished[key]]),
  );
  const added = event('response.output_item.added', { output_index: place, item: started });
  const cut = (text: string): string[] => (detail === 'pieces' ? pieces(text, draw) : []);
  return [added, ...wordEvents(item, at, cut), done];
}

function wordEvents(item: SaidItem, at: Loose, cut: (text: string) => string[]): ResponseEvent[] {
  switch (item.type) {
    case 'message':
      return item.parts.flatMap((part, index) => {
        const place = { ...at, content_index: index };
        if (typeof part !== 'string') {
          return [
            ...cut(part.refusal).map((delta) => event('response.refusal.delta', { ...place, delta })),
            event('response.refusal.done', { ...place, refusal: part.refusal }),
          ];
        }
        return [
          event('response.content_part.added', { ...place, part: { type: 'output_text', text: '', annotations: [] } }),
          ...cut(part).map((delta) => event('response.output_text.delta', { ...place, delta })),
          event('response.output_text.done', { ...place, text: part }),
        ];
      });
    case 'reasoning':
      return item.parts.flatMap((text, index) => {
        const place = { ...at, summary_index: index };
        return [
          event('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } }),
          ...cut(text).map((delta) => event('response.reasoning_summary_text.delta', { ...place, delta })),
          event('response.reasoning_summary_text.done', { ...place, text }),
        ];
      });
    case 'function_call':
      return [
        ...cut(item.argument).map((delta) => event('response.function_call_arguments.delta', { ...at, delta })),
        event('response.function_call_arguments.done', { ...at, arguments: item.argument }),
      ];
    case 'custom_tool_call':
      return [
        ...cut(item.argument).map((delta) => event('response.custom_tool_call_input.delta', { ...at, delta })),
        event('response.custom_tool_call_input.done', { ...at, input: item.argument }),
      ];
  }
}
