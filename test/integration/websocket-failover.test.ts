import { describe, expect, it } from 'vitest';

import { closeWith, dropBeforeHead, frames, ok, status, usageLimit } from '../fakes/upstream/steps.ts';
import type { Step } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { TestSocket } from './websocket-client.ts';

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const errorFrame = (code: string, statusCode?: number): Step =>
  frames([
    JSON.stringify({
      type: 'error',
      error: { code, type: code, message: `It failed: ${code}` },
      ...(statusCode === undefined ? {} : { status_code: statusCode }),
    }),
  ]);
const failedFrame = (code: string): Step =>
  frames([
    JSON.stringify({ type: 'response.created', response: { id: 'r' } }),
    JSON.stringify({ type: 'response.failed', response: { id: 'r', error: { code, message: `It failed: ${code}` } } }),
  ]);

const served = (stage: Stage): string[] => stage.upstream.creates.map(({ accountId }) => accountId);

describe('balancing 4.2 and 4.3, WebSocket callers: another account takes over before any visible event', () => {
  it.each([
    ['rate_limit_exceeded', 429, 'rate_limited'],
    ['usage_limit_reached', 429, 'rate_limited'],
    ['insufficient_quota', 429, 'quota_exceeded'],
    ['usage_not_included', 429, 'quota_exceeded'],
    ['quota_exceeded', 429, 'quota_exceeded'],
    ['overloaded_error', 503, 'active'],
    ['server_is_overloaded', 503, 'active'],
    ['account_deactivated', 403, 'deactivated'],
    ['refresh_token_reused', 401, 'reauth_required'],
  ] as const)(
    '%s: as an error frame with and without status, and as response.failed',
    async (code, statusCode, state) => {
      for (const step of [errorFrame(code, statusCode), errorFrame(code), failedFrame(code)]) {
        await using stage = await startStage();
        stage.account('acc-a').script([step]);
        await using socket = await TestSocket.open(stage);
        const answer = await socket.ask();
        expect(answer).toMatchObject({ end: 'response.completed', text: 'Hello from acc-b' });
        expect(answer.frames).toEqual(stage.upstream.creates[1]?.sent);
        expect(served(stage)).toEqual(['acc-a', 'acc-b']);
        expect(stage.summary('acc-a').status).toBe(state);
        // The old account's connection is given back, and the next request goes on with the new one.
        expect(await stage.upstream.sockets[0]?.closed).toBe(1000);
        expect(await socket.ask({ previous_response_id: answer.responseId })).toMatchObject({
          end: 'response.completed',
        });
        expect(stage.upstream.sockets).toHaveLength(2);
      }
    },
  );

  it('the log names both tries, and keeps the upstream’s words', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([usageLimit({ resetsAt: inAnHour() })]);
    await using socket = await TestSocket.open(stage);
    await socket.ask();
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ status: 'success', transport: 'websocket', upstreamStatusCode: 429 });
    expect(entry?.attempts.map(({ outcome, statusCode }) => [outcome, statusCode])).toEqual([
      ['refused', 429],
      ['answered', 200],
    ]);
    expect(entry?.upstreamError).toContain('usage_limit_reached');
    // From the headers inside of the frame.
    expect(stage.summary('acc-a').usage.primaryRemainingPercent).toBe(0);
  });

  it('4.2 missing from the table (invalid_request_error): handed on as it came, and the connection stays', async () => {
    await using stage = await startStage();
    const refusal =
      '{"type":"error", "error":{"type":"invalid_request_error","code":null,"message":"No such model."},"status_code":400}';
    const failed =
      '{"type":"response.failed", "response":{"id":"r","error":{"code":"context_length_exceeded","message":"Too long."}}}';
    stage.account('acc-a').script([frames([refusal]), frames([failed])]);
    await using socket = await TestSocket.open(stage);
    expect((await socket.ask()).frames).toEqual([refusal]);
    expect((await socket.ask()).frames).toEqual([failed]);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    expect(served(stage)).toEqual(['acc-a', 'acc-a', 'acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', lastError: null });
  });

  it('never after a visible event', async () => {
    await using stage = await startStage();
    stage
      .account('acc-a')
      .script([
        frames([
          '{"type":"response.output_text.delta","delta":"a"}',
          '{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"Later."}}}',
        ]),
      ]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.failed', error: { code: 'rate_limit_exceeded' } });
    expect(served(stage)).toEqual(['acc-a']);
    expect(stage.summary('acc-a').status).toBe('rate_limited');
  });

  it('4.3 401: the token is renewed once and the same account asked again', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    stage.account('acc-a').script([errorFrame('token_expired', 401)]);
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-a' });
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.upstream.sockets.at(-1)?.headers.authorization).toBe(`Bearer ${stage.account('acc-a').accessToken}`);
  });

  it('2.10: sealed content of the account that was left stays behind', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true } });
    const headers = { 'thread-id': 't-1', 'x-codex-turn-state': 'state-of-a' };
    await using socket = await TestSocket.open(stage, { headers });
    const first = await socket.ask();
    const items = first.frames.flatMap((frame) => {
      const { type, item } = JSON.parse(frame) as { type: string; item?: unknown };
      return type === 'response.output_item.done' ? [item] : [];
    });
    stage.account('acc-a').always(usageLimit({ resetsAt: inAnHour() }));
    expect(await socket.ask({ input: items })).toMatchObject({ end: 'response.completed', text: 'Hello from acc-b' });
    const moved = stage.upstream.creates.at(-1);
    expect(moved?.raw.toString()).not.toContain('enc:acc-a');
    expect(moved?.raw.toString()).toContain('Hello from acc-a');
    expect(moved?.socket.headers['x-codex-turn-state']).toBeUndefined();
  });

  it('nobody is left: one error frame that says until when, with one status, and the next request is answered too', async () => {
    await using stage = await startStage();
    const resetsAt = inAnHour();
    stage.account('acc-a').always(usageLimit({ resetsAt: resetsAt + 60 }));
    stage.account('acc-b').always(usageLimit({ resetsAt }));
    await using socket = await TestSocket.open(stage);
    const refusal = await socket.ask();
    expect(refusal).toMatchObject({
      end: 'error',
      last: { status_code: 429, headers: { 'retry-after': expect.any(String) as string } },
      error: { type: 'usage_limit_reached', code: 'usage_limit_reached', resets_at: resetsAt, plan_type: 'plus' },
    });
    expect(refusal.last.status).toBeUndefined();
    expect(await socket.ask()).toMatchObject({ error: { code: 'usage_limit_reached' } });
    // A connection that begins now has none to the upstream, and says the same.
    await using late = await TestSocket.open(stage);
    expect(await late.ask()).toMatchObject({ error: { code: 'usage_limit_reached' } });
    expect(served(stage)).toEqual(['acc-a', 'acc-b']);
    expect(stage.upstream.sockets).toHaveLength(2);
  });

  it('no account at all: the connection is accepted and its first request told why', async () => {
    await using stage = await startStage({ accounts: [] });
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({
      end: 'error',
      last: { status_code: 503 },
      error: { code: 'no_accounts' },
    });
  });
});

describe('pains 1: what goes on from an answer on the old connection', () => {
  it('cannot move: the client is told to connect again, and its whole input goes to another account', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    stage.account('acc-a').always(usageLimit({ resetsAt: inAnHour() }));
    const told = await socket.ask({ previous_response_id: first.responseId });
    expect(told).toMatchObject({
      end: 'error',
      last: { status_code: 400 },
      error: { code: 'websocket_connection_limit_reached' },
    });
    expect((await socket.closed).code).toBe(1012);
    // Nothing failed for the person, so the log does not say that something did.
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ status: 'cancelled', errorCode: 'websocket_connection_limit_reached' });
    expect(entry?.attempts.map(({ errorCode }) => errorCode)).toEqual([
      'usage_limit_reached',
      'websocket_connection_limit_reached',
    ]);
    await using again = await TestSocket.open(stage);
    expect(await again.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-b' });
    expect(served(stage)).toEqual(['acc-a', 'acc-a', 'acc-b']);
  });

  it('nor does it stay with an account that its owner has taken out of service meanwhile', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    expect(await socket.ask({ previous_response_id: first.responseId })).toMatchObject({
      error: { code: 'websocket_connection_limit_reached' },
    });
    expect(served(stage)).toEqual(['acc-a']);
  });

  it('where nobody else has anything left, the sentence comes at once and no reconnecting', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    stage.account('acc-a').always(usageLimit({ resetsAt: inAnHour() }));
    const told = await socket.ask({ previous_response_id: first.responseId });
    expect(told).toMatchObject({ end: 'error', error: { code: 'usage_limit_reached' } });
  });

  it('stays on its connection although the token was renewed since', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    await stage.set({ tokenRefreshIntervalDays: 1 });
    const [account] = [stage.account('acc-a')];
    await stage.engine.importAuthFiles([{ name: 'a', content: account.authFile() }]);
    expect(await socket.ask({ previous_response_id: first.responseId })).toMatchObject({ end: 'response.completed' });
    expect(stage.upstream.sockets).toHaveLength(1);
  });

  it('the upstream’s own previous_response_not_found reaches the client', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask({ previous_response_id: 'resp_of_nobody' })).toMatchObject({
      end: 'error',
      last: { status_code: 400 },
      error: { code: 'previous_response_not_found' },
    });
  });
});

describe('a connection that ends before any event', () => {
  it('4.3 close 1000: one replay on a fresh connection of the same account', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([closeWith(1000)]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-a' });
    expect(served(stage)).toEqual(['acc-a', 'acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active' });
  });

  it('4.3 close 1000, of what goes on from an answer: the client connects again', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    stage.account('acc-a').script([closeWith(1000)]);
    expect(await socket.ask({ previous_response_id: first.responseId })).toMatchObject({
      error: { code: 'websocket_connection_limit_reached' },
    });
  });

  it('4.3 close 1011: no second try on the same account, another one is asked', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([closeWith(1011)]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-b' });
    expect(served(stage)).toEqual(['acc-a', 'acc-b']);
  });

  it('4.3 close 1011 with nobody else: said, and the upstream asked once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([closeWith(1011)]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'error', last: { status_code: 502 } });
    expect(served(stage)).toEqual(['acc-a']);
  });

  it('4.2 account-neutral (None/1006): replayed elsewhere once where the person wants that, and nobody is blamed', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([dropBeforeHead()]);
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-b' });
    await stage.set({ replayUnseenFailures: false });
    stage.account('acc-b').script([dropBeforeHead()]);
    expect(await socket.ask()).toMatchObject({ end: 'error', error: { code: 'stream_incomplete' } });
    expect([stage.summary('acc-a').status, stage.summary('acc-b').status]).toEqual(['active', 'active']);
  });
});

it('500 as a frame: the same account three times, then the next', async () => {
  await using stage = await startStage();
  const broken = status(500, { error: { type: 'server_error', code: 'server_error', message: 'Broke.' } });
  stage.account('acc-a').script([broken, broken, broken]);
  stage.account('acc-b').script([ok('from b')]);
  await using socket = await TestSocket.open(stage);
  expect(await socket.ask()).toMatchObject({ text: 'from b' });
  expect(served(stage)).toEqual(['acc-a', 'acc-a', 'acc-a', 'acc-b']);
});
