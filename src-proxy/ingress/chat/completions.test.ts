import type { Completion } from 'openai/resources/completions';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { ChatAnswer } from './chat-answer.ts';
import { ChatStream } from './chat-stream.ts';
import { completionToResponsesRequest, CompletionStream, toCompletion, type CompletionFrame } from './completions.ts';
import { answerEvents, completed, created, event, incomplete, type SaidItem } from './upstream-answer.fixture.ts';
import type { ResponseEvent } from '../../translate/response-event.ts';

const base = { model: 'gpt-5.5', prompt: 'Once' };
const fallback = { id: 'r', createdAtSeconds: 1, model: 'm' };

function streamed(events: readonly ResponseEvent[], includeUsage = false): CompletionFrame[] {
  const frames: CompletionFrame[] = [];
  const own = new CompletionStream((frame) => frames.push(frame));
  const chat = new ChatStream({ includeUsage, callForm: 'tools', fallback, emit: (frame) => own.push(frame) });
  for (const one of events) chat.push(one);
  chat.end();
  return frames;
}

function collected(events: readonly ResponseEvent[]): Completion {
  const answer = new ChatAnswer({ callForm: 'tools', fallback });
  for (const one of events) answer.push(one);
  const result = answer.end();
  if (result.kind === 'failed') throw new Error(result.failure.error.message);
  return toCompletion(result.body);
}

describe('legacy completions: the request', () => {
  it.each(['Once', ['Once']])('prompt %j is one message', (prompt) => {
    expect(completionToResponsesRequest({ ...base, prompt }).body).toMatchObject({
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Once' }] }],
      store: false,
      stream: true,
    });
  });

  it('drops and names what the upstream does not know', () => {
    const given = {
      ...base,
      max_tokens: 5,
      temperature: 1,
      logprobs: 3,
      stop: 'x',
      echo: false,
      suffix: '',
      best_of: 1,
    };
    expect(completionToResponsesRequest(given).dropped).toEqual(['max_tokens', 'temperature', 'logprobs', 'stop']);
  });

  it.each([
    ['echo', { echo: true }, 'unsupported_parameter'],
    ['suffix', { suffix: 'end' }, 'unsupported_parameter'],
    ['best_of', { best_of: 3 }, 'unsupported_parameter'],
    ['n', { n: 2 }, 'unsupported_parameter'],
    ['tools', { tools: [] }, 'unsupported_parameter'],
    ['messages', { messages: [] }, 'unsupported_parameter'],
    ['prompt', { prompt: ['a', 'b'] }, 'unsupported_parameter'],
    ['prompt', { prompt: [1, 2] }, 'unsupported_parameter'],
    ['prompt', { prompt: [[1, 2]] }, 'unsupported_parameter'],
    ['prompt', { prompt: null }, 'request_malformed'],
    ['model', { model: undefined }, 'request_malformed'],
  ])('refuses %s: %j', (param, more, code) => {
    const run = (): unknown => completionToResponsesRequest({ ...base, ...more });
    expect(run).toThrow(Refusal);
    expect(run).toThrow(expect.objectContaining({ code, details: { fields: { param } } }));
  });

  it.each([null, [], 'x', 5])('refuses the body %j', (body) => {
    expect(() => completionToResponsesRequest(body)).toThrow(Refusal);
  });
});

describe('legacy completions: the answer', () => {
  const items: SaidItem[] = [
    { type: 'reasoning', parts: ['hm'] },
    { type: 'message', parts: ['upon ', 'a time'] },
  ];
  const events = [...answerEvents(items, { detail: 'pieces', draw: (limit) => limit - 1 }), completed()];

  it('streams text only', () => {
    const frames = streamed(events, true);
    expect(frames[0]).toEqual({
      id: 'cmpl-0a1b',
      object: 'text_completion',
      created: 1_760_000_000,
      model: 'gpt-5.5',
      choices: [{ text: 'upon ', index: 0, logprobs: null, finish_reason: null }],
      usage: null,
    });
    expect(frames.map((frame) => (frame === '[DONE]' || 'error' in frame ? frame : frame.choices))).toEqual([
      [expect.objectContaining({ text: 'upon ' })],
      [expect.objectContaining({ text: 'a time' })],
      [expect.objectContaining({ text: '', finish_reason: 'stop' })],
      [],
      '[DONE]',
    ]);
  });

  it('is the same whole', () => {
    expect(collected(events)).toEqual({
      id: 'cmpl-0a1b',
      object: 'text_completion',
      created: 1_760_000_000,
      model: 'gpt-5.5',
      choices: [{ text: 'upon a time', index: 0, logprobs: null, finish_reason: 'stop' }],
      usage: expect.objectContaining({ prompt_tokens: 120, total_tokens: 140 }),
    } satisfies Completion);
  });

  it('a refusal is text that ends by the filter; a cut answer ends by length', () => {
    const refusal = event('response.refusal.delta', { output_index: 0, content_index: 0, delta: 'No' });
    expect(collected([created, refusal, completed()]).choices[0]).toMatchObject({
      text: 'No',
      finish_reason: 'content_filter',
    });
    expect(streamed([created, refusal, completed()]).at(-2)).toMatchObject({
      choices: [{ finish_reason: 'content_filter' }],
    });
    expect(collected([created, incomplete('max_output_tokens')]).choices[0]?.finish_reason).toBe('length');
  });

  it('a truncated stream ends in an error', () => {
    expect(streamed(events.slice(0, -1)).slice(-2)).toEqual([
      { error: expect.objectContaining({ code: 'upstream_stream_truncated' }) },
      '[DONE]',
    ]);
  });
});
