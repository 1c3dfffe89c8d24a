import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { asCarried, readCarried } from './carried-text.ts';
import { chatTurn, type ChatTurnOptions } from './chat-turn.ts';

const options: ChatTurnOptions = {
  models: { isListed: () => null, effortsOf: () => null },
  session: 'sitzung-ä',
  requestId: 'r',
  nowMs: 0,
  isCursor: false,
};

interface Made {
  readonly body: string;
  readonly dropped: readonly string[];
  readonly model: string;
  readonly promptCacheKey: string | null;
}

function made(json: Readonly<Record<string, unknown>>, encoding: 'utf8' | 'latin1'): Made | string {
  try {
    const { body, dropped, model, promptCacheKey } = chatTurn(json, { ...options, encoding });
    return { body: body.toString('latin1'), dropped, model, promptCacheKey };
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('„grüße“ — \u00a0', '☃\u2028', '😀', '\u0085 \u00ad', 'plain', '', '"quoted" \\ \n\t'),
);
const name = fc.oneof({ weight: 6, arbitrary: fc.constantFrom('look', 'find') }, { weight: 1, arbitrary: words });
const content = fc.oneof(words, fc.array(fc.record({ type: fc.constant('text'), text: words }), { maxLength: 3 }));
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'developer'), content }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.constant(null),
    tool_calls: fc.array(
      fc.record({
        id: name,
        type: fc.constant('function'),
        function: fc.record({ name, arguments: fc.oneof(words, fc.dictionary(name, words)) }),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({ role: fc.constant('tool'), tool_call_id: name, content }),
);
const tool = fc.record({
  type: fc.constant('function'),
  function: fc.record({
    name,
    description: words,
    parameters: fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(name, fc.record({ type: fc.constant('string'), description: words })),
    }),
  }),
});
const chat = fc.record(
  {
    model: fc.oneof(fc.constantFrom('gpt-5.5', 'gpt-5.5-high'), words),
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    tools: fc.array(tool, { maxLength: 2 }),
    prompt_cache_key: name,
    temperature: fc.constant(1),
  },
  { requiredKeys: ['model', 'messages'] },
);

describe('readCarried', () => {
  it('what is made of a request byte by byte is to the byte what is made of it decoded', () => {
    let compared = 0;
    fc.assert(
      fc.property(chat, fc.constantFrom(undefined, 1), (asked, space) => {
        const bytes = Buffer.from(JSON.stringify(asked, null, space));
        const json = readCarried(bytes);
        if (json === null) return;
        compared += 1;
        expect(made(json, 'latin1')).toEqual(made(JSON.parse(bytes.toString()) as Record<string, unknown>, 'utf8'));
      }),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  const said = (text: string): string => `{"model":"m","messages":[{"role":"user","content":"${text}"}]}`;

  it('carries what was said, whatever it is', () => {
    expect(readCarried(Buffer.from(said('grüße ☃ 😀')))).not.toBeNull();
  });

  it.each([
    ['all in ASCII, which is as quick decoded', said('plain')],
    ['an escape beside letters', said(String.raw`ü \u00e9`)],
    ['the name of a model', said('').replace('"m"', '"mä"')],
    ['a member', said('').replace('"model"', '"ä":1,"model"')],
    ['a tool', said('').replace('"model"', '"tools":[{"type":"function","function":{"name":"ä"}}],"model"')],
    ['a list of texts', said('').replace('"content":""', '"content":["ä"]')],
    ['no chat request', '{"model":"m","input":"ä"}'],
    ['no object', '["ä"]'],
    ['nested too deep', said('').replace('"model"', `"x":${'['.repeat(9000)}"ä"${']'.repeat(9000)},"model"`)],
  ])('leaves to be decoded: %s', (_what, text) => {
    expect(readCarried(Buffer.from(text))).toBeNull();
  });

  it('leaves to be decoded what is no UTF-8', () => {
    expect(readCarried(Buffer.from(said('\u00e9'), 'latin1'))).toBeNull();
  });

  it('throws at what is no JSON, as a decoder does', () => {
    expect(() => readCarried(Buffer.from('{"messages":["ä"'))).toThrow(SyntaxError);
  });
});

it('a text of another source is carried in the same way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(Buffer.from(asCarried(text), 'latin1').toString()).toBe(text);
    }),
  );
});
