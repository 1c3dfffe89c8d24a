import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { ChatAnswer } from './chat-answer.ts';
import type { ChatAnswerBody, ChatChunk, ChatFrame } from './chat-chunk.ts';
import { ChatStream } from './chat-stream.ts';
import { completionToResponsesRequest } from './completions.ts';
import type { ResponseEvent } from '../../translate/response-event.ts';
import { toResponsesRequest } from './to-responses-request.ts';
import {
  answerEvents,
  completed,
  finishedItem,
  incomplete,
  type Detail,
  type SaidItem,
} from './upstream-answer.fixture.ts';

const fallback = { id: 'r', createdAtSeconds: 1, model: 'm' };
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

const saidItem: fc.Arbitrary<SaidItem> = fc.oneof(
  fc.record({
    type: fc.constant('message' as const),
    parts: fc.array(fc.oneof(words, fc.record({ refusal: words })), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('reasoning' as const), parts: fc.array(words, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constantFrom('function_call' as const, 'custom_tool_call' as const),
    id: fc.uuid(),
    name: fc.constantFrom('look', 'find'),
    argument: fc.json({ maxDepth: 1 }),
  }),
);
const saidItems = fc.array(saidItem, { maxLength: 5 });
const isThought = (item: SaidItem): item is SaidItem & { readonly type: 'reasoning' } => item.type === 'reasoning';
/** What is an answer: something beside thoughts. */
const answeredItems = saidItems.filter((items) => !items.every(isThought));
const detail = fc.constantFrom<Detail>('pieces', 'done-events', 'items', 'snapshot');
/** Drawn numbers as fractions of whatever limit there is. */
const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

/** What a chat client must end up with, told from what was said alone. */
function expectedMessage(items: readonly SaidItem[]): object {
  const texts: string[] = [];
  const refusals: string[] = [];
  const thoughts: string[] = [];
  const calls: object[] = [];
  for (const item of items) {
    if (item.type === 'message') {
      for (const part of item.parts) {
        if (typeof part === 'string') texts.push(part);
        else refusals.push(part.refusal);
      }
    } else if (item.type === 'reasoning') thoughts.push(...item.parts);
    else if (item.type === 'function_call') {
      calls.push({ id: item.id, type: 'function', function: { name: item.name, arguments: item.argument } });
    } else calls.push({ id: item.id, type: 'custom', custom: { name: item.name, input: item.argument } });
  }
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    refusal: refusals.length === 0 ? null : refusals.join(''),
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join('\n\n') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** An accumulator as SDKs have one, of the frames as they go over the wire. */
function accumulated(frames: readonly ChatFrame[]): {
  message: Record<string, unknown>;
  reason: unknown;
  usage: unknown;
} {
  const message: Record<string, unknown> = { role: undefined, content: null, refusal: null };
  const texts: Record<string, string> = {};
  const calls: { id: unknown; type: unknown; function?: object; custom?: object; parts: Record<string, string> }[] = [];
  let reason: unknown = null;
  let usage: unknown;
  for (const frame of frames) {
    if (frame === '[DONE]' || 'error' in frame) continue;
    const chunk = JSON.parse(JSON.stringify(frame)) as ChatChunk;
    usage = chunk.usage ?? usage;
    for (const { delta, finish_reason: finish } of chunk.choices) {
      reason = finish ?? reason;
      message['role'] = delta.role ?? message['role'];
      for (const name of ['content', 'refusal', 'reasoning_content'] as const) {
        const piece = delta[name];
        if (typeof piece === 'string' && piece !== '') texts[name] = (texts[name] ?? '') + piece;
      }
      for (const { index, id, type, function: called, custom } of delta.tool_calls ?? []) {
        const call = (calls[index] ??= { id, type, parts: {} });
        for (const [name, piece] of Object.entries({ ...called, ...custom })) {
          call.parts[name] = (call.parts[name] ?? '') + piece;
        }
      }
    }
  }
  if (calls.length > 0)
    message['tool_calls'] = calls.map(({ id, type, parts }) => ({ id, type, [String(type)]: parts }));
  return { message: { ...message, ...texts }, reason, usage };
}

function streamed(events: readonly ResponseEvent[]): { frames: ChatFrame[]; stream: ChatStream } {
  const frames: ChatFrame[] = [];
  const stream = new ChatStream({
    includeUsage: true,
    callForm: 'tools',
    fallback,
    emit: (frame) => frames.push(frame),
  });
  for (const one of events) stream.push(one);
  stream.end();
  return { frames, stream };
}

function collected(events: readonly ResponseEvent[]): ChatAnswerBody {
  const answer = new ChatAnswer({ callForm: 'tools', fallback });
  for (const one of events) answer.push(one);
  const result = answer.end();
  if (result.kind === 'failed') throw new Error(result.failure.error.message);
  return result.body;
}

describe('chat translation, for any answer', () => {
  it('any cut, any order of parallel calls, any detail of events: the same message, streamed and whole', () => {
    fc.assert(
      fc.property(answeredItems, detail, draws, (items, how, numbers) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const events = [
          ...answerEvents(items, { detail: how, draw }),
          completed(how === 'pieces' && draw(2) === 0 ? [] : items.map(finishedItem)),
        ];
        const expected = expectedMessage(items);
        const whole = collected(events);
        expect(whole.choices[0]?.message).toEqual(expected);
        const parts = accumulated(streamed(events).frames);
        expect(parts.message).toEqual(expected);
        const hasCall = items.some((item) => item.type.endsWith('call'));
        expect(parts.reason).toBe(hasCall ? 'tool_calls' : 'stop');
        expect(whole.choices[0]?.finish_reason).toBe(parts.reason);
        expect(whole.usage).toEqual(parts.usage);
        expect(whole.usage).toMatchObject({ prompt_tokens: 120, completion_tokens: 20, total_tokens: 140 });
      }),
      { numRuns: 500 },
    );
  });

  it('row 13: thoughts alone are no answer, however they came; what was shown of them stays', () => {
    const thoughts = saidItems.map((items) => items.filter(isThought));
    fc.assert(
      fc.property(thoughts, detail, draws, (items, how, numbers) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const events = [...answerEvents(items, { detail: how, draw }), completed(items.map(finishedItem))];
        const { frames, stream } = streamed(events);
        expect(frames.slice(-2)).toEqual([{ error: expect.objectContaining({ code: 'empty_response' }) }, '[DONE]']);
        expect(stream.outcome).toMatchObject({ kind: 'failed', failure: { status: 502 } });
        const { message, reason } = accumulated(frames);
        expect([message['reasoning_content'] ?? '', reason]).toEqual([
          items.flatMap(({ parts }) => parts).join('\n\n'),
          null,
        ]);
      }),
    );
  });

  it('a stream cut anywhere ends in an error and [DONE], and nothing that was shown is taken back', () => {
    fc.assert(
      fc.property(saidItems, draws, fc.nat(), (items, numbers, cut) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const events = answerEvents(items, { detail: 'pieces', draw });
        const { frames, stream } = streamed(events.slice(0, cut % (events.length + 1)));
        expect(frames.slice(-2)).toEqual([
          { error: expect.objectContaining({ code: 'upstream_stream_truncated' }) },
          '[DONE]',
        ]);
        expect(accumulated(frames).reason).toBeNull();
        expect(stream.outcome?.kind).toBe('failed');
      }),
    );
  });

  it('an answer cut by its limit ends by length, however far its calls were', () => {
    fc.assert(
      fc.property(saidItems, draws, fc.nat(), (items, numbers, cut) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const events = answerEvents(items, { detail: 'pieces', draw });
        const some = [...events.slice(0, cut % (events.length + 1)), incomplete('max_output_tokens')];
        expect(accumulated(streamed(some).frames).reason).toBe('length');
      }),
    );
  });

  it('round trip: what was answered can be said back, and the upstream reads what it had said', () => {
    fc.assert(
      fc.property(answeredItems, draws, (items, numbers) => {
        const draw = (limit: number): number => Math.floor((numbers.next().value ?? 0) * limit);
        const message = collected([...answerEvents(items, { detail: 'pieces', draw }), completed()]).choices[0]
          ?.message;
        const outputs = (message?.tool_calls ?? []).map(({ id }) => ({
          role: 'tool',
          tool_call_id: id,
          content: `of ${id}`,
        }));
        const { body } = toResponsesRequest({
          model: 'm',
          messages: [{ role: 'user', content: 'Hi' }, message, ...outputs, { role: 'user', content: 'And?' }],
        });
        expect(body.input.slice(1, -1)).toEqual(expectedHistory(items));
      }),
    );
  });
});

/** The assistant's words in one message, then the calls, then their outputs. */
function expectedHistory(items: readonly SaidItem[]): object[] {
  const { content, refusal } = expectedMessage(items) as { content: string | null; refusal: string | null };
  const parts = [
    ...(content === null ? [] : [{ type: 'output_text', text: content }]),
    ...(refusal === null ? [] : [{ type: 'refusal', refusal }]),
  ];
  const calls = items.flatMap((item): { type: string; call_id: string }[] => {
    if (item.type !== 'function_call' && item.type !== 'custom_tool_call') return [];
    const { type, id, name, argument } = item;
    const given = type === 'function_call' ? { arguments: argument } : { input: argument };
    const call = { type, call_id: id, name, ...given };
    return [call];
  });
  const message = parts.length === 0 ? [] : [{ type: 'message', role: 'assistant', content: parts }];
  const outputs = calls.map(({ type, call_id: id }) => ({ type: `${type}_output`, call_id: id, output: `of ${id}` }));
  return [...message, ...calls, ...outputs];
}

describe('chat translation, for any JSON', () => {
  const names = ['model', 'messages', 'tools', 'tool_choice', 'response_format', 'role', 'content', 'type', 'function'];
  const key = fc.oneof(fc.constantFrom(...names, 'tool_calls', 'name', 'n', 'prompt', '__proto__'), fc.string());
  const near = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('user', 'assistant', 'tool', 'system', 'text', 'image_url', 'file', 'custom', null, 1, true),
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const message = fc.record(
    {
      role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'function'),
      content: near,
      tool_calls: fc.array(fc.record({ id: near, function: near, custom: near })),
    },
    { requiredKeys: ['role'] },
  );
  const request = fc.record(
    {
      model: fc.constant('m'),
      messages: fc.array(message),
      tools: near,
      tool_choice: near,
      response_format: near,
      text: near,
    },
    { requiredKeys: ['model', 'messages'] },
  );

  it('a request is translated or refused', () => {
    fc.assert(
      fc.property(fc.oneof(request, near, fc.jsonValue()), (body) => {
        for (const translate of [toResponsesRequest, completionToResponsesRequest]) {
          const json: unknown = JSON.parse(JSON.stringify(body ?? null));
          const outcome = attempt(() => translate(json));
          if (outcome instanceof Refusal) expect(outcome.status).toBe(400);
          else expect(outcome.body).toMatchObject({ store: false, stream: true });
        }
      }),
      { numRuns: 600 },
    );
  });

  it('events of any content are read without an exception, and the stream ends once', () => {
    const type = fc.constantFrom(
      'response.created',
      'response.output_item.added',
      'response.output_item.done',
      'response.output_text.delta',
      'response.output_text.done',
      'response.output_text.annotation.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.reasoning_summary_text.delta',
      'response.completed',
      'response.incomplete',
      'response.failed',
      'error',
      'what',
    );
    const data = fc.dictionary(
      fc.constantFrom(
        'output_index',
        'item_id',
        'item',
        'delta',
        'text',
        'arguments',
        'response',
        'error',
        'annotation',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          type: fc.constantFrom('function_call', 'message'),
          content: fc.jsonValue(),
          output: fc.jsonValue(),
        }),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ type, data })), (events) => {
        const { frames } = streamed(events);
        expect(frames.at(-1)).toBe('[DONE]');
        expect(frames.filter((frame) => frame === '[DONE]')).toHaveLength(1);
      }),
    );
  });
});

function attempt<Result>(run: () => Result): Result | Refusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
