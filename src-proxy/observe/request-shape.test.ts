import { randomBytes } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { shapeOf } from './request-shape.ts';

const digestKey = randomBytes(32);
const of = (body: unknown, rawCacheKey = false) =>
  shapeOf(Buffer.from(JSON.stringify(body)), { digestKey, rawCacheKey });

const request = {
  model: 'gpt-5.5',
  instructions: 'be brief',
  input: [
    { type: 'message', role: 'developer', content: 'd' },
    { type: 'message', role: 'user', content: 'u' },
    { role: 'user', content: 'u' },
    { type: 'reasoning', encrypted_content: 'e' },
    { type: 'function_call', name: 'shell' },
    { type: 'novelty' },
  ],
  tools: [{ type: 'function', name: 'shell' }, { type: 'web_search' }],
  prompt_cache_key: 'key-of-mine',
  reasoning: { effort: 'high' },
  service_tier: 'priority',
  stream: true,
};

describe('the shape of a request', () => {
  it('is sizes, counts and digests', () => {
    expect(of(request)).toEqual({
      bytes: Buffer.byteLength(JSON.stringify(request)),
      instructionsBytes: '"be brief"'.length,
      inputBytes: JSON.stringify(request.input).length,
      items: { 'message.developer': 1, 'message.user': 2, reasoning: 1, function_call: 1, other: 1 },
      tools: 2,
      toolDigests: [expect.stringMatching(/^[\w-]{12}$/), expect.stringMatching(/^[\w-]{12}$/)],
      promptCacheKey: expect.stringMatching(/^hmac:[\w-]{12}$/),
      hasPreviousResponseId: false,
      streams: true,
      reasoningEffort: 'high',
      serviceTier: 'priority',
    });
    expect(of(request, true)?.promptCacheKey).toBe('key-of-mine');
  });

  it('tells one key from another, by digests that another key does not repeat', () => {
    const digest = (key: string, with_ = digestKey) =>
      shapeOf(Buffer.from(JSON.stringify({ prompt_cache_key: key })), { digestKey: with_, rawCacheKey: false })
        ?.promptCacheKey;
    expect(digest('a')).toBe(digest('a'));
    expect(digest('a')).not.toBe(digest('b'));
    expect(digest('a')).not.toBe(digest('a', randomBytes(32)));
  });

  it('never says a word of the client, wherever it stands', () => {
    const canary = 'canary-7f3a';
    const word = fc.constantFrom(canary, `${canary} more`, 'message', 'user');
    const item = fc.dictionary(
      fc.constantFrom('type', 'role', 'content', 'name', canary),
      fc.oneof(word, fc.constant({ x: canary })),
    );
    const body = fc.dictionary(
      fc.constantFrom(
        'input',
        'instructions',
        'tools',
        'prompt_cache_key',
        'reasoning',
        'service_tier',
        'stream',
        canary,
      ),
      fc.oneof(word, fc.array(item), item, fc.constant({ effort: canary })),
    );
    fc.assert(
      fc.property(body, (document) => {
        expect(JSON.stringify(of(document))).not.toContain(canary);
      }),
    );
  });

  it('does not look into what is huge, or none', () => {
    const options = { digestKey, rawCacheKey: false };
    expect(shapeOf(Buffer.alloc(16 * 1024 * 1024 + 1), options)).toBeNull();
    expect(shapeOf(Buffer.from('not json'), options)).toMatchObject({ bytes: 8, items: {}, tools: 0 });
  });
});
