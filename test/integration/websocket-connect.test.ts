import { describe, expect, it } from 'vitest';

import { startHttpProxy } from '../fakes/proxies/start-http-proxy.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { create, TestSocket } from './websocket-client.ts';

describe('where a WebSocket is', () => {
  it.each(['/v1/responses', '/responses', '/v1/responses?x=1', '/backend-api/codex/v1/responses'])(
    '%s',
    async (path) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      await using socket = await TestSocket.open(stage, { path });
      expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-a' });
      expect(stage.upstream.sockets[0]?.path).toBe(`/backend-api/codex/responses${path.includes('?') ? '?x=1' : ''}`);
    },
  );

  it.each(['/v1/chat/completions', '/v1/responses/compact'])('%s: none', async (path) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await expect(TestSocket.open(stage, { path })).rejects.toThrow('refused with 426');
  });
});

describe('the upstream’s answer to the handshake', () => {
  it('426: the client gets 426 and asks over HTTP', async () => {
    await using stage = await startStage({ upstream: { webSockets: false } });
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect(stage.upstream.refusedHandshakes).toEqual([426]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', lastError: null });
  });

  it('401: the token is renewed once, and the handshake made again', async () => {
    await using stage = await startStage();
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed', text: 'Hello from acc-a' });
    expect(stage.upstream.refusedHandshakes).toEqual([401]);
    expect(stage.upstream.refreshes()).toHaveLength(1);
  });

  it.each([
    ['429 usage_limit_reached', 429, { error: { type: 'usage_limit_reached', message: 'x' } }, 'rate_limited'],
    ['402 deactivated_workspace', 402, { detail: { code: 'deactivated_workspace' } }, 'deactivated'],
    ['403 without a reason', 403, '<html>', 'active'],
    ['503', 503, {}, 'active'],
  ] as const)(
    '%s: another account is connected, and the client sees nothing of it',
    async (_name, code, body, state) => {
      await using stage = await startStage();
      stage.account('acc-a').handshakeRefusals = [{ status: code, body }];
      await using socket = await TestSocket.open(stage);
      expect(await socket.ask()).toMatchObject({ text: 'Hello from acc-b' });
      expect(stage.upstream.refusedHandshakes).toEqual([code]);
      expect(stage.summary('acc-a').status).toBe(state);
      expect(stage.summary('acc-a').inFlight).toBe(0);
    },
  );

  it('refused by all for a reason that is the WebSocket’s: 426, so that HTTP gets its chance', async () => {
    await using stage = await startStage();
    for (const id of ['acc-a', 'acc-b']) stage.account(id).handshakeRefusals = [{ status: 403, body: '<html>' }];
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect((await stage.turn()).status).toBe(200);
  });

  it('an upstream that is not there: 426, and HTTP says what is wrong', async () => {
    await using stage = await startStage();
    await stage.upstream.close();
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect((await stage.turn()).status).toBe(502);
  });
});

describe('ways out', () => {
  it('the upstream’s WebSocket leaves through the proxy, and through none other once that is gone', async () => {
    await using stage = await startStage();
    await using proxy = await startHttpProxy();
    await stage.set({ upstreamProxy: proxy.address });
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ end: 'response.completed' });
    expect(proxy.calledFrom(stage.upstream.sockets[0]?.remotePort ?? null)).toBe(true);
    await proxy.die();
    await socket.closed;
    await expect(TestSocket.open(stage)).rejects.toThrow('refused with 426');
    expect(stage.upstream.sockets).toHaveLength(1);
  });

  it('an answer to go on from stays on the old way no longer than until the way changes', async () => {
    await using stage = await startStage();
    await using proxy = await startHttpProxy();
    await using socket = await TestSocket.open(stage);
    const first = await socket.ask();
    await stage.set({ upstreamProxy: proxy.address });
    expect(await socket.ask({ previous_response_id: first.responseId })).toMatchObject({
      error: { code: 'websocket_connection_limit_reached' },
    });
    await using again = await TestSocket.open(stage);
    await again.ask();
    expect(proxy.calledFrom(stage.upstream.sockets[1]?.remotePort ?? null)).toBe(true);
  });
});

describe('an account that is removed', () => {
  const remove = (stage: Stage): Promise<unknown> =>
    stage.call(`/api/accounts/${stage.summary('acc-a').accountId}`, { method: 'DELETE' });

  it('loses its idle connection at once, and the client goes on with another account', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    expect(await socket.ask()).toMatchObject({ text: 'Hello from acc-a' });
    await remove(stage);
    expect(await stage.upstream.sockets[0]?.closed).toBe(1000);
    expect(await socket.ask()).toMatchObject({ text: 'Hello from acc-b' });
  });

  it('ends what it has begun, and its connection with it', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    const hold = createLatch();
    stage.account('acc-a').script([ok('one two three', { hold })]);
    socket.send(create());
    await socket.next();
    await remove(stage);
    expect(stage.upstream.sockets[0]?.closeCode).toBeNull();
    hold.open();
    expect(await socket.answer()).toMatchObject({ end: 'response.completed' });
    expect(await stage.upstream.sockets[0]?.closed).toBe(1000);
    expect(await socket.ask()).toMatchObject({ text: 'Hello from acc-b' });
  });
});
