import { describe, expect, it } from 'vitest';

import {
  argumentDelta,
  callAdded,
  callDone,
  errorOf,
  isChunk,
  lastReason,
  stream,
  textDelta,
} from './chat-stream.fixture.ts';
import { completed, created, event, incomplete } from './upstream-answer.fixture.ts';
import { toChatFailure } from '../../translate/upstream-error.ts';

describe('responses → chat chunks: the end', () => {
  it.each([
    ['max_output_tokens', 'length'],
    ['max_tokens', 'length'],
    ['content_filter', 'content_filter'],
  ])('incomplete by %s is %s, also with calls', (reason, expected) => {
    expect(lastReason(stream([created, textDelta('a'), incomplete(reason)]).frames)).toBe(expected);
    const cut = stream([created, callAdded(0, 'a'), argumentDelta(0, '{"x":'), incomplete(reason)]).frames;
    expect(lastReason(cut)).toBe(expected);
    expect(errorOf(cut)).toBeUndefined();
  });

  it('incomplete for any other reason is an error, never a success', () => {
    const { frames } = stream([created, textDelta('a'), incomplete('steered')]);
    expect(errorOf(frames)).toMatchObject({ code: 'upstream_error', message: expect.stringContaining('steered') });
    expect(frames.at(-1)).toBe('[DONE]');
    expect(lastReason(frames)).toBeNull();
  });

  it.each([
    ['nothing at all', []],
    ['the start only', [created]],
    ['words', [created, textDelta('a')]],
    ['a whole item', [created, callAdded(0, 'a'), callDone(0, 'a', '{}')]],
  ])('a stream that ends after %s is an error, then [DONE]', (_name, events) => {
    const { frames, stream: ended } = stream(events, { includeUsage: true });
    expect(frames.slice(-2)).toEqual([
      { error: expect.objectContaining({ code: 'upstream_stream_truncated', type: 'server_error' }) },
      '[DONE]',
    ]);
    expect(frames.filter(isChunk).every((frame) => frame.choices[0]?.finish_reason === null)).toBe(true);
    expect(ended.outcome).toMatchObject({ kind: 'failed', failure: { status: 502 } });
  });

  it('a call whose argument never ended is not handed over as complete', () => {
    for (const events of [
      [callAdded(0, 'a'), argumentDelta(0, '{"path":"/"')],
      [callAdded(0, 'a'), callDone(0, 'a', '{"path":"/"', { status: 'incomplete' })],
      [argumentDelta(0, '{}')],
    ]) {
      expect(errorOf(stream([created, ...events, completed()]).frames)).toMatchObject({
        code: 'upstream_stream_truncated',
      });
    }
  });

  it.each([
    ['usage_limit_reached', 429, 'usage_limit_reached'],
    ['rate_limit_exceeded', 429, 'rate_limit_error'],
    ['insufficient_quota', 429, 'insufficient_quota'],
    ['invalid_api_key', 401, 'authentication_error'],
    ['token_invalidated', 401, 'authentication_error'],
    ['invalid_request_error', 400, 'invalid_request_error'],
    ['no_accounts', 503, 'server_error'],
    ['no_plan_support_for_model', 503, 'server_error'],
    ['previous_response_not_found', 502, 'server_error'],
    ['server_error', 502, 'server_error'],
    ['constructor', 502, 'server_error'],
  ])('failed with %s is status %i, type %s', (code, status, type) => {
    const failed = event('response.failed', { response: { status: 'failed', error: { code, message: 'Because.' } } });
    const { frames, stream: ended } = stream([created, textDelta('a'), failed]);
    expect(frames.slice(-2)).toEqual([{ error: { message: 'Because.', type, code, param: null } }, '[DONE]']);
    expect(ended.outcome).toMatchObject({ failure: { status } });
  });

  it.each([
    ['in the event', { code: 'x', message: 'm', param: 'p' }, { code: 'x', message: 'm', param: 'p' }],
    [
      'inside the event',
      { error: { type: 'usage_limit_reached', message: 'm', resets_at: 7, plan_type: 'plus' } },
      { type: 'usage_limit_reached', code: 'usage_limit_reached', message: 'm', resets_at: 7, plan_type: 'plus' },
    ],
    ['without a word', {}, { code: 'upstream_error', message: expect.stringMatching(/\.$/) }],
  ])('an error event, %s', (_name, data, expected) => {
    expect(errorOf(stream([created, event('error', data)]).frames)).toMatchObject(expected);
  });

  it('completed with a status of failed is a failure', () => {
    const { frames } = stream([
      created,
      completed([], { status: 'failed', error: { code: 'server_error', message: 'm' } }),
    ]);
    expect(errorOf(frames)).toMatchObject({ code: 'server_error' });
  });

  it('says nothing after the end', () => {
    const { frames, stream: ended } = stream([created, completed(), textDelta('late'), event('error', {})]);
    const count = frames.length;
    ended.fail(toChatFailure('x', 'y'));
    ended.end();
    expect(frames).toHaveLength(count);
    expect(frames.filter((frame) => frame === '[DONE]')).toHaveLength(1);
  });

  it('knows whether a failure can still be an HTTP status', () => {
    expect(stream([created, event('error', {})]).stream.started).toBe(false);
    expect(stream([created, textDelta('a'), event('error', {})]).stream.started).toBe(true);
  });
});
