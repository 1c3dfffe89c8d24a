import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';

import { writtenFrame } from './chat-chunk.ts';
import { deltas, isChunk, lastReason, stream, textDelta, place } from './chat-stream.fixture.ts';
import { completed, created, event, usage } from './upstream-answer.fixture.ts';

/** Says nothing, and is an answer all the same. */
const wordless = { id: 'm', type: 'message', role: 'assistant', content: [] };

describe('responses → chat chunks: text', () => {
  it('the whole stream, as the official types have it', () => {
    const { frames } = stream([created, textDelta('Hel'), textDelta('lo'), completed()], { includeUsage: true });
    const base = {
      id: 'chatcmpl-0a1b',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'gpt-5.5',
      usage: null,
    } as const;
    const chunk = (delta: object, finish_reason: 'stop' | null = null) =>
      ({
        ...base,
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      }) satisfies ChatCompletionChunk;
    const unprinted = { system_fingerprint: null };
    expect(frames).toEqual([
      { ...chunk({ role: 'assistant', content: '', refusal: null }), ...unprinted },
      { ...chunk({ content: 'Hel' }), ...unprinted },
      { ...chunk({ content: 'lo' }), ...unprinted },
      { ...chunk({}, 'stop'), ...unprinted },
      {
        ...base,
        ...unprinted,
        choices: [],
        usage: {
          prompt_tokens: 120,
          prompt_tokens_details: { cached_tokens: 100 },
          completion_tokens: 20,
          completion_tokens_details: { reasoning_tokens: 5 },
          total_tokens: 140,
        },
      },
      '[DONE]',
    ]);
  });

  it('has no usage at all where none was asked for', () => {
    const { frames } = stream([created, textDelta('a'), completed()]);
    expect(frames.filter(isChunk).some((frame) => 'usage' in frame)).toBe(false);
    expect(frames).toHaveLength(4);
  });

  it.each([
    [
      { input_tokens: 3, output_tokens: 4 },
      { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    ],
    [
      { input_tokens: 3, output_tokens_details: { reasoning_tokens: 2 } },
      {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    ],
    [
      { ...usage, input_tokens_details: { cached_tokens: 0, cache_write_tokens: 9 } },
      expect.objectContaining({ prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 9 } }),
    ],
    [null, undefined],
  ])('usage %j: no counter is not a count of zero', (given, expected) => {
    const { frames } = stream([created, completed([wordless], { usage: given })], { includeUsage: true });
    expect(frames.filter(isChunk).find((frame) => frame.choices.length === 0)?.usage).toEqual(expected);
  });

  it.each([
    ['the text event', event('response.output_text.done', { ...place, text: 'Hello' })],
    [
      'the item',
      event('response.output_item.done', {
        output_index: 0,
        item: { id: 'm', type: 'message', content: [{ type: 'output_text', text: 'Hello' }] },
      }),
    ],
    ['the snapshot', completed([{ id: 'm', type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }])],
  ])('falls back to %s for what no delta brought, never both', (_name, whole) => {
    for (const [before, after] of [
      [[], ['Hello']],
      [[textDelta('Hel')], ['Hel', 'lo']],
      [[textDelta('Hello')], ['Hello']],
    ] as const) {
      const { frames } = stream([created, ...before, whole, completed()]);
      expect(deltas(frames).flatMap(({ content }) => content || [])).toEqual(after);
    }
  });

  it('a snapshot without ids is matched by place', () => {
    const item = { type: 'message', content: [{ type: 'output_text', text: 'ab' }] };
    const { frames } = stream([created, textDelta('a', { item_id: undefined }), completed([item])]);
    expect(deltas(frames).flatMap(({ content }) => content || [])).toEqual(['a', 'b']);
  });

  it('joins all parts of all messages', () => {
    const { frames } = stream([created, textDelta('a'), textDelta('b', { content_index: 1 }), completed()]);
    expect(deltas(frames).flatMap(({ content }) => content || [])).toEqual(['a', 'b']);
  });

  it('takes the older name of the event, and ignores what it does not know', () => {
    const { frames } = stream([
      created,
      { type: 'response.text.delta', data: { ...place, delta: 'a' } },
      { type: 'codex.rate_limits', data: {} },
      { type: 'response.web_search_call.searching', data: { output_index: 3 } },
      textDelta('b', { obfuscation: 'xxxx' }),
      completed(),
    ]);
    expect(deltas(frames)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'a' },
      { content: 'b' },
      {},
    ]);
  });

  it('tells the tier that served, and leaves out tiers that chat clients do not know', () => {
    const tiers = (tier: string) =>
      stream([created, completed([wordless], { service_tier: tier })])
        .frames.filter(isChunk)
        .map((frame) => frame.service_tier);
    expect(tiers('priority')).toEqual(['priority', 'priority']);
    expect(tiers('warp')).toEqual([undefined, undefined]);
  });

  it('has a name even when the upstream gives none', () => {
    const { frames } = stream([textDelta('a'), event('response.completed', { response: {} })]);
    expect(frames[0]).toMatchObject({ id: 'chatcmpl-req-1', created: 5, model: 'asked-for' });
  });

  it('citations stand where the joined text has them, once', () => {
    const cite = { type: 'url_citation', url: 'https://a', title: 'A', start_index: 1, end_index: 2 };
    const item = {
      id: 'm',
      type: 'message',
      content: [
        { type: 'output_text', text: 'abc', annotations: [] },
        { type: 'output_text', text: 'def', annotations: [cite, { type: 'file_path' }] },
      ],
    };
    const at = { ...place, content_index: 1 };
    const { frames } = stream([
      created,
      textDelta('abc'),
      textDelta('def', { content_index: 1 }),
      event('response.output_text.annotation.added', { ...at, annotation_index: 0, annotation: cite }),
      event('response.output_item.done', { output_index: 0, item }),
      completed([item]),
    ]);
    expect(deltas(frames).flatMap(({ annotations }) => annotations ?? [])).toEqual([
      { type: 'url_citation', url_citation: { url: 'https://a', title: 'A', start_index: 4, end_index: 5 } },
    ]);
  });

  it('writes one data line per frame', () => {
    const { frames } = stream([created, textDelta('a\nb'), completed()]);
    for (const frame of frames) expect(writtenFrame(frame)).toMatch(/^data: .*\n\n$/);
    expect(writtenFrame('[DONE]')).toBe('data: [DONE]\n\n');
  });
});

describe('responses → chat chunks: thoughts and refusals', () => {
  const thought = (summary_index: number, delta: string, output_index = 0) =>
    event('response.reasoning_summary_text.delta', { item_id: `r${output_index}`, output_index, summary_index, delta });

  it('parts are paragraphs, pieces of one part are not', () => {
    const { frames } = stream([
      created,
      thought(0, 'a'),
      thought(0, 'b'),
      thought(1, 'c'),
      thought(0, 'd', 1),
      textDelta('x', { output_index: 2, item_id: 'm' }),
      completed(),
    ]);
    expect(deltas(frames)).toEqual([
      { role: 'assistant', content: null, refusal: null },
      { reasoning_content: 'a' },
      { reasoning_content: 'b' },
      { reasoning_content: '\n\nc' },
      { reasoning_content: '\n\nd' },
      { content: 'x' },
      {},
    ]);
  });

  it('a refusal at the place of a text is no part of it', () => {
    const { frames } = stream([
      created,
      textDelta('abc'),
      event('response.refusal.done', { ...place, refusal: 'No!' }),
      completed(),
    ]);
    expect(deltas(frames).flatMap(({ refusal }) => refusal ?? [])).toEqual(['No!']);
  });

  it('a refusal is no content', () => {
    const { frames } = stream([
      created,
      event('response.refusal.delta', { ...place, delta: 'No' }),
      event('response.refusal.done', { ...place, refusal: 'No.' }),
      completed(),
    ]);
    expect(deltas(frames)).toEqual([
      { role: 'assistant', content: null, refusal: null },
      { refusal: 'No' },
      { refusal: '.' },
      {},
    ]);
    expect(lastReason(frames)).toBe('stop');
  });
});
