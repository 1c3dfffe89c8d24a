import { describe, expect, it } from 'vitest';

import { events, ok, type RawEvent, type Step } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import {
  chat,
  outcomeOfChat,
  outcomeOfChatStream,
  outcomeOfResponse,
  outcomeOfResponseStream,
  respond,
} from './v1-requests.ts';

function incomplete(reason: string): Step {
  const response = { id: 'resp_cut', object: 'response', model: 'gpt-5.5', created_at: 1 };
  const item = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    status: 'incomplete',
    content: [{ type: 'output_text', text: 'Half', annotations: [] }],
  };
  const usage = {
    input_tokens: 3,
    input_tokens_details: { cached_tokens: 1 },
    output_tokens: 2,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 5,
  };
  const place = { item_id: 'msg_1', output_index: 0 };
  const list: [string, Record<string, unknown>][] = [
    ['response.created', { response: { ...response, status: 'in_progress', output: [] } }],
    ['response.output_item.added', { output_index: 0, item: { ...item, content: [] } }],
    ['response.content_part.added', { ...place, content_index: 0, part: { type: 'output_text', text: '' } }],
    ['response.output_text.delta', { ...place, content_index: 0, delta: 'Half' }],
    ['response.output_item.done', { output_index: 0, item }],
    [
      'response.incomplete',
      { response: { ...response, status: 'incomplete', incomplete_details: { reason }, output: [item], usage } },
    ],
  ];
  const numbered = list.map(([event, data], index): RawEvent => ({
    event,
    data: { type: event, sequence_number: index, ...data },
  }));
  return events(numbered);
}

const call = (name: string, args: Record<string, unknown>) =>
  ({ type: 'function_call', name, arguments: args }) as const;

const scripts: readonly (readonly [string, Step])[] = [
  ['words', ok('Hello there, Wörld 🌍')],
  [
    'several messages',
    ok([
      { type: 'message', text: 'One. ' },
      { type: 'message', text: 'Two.' },
    ]),
  ],
  [
    'thoughts and words',
    ok([
      { type: 'reasoning', summary: 'Hm.' },
      { type: 'message', text: 'Yes.' },
    ]),
  ],
  ['a call', ok([call('read', { path: 'a"b\\c' })])],
  ['parallel calls', ok([call('read', { path: 'a' }), call('read', { path: 'b' }), call('write', {})])],
  ['words and a call', ok([{ type: 'message', text: 'I look.' }, call('read', { path: 'a' })])],
  ['an answer in single bytes', ok('In bytes', { chunking: 'byte' })],
  ['an answer in one piece', ok('In one piece', { chunking: 'whole' })],
  ['an answer that was cut for its length', incomplete('max_output_tokens')],
  ['an answer that was filtered', incomplete('content_filter')],
];

describe('one script, four ways to ask', () => {
  it.each(scripts)(
    '%s: chat and responses, streamed or not, agree in text, calls, finish and usage',
    async (_name, step) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      stage.account('acc-a').always(step);
      const document = outcomeOfResponse((await respond(stage)).json);
      expect(document.finish).not.toBeNull();
      expect(document.text + document.calls.map(({ name }) => name).join()).not.toBe('');
      expect(outcomeOfResponseStream(await respond(stage, { stream: true }))).toEqual(document);
      expect(outcomeOfChat(await chat(stage))).toEqual(document);
      const streamed = await chat(stage, { stream: true, stream_options: { include_usage: true } });
      expect(outcomeOfChatStream(streamed)).toEqual(document);
    },
  );
});
