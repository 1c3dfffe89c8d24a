import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { fittingRequest, type FittingOptions } from './fitting-request.ts';
import { aliasMembers, refusedMembers } from './request-members.ts';

const models = { isListed: () => null, effortsOf: () => null };
const options: FittingOptions = { models, isCodex: false, session: null };

function fitting(body: object, more: Partial<FittingOptions> = {}) {
  const text = JSON.stringify(body);
  const json = JSON.parse(text) as Record<string, unknown>;
  const asked = { bytes: Buffer.from(text), json, encoding: 'utf8' } as const;
  const result = fittingRequest(asked, { ...options, ...more });
  return { ...result, sent: JSON.parse(result.body.toString('utf8')) as Record<string, unknown> };
}

const part = fc.oneof(
  fc.record({ type: fc.constantFrom('input_text', 'output_text'), text: fc.string() }),
  fc.record({ type: fc.constant('input_text'), text: fc.string(), prompt_cache_breakpoint: fc.boolean() }),
);
const item = fc.oneof(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system', 'developer', 'tool'),
    content: fc.oneof(fc.string(), fc.array(part), fc.jsonValue()),
    tool_call_id: fc.option(fc.string(), { nil: undefined }),
    reasoning_content: fc.option(fc.string(), { nil: undefined }),
  }),
  fc.record({
    type: fc.constantFrom('function_call', 'reasoning', 'compaction_trigger', 'new'),
    namespace: fc.string(),
  }),
);
const names = [...refusedMembers, ...aliasMembers, 'store', 'stream', 'tools', 'reasoning', 'text', 'service_tier'];
const members = fc.dictionary(fc.constantFrom(...names, 'a', 'b'), fc.jsonValue());

describe('a request as the upstream takes it', () => {
  test('of whatever is asked: a refusal, or a body without anything that the upstream refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(item)), members, (input, more) => {
        const { messages: _messages, ...rest } = more;
        let result: ReturnType<typeof fitting>;
        try {
          result = fitting({ model: 'gpt-5.5', input, ...rest });
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          return;
        }
        const { sent } = result;
        expect(sent).toMatchObject({ model: 'gpt-5.5', store: false, stream: true, instructions: expect.any(String) });
        for (const name of [...refusedMembers, ...aliasMembers]) expect(sent).not.toHaveProperty(name);
        expect(Array.isArray(sent['input'])).toBe(true);
        for (const one of sent['input'] as Record<string, unknown>[]) {
          expect(['system', 'tool']).not.toContain(one['role']);
          expect(one).not.toHaveProperty('reasoning_content');
        }
        expect('tools' in sent).toBe('tools' in rest);
      }),
    );
  });

  test('asked again with what came of it, nothing changes', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (input) => {
        let first: Buffer;
        try {
          first = fitting({ model: 'gpt-5.5', input }).body;
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          return;
        }
        const json = JSON.parse(first.toString('utf8')) as Record<string, unknown>;
        // Developer messages in the middle may have become the head; those are lifted in turn.
        const [head] = json['input'] as Record<string, unknown>[];
        fc.pre(head !== undefined && head['role'] !== 'developer');
        expect(fittingRequest({ bytes: first, json, encoding: 'utf8' }, options).body).toEqual(first);
      }),
    );
  });

  it.each(['function_call_output', 'custom_tool_call_output'])(
    'matrix 4: a tool that had nothing to say (%s) is an empty text, not the lack of one',
    (type) => {
      for (const output of [undefined, null, [], '']) {
        const { sent } = fitting({ model: 'gpt-5.5', input: [{ type, call_id: 'c', output }] });
        expect(sent['input']).toEqual([{ type, call_id: 'c', output: '' }]);
      }
    },
  );

  it('a session is what may share a cache, if it is short enough and nothing else was said', () => {
    expect(fitting({ model: 'm', input: 'x' }, { session: 's' }).sent).toMatchObject({ prompt_cache_key: 's' });
    expect(fitting({ model: 'm', input: 'x' }, { session: 's'.repeat(65) }).sent).not.toHaveProperty(
      'prompt_cache_key',
    );
    const own = { model: 'm', input: 'x', prompt_cache_key: 'own' };
    expect(fitting(own, { session: 's' }).sent).toMatchObject({ prompt_cache_key: 'own' });
  });
});
