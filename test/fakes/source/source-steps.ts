import type { Latch } from '../upstream/latch.ts';

/** What the fake source does with one request. */
export type SourceStep =
  | { readonly kind: 'answer'; readonly text: string; readonly hold?: Latch; readonly usage?: boolean }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The stream ends in good order before the answer has. */
  | { readonly kind: 'end-early' }
  /** The connection is cut, before anything came or in the middle of the answer. */
  | { readonly kind: 'cut'; readonly after: 'nothing' | 'words' }
  /** Nothing comes until the latch opens: before the head, or in the middle of the answer. */
  | { readonly kind: 'silent'; readonly latch: Latch; readonly after: 'nothing' | 'words' }
  /** These bytes as an event stream. */
  | { readonly kind: 'raw'; readonly bytes: string };

export const answers = (text: string, more: { hold?: Latch; usage?: boolean } = {}): SourceStep => ({
  kind: 'answer',
  text,
  ...more,
});
export const refuses = (status: number, body: unknown, headers: Record<string, string> = {}): SourceStep => ({
  kind: 'status',
  status,
  body,
  headers,
});

export const sourceUsage = { input: 1000, cached: 400, output: 200 };
const [input, output] = [sourceUsage.input, sourceUsage.output];

/** The pieces of a chat stream: role, words, reason, usage, end. */
export function chatPieces(text: string, model: string, withUsage: boolean): string[] {
  const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model };
  const chunk = (delta: object, finish: string | null = null): string =>
    data({ ...base, choices: [{ index: 0, delta, finish_reason: finish }] });
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: sourceUsage.cached },
  };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...words(text).map((content) => chunk({ content })),
    chunk({}, 'stop'),
    ...(withUsage ? [data({ ...base, choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ];
}

/** The same as Responses events. */
export function responsePieces(text: string, model: string, withUsage: boolean): string[] {
  const base = { id: 'resp_source', object: 'response', created_at: 1_790_000_000, model };
  const part = { type: 'output_text', text, annotations: [] };
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] };
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: sourceUsage.cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
  const events: [string, object][] = [
    ['response.created', { response: { ...base, status: 'in_progress', output: [] } }],
    ['response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress', content: [] } }],
    ['response.content_part.added', { ...place, part: { ...part, text: '' } }],
    ...words(text).map((delta): [string, object] => ['response.output_text.delta', { ...place, delta }]),
    ['response.output_text.done', { ...place, text }],
    ['response.content_part.done', { ...place, part }],
    ['response.output_item.done', { output_index: 0, item }],
    [
      'response.completed',
      { response: { ...base, status: 'completed', output: [item], ...(withUsage ? { usage } : {}) } },
    ],
  ];
  return events.map(
    ([type, rest], sequence) => `event: ${type}\n${data({ type, sequence_number: sequence, ...rest })}`,
  );
}

function words(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
