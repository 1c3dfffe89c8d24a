import type { Answer, CallOptions } from './http-client.ts';
import type { Stage } from './harness.ts';

/** Requests of OpenAI clients, in the least that says what they want. */

export const json = { 'content-type': 'application/json' };

export function post(stage: Stage, path: string, body: unknown, options: CallOptions = {}): Promise<Answer> {
  return stage.call(path, {
    ...options,
    method: 'POST',
    headers: { ...json, ...options.headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
}

type Members = Readonly<Record<string, unknown>>;

export function chat(stage: Stage, more: Members = {}, options?: CallOptions): Promise<Answer> {
  const body = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'hi' }], ...more };
  return post(stage, '/v1/chat/completions', body, options);
}

export function respond(stage: Stage, more: Members = {}, options?: CallOptions): Promise<Answer> {
  return post(stage, '/v1/responses', { model: 'gpt-5.5', input: 'hi', ...more }, options);
}

/** What reached the upstream with the last turn. */
export function sentUpstream(stage: Stage): Record<string, unknown> {
  return stage.upstream.turns().at(-1)?.json as Record<string, unknown>;
}

export interface Outcome {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finish: string | null;
  readonly usage: { readonly input: number; readonly output: number; readonly cached: number } | null;
}

interface Call {
  name: string;
  arguments: string;
}
interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details: { cached_tokens: number };
}
interface ChatChoice {
  message?: { content: string | null; tool_calls?: { function: Call }[] };
  delta?: { content?: string | null; tool_calls?: { index: number; function?: Partial<Call> }[] };
  finish_reason: string | null;
}
interface ChatBody {
  choices: ChatChoice[];
  usage?: ChatUsage | null;
}
interface ResponseBody {
  status: string;
  incomplete_details?: { reason: string } | null;
  output: { type: string; content?: { text?: string }[]; name?: string; arguments?: string }[];
  usage: { input_tokens: number; output_tokens: number; input_tokens_details: { cached_tokens: number } };
}

export function outcomeOfChat(answer: Answer): Outcome {
  const { choices, usage } = answer.json as ChatBody;
  const { message, finish_reason: finish } = choices[0] as ChatChoice;
  const calls = (message?.tool_calls ?? []).map(({ function: call }) => ({ ...call }));
  return { text: message?.content ?? '', calls, finish, usage: chatUsage(usage) };
}

export function outcomeOfChatStream(answer: Answer): Outcome {
  let text = '';
  let finish: string | null = null;
  let usage: Outcome['usage'] = null;
  const calls: Call[] = [];
  for (const { data } of answer.events) {
    if (data === undefined) continue;
    const chunk = data as ChatBody;
    usage = chatUsage(chunk.usage) ?? usage;
    const choice = chunk.choices[0];
    text += choice?.delta?.content ?? '';
    finish = choice?.finish_reason ?? finish;
    for (const { index, function: piece } of choice?.delta?.tool_calls ?? []) {
      const call = (calls[index] ??= { name: '', arguments: '' });
      call.name += piece?.name ?? '';
      call.arguments += piece?.arguments ?? '';
    }
  }
  return { text, calls, finish, usage };
}

function chatUsage(usage: ChatUsage | null | undefined): Outcome['usage'] {
  if (usage == null) return null;
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = usage;
  return { input, output, cached: details.cached_tokens };
}

export function outcomeOfResponse(response: unknown): Outcome {
  const { status, incomplete_details: details, output, usage } = response as ResponseBody;
  const calls = output.flatMap(({ type, name, arguments: given }) =>
    type === 'function_call' ? [{ name: name ?? '', arguments: given ?? '' }] : [],
  );
  const text = output.flatMap(({ content }) => (content ?? []).map((part) => part.text ?? '')).join('');
  const reasons: Record<string, string> = { max_output_tokens: 'length', content_filter: 'content_filter' };
  const finish = status === 'completed' ? (calls.length > 0 ? 'tool_calls' : 'stop') : reasons[details?.reason ?? ''];
  const { input_tokens: input, output_tokens: outputTokens, input_tokens_details: more } = usage;
  return { text, calls, finish: finish ?? null, usage: { input, output: outputTokens, cached: more.cached_tokens } };
}

/** Of a stream: the words as they came in pieces, and everything else from its last event. */
export function outcomeOfResponseStream(answer: Answer): Outcome {
  const events = answer.events.map(({ data }) => data as { type: string; delta?: string; response?: unknown });
  const pieces = events.filter(({ type }) => type === 'response.output_text.delta');
  const last = outcomeOfResponse(events.at(-1)?.response);
  return { ...last, text: pieces.map(({ delta }) => delta ?? '').join('') };
}
