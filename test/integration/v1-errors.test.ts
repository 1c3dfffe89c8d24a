import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { burst429, dropBeforeHead, firstEventFailed, ok, status, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf, lastEvent } from './http-client.ts';
import { startStage } from './harness.ts';
import { chat, post, respond } from './v1-requests.ts';

const nextHour = (): number => Math.floor(Date.now() / 1000) + 3600;
const impatient = { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' };
const asked = [
  ['chat', chat, false],
  ['chat, streamed', chat, true],
  ['responses', respond, false],
  ['responses, streamed', respond, true],
] as const;

describe.each(asked)('errors of %s before anything was shown', (_name, ask, stream) => {
  it.each([
    [
      'a bad request',
      status(400, { error: { message: 'Bad tool.', type: 'invalid_request_error', code: 'bad', param: 'tools' } }),
      400,
      { message: 'Bad tool.', type: 'invalid_request_error', code: 'bad', param: 'tools' },
    ],
    [
      'a bare detail',
      status(400, { detail: 'Unsupported parameter: x' }),
      400,
      { message: 'Unsupported parameter: x', type: 'invalid_request_error' },
    ],
    [
      'words without a form',
      status(422, 'Not like this'),
      422,
      { message: 'Not like this', type: 'invalid_request_error' },
    ],
    [
      'a refusal as the first event',
      firstEventFailed('context_length_exceeded', 'Too long.'),
      400,
      { message: 'Too long.', code: 'context_length_exceeded', type: 'invalid_request_error' },
    ],
    [
      'a broken upstream',
      status(503, { error: { message: 'Overloaded.', type: 'server_error', code: 'server_is_overloaded' } }),
      503,
      { message: 'Overloaded.' },
    ],
    [
      'a page',
      status(502, '<html>Bad gateway</html>'),
      502,
      { message: expect.stringContaining('HTTP 502'), type: 'server_error' },
    ],
    ['a connection that breaks', dropBeforeHead(), 502, { message: expect.any(String), type: 'server_error' }],
    [
      'limits',
      usageLimit({ resetsAt: nextHour() }),
      429,
      { code: 'usage_limit_reached', type: 'usage_limit_reached', resets_at: expect.any(Number) },
    ],
    ['bursts', burst429(), 429, { type: expect.any(String) }],
  ])('%s: the status, and an error object', async (_what, step, code, error) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: impatient });
    stage.account('acc-a').always(step);
    const answer = await ask(stage, { stream });
    expect([answer.status, answer.text]).toEqual([code, expect.any(String)]);
    expect(errorOf(answer)).toMatchObject(error);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(answer.text).not.toContain('[DONE]');
  });

  it.each([
    ['an event that cannot be read', 'data: {"type":"response.created"\n\n', 'upstream_error'],
    ['a page in place of an answer', '<html>Sign in to this network</html>', 'upstream_stream_truncated'],
  ])('%s is no answer, whatever its status', async (_what, body, code) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(status(200, body));
    const answer = await ask(stage, { stream });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code });
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'error' });
  });

  it('no account at all: 503', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await ask(stage, { stream });
    expect(answer.status).toBe(503);
    expect(errorOf(answer)).toMatchObject({ code: 'no_accounts' });
  });

  it('a signed-out pool: not the caller who is at fault', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: impatient });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    stage.account('acc-a').refreshFailure = 'refresh_token_expired';
    const answer = await ask(stage, { stream });
    expect(answer.status).toBe(503);
  });

  it('the upstream says when to come back, and the client hears it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: impatient });
    stage.account('acc-a').always(status(400, { detail: 'x' }, { 'retry-after': '7', 'x-codex-plan-type': 'plus' }));
    const answer = await ask(stage, { stream });
    expect(answer.headers).toMatchObject({ 'retry-after': '7', 'x-codex-plan-type': 'plus' });
  });
});

describe('S31: an upstream that falls silent after it has begun', () => {
  it.each([
    ['chat', chat, false],
    ['chat, streamed', chat, true],
    ['responses', respond, false],
  ] as const)('%s: 504, for nothing was shown', async (_name, ask, stream) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_STREAM_IDLE_TIMEOUT: '5' } });
    const latch = createLatch();
    stage.account('acc-a').always(ok('Hello', { hold: latch, holdAfterEvents: 2 }));
    const answer = await ask(stage, { stream });
    expect(answer.status).toBe(504);
    expect(errorOf(answer)).toMatchObject({ code: 'stream_idle_timeout', type: 'server_error' });
    latch.open();
  });

  it('responses, streamed: a last event that says so', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_STREAM_IDLE_TIMEOUT: '5' } });
    const latch = createLatch();
    stage.account('acc-a').always(ok('Hello', { hold: latch, holdAfterEvents: 2 }));
    expect(lastEvent(await respond(stage, { stream: true }))).toEqual({
      type: 'response.failed',
      code: 'stream_idle_timeout',
    });
    latch.open();
  });
});

describe('S33: bodies that are too large', () => {
  const limit = { EVENKEEL_MAX_REQUEST_BODY: '1' };
  const large = JSON.stringify({ model: 'gpt-5.5', input: 'x'.repeat(1024 * 1024) });

  it.each([
    ['told', { 'content-length': String(Buffer.byteLength(large)) }],
    ['in pieces', { 'transfer-encoding': 'chunked' }],
  ])('a length that is %s: 413 with the unit, and no account is touched', async (_name, headers) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: limit });
    for (const path of ['/v1/responses', '/v1/chat/completions', '/v1/completions']) {
      const answer = await post(stage, path, large, { headers });
      expect([path, answer.status]).toEqual([path, 413]);
      expect(errorOf(answer)).toMatchObject({ code: 'request_too_large', message: expect.stringContaining('1 MiB') });
    }
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('one that unpacks past the limit', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: limit });
    const answer = await post(stage, '/v1/responses', gzipSync(large), { headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(413);
  });

  it('fact 17: a Codex client, which would send a 413 again, is told 400 payload_too_large', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: limit });
    const headers = { 'user-agent': 'codex_exec/0.169.0' };
    const answer = await post(stage, '/v1/responses', large, { headers });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'payload_too_large' });
  });

  it('one of just that size goes through', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: limit });
    const rest = JSON.stringify({ model: 'gpt-5.5', input: '' }).length;
    const body = JSON.stringify({ model: 'gpt-5.5', input: 'x'.repeat(1024 * 1024 - rest) });
    expect((await post(stage, '/v1/responses', body)).status).toBe(200);
  });
});

describe('bodies that cannot be read', () => {
  it.each([
    ['no JSON', '{"model":', 400],
    ['no object', '[]', 400],
    ['nothing', '', 400],
  ])('%s', async (_name, body, code) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    for (const path of ['/v1/responses', '/v1/chat/completions', '/v1/completions']) {
      const answer = await post(stage, path, body);
      expect([path, answer.status]).toEqual([path, code]);
      expect(errorOf(answer)).toMatchObject({ code: 'request_malformed', param: 'body' });
    }
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('what does not say that it is JSON', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, '/v1/responses', '{}', { headers: { 'content-type': 'text/plain' } });
    expect(answer.status).toBe(415);
  });

  it('packed bodies are unpacked', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const body = gzipSync(JSON.stringify({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'hi' }] }));
    const answer = await post(stage, '/v1/chat/completions', body, { headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(200);
    expect(stage.upstream.turns()[0]?.headers['content-encoding']).toBeUndefined();
  });
});

describe('what nobody serves says so', () => {
  it.each([
    ['POST', '/v1/images/variations', 404, 'not_found'],
    ['POST', '/v1/audio/speech', 501, 'endpoint_not_served'],
    ['POST', '/v1/audio/translations', 501, 'endpoint_not_served'],
    ['POST', '/v1/uploads', 501, 'endpoint_not_served'],
    ['GET', '/v1/files', 501, 'endpoint_not_served'],
    ['GET', '/v1/images/generations', 405, 'method_not_allowed'],
    ['GET', '/v1/files/file-1/content', 501, 'endpoint_not_served'],
    ['POST', '/v1/moderations', 501, 'endpoint_not_served'],
    ['POST', '/v1/embeddings', 404, 'model_not_found'],
    ['GET', '/v1/responses/resp_1', 404, 'not_found'],
    ['DELETE', '/v1/responses/resp_1', 404, 'not_found'],
    ['GET', '/v1/chat/completions', 405, 'method_not_allowed'],
    ['POST', '/v1/models', 405, 'method_not_allowed'],
    ['POST', '/v1/no/such', 404, 'not_found'],
  ])('%s %s: %i', async (method, path, code, name) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await stage.call(path, { method });
    expect(answer.status).toBe(code);
    expect(errorOf(answer)).toMatchObject({ code: name, message: expect.stringMatching(/^[A-Z].*\.$/) });
    if (code === 501) expect(answer.headers['x-should-retry']).toBe('false');
  });
});

describe('compaction of older Codex clients', () => {
  it.each(['/v1/responses/compact', '/responses/compact'])('%s', async (path) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, path, { model: 'gpt-5.5', instructions: 'x', input: [] });
    expect(answer.json).toMatchObject({ object: 'response.compaction', output: [{ type: 'compaction' }] });
  });
});
