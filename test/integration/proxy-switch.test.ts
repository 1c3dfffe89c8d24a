import { describe, expect, it } from 'vitest';

import { auditPageSchema } from '../../src-proxy/contract/audit.ts';
import { engineStateSchema } from '../../src-proxy/contract/events.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf, lastEvent } from './http-client.ts';
import { TestSocket } from './websocket-client.ts';

const turnProxy = async (stage: Stage, way: 'pause' | 'resume') =>
  engineStateSchema.parse((await stage.call(`/api/proxy/${way}`, { method: 'POST' })).json);

describe('the proxy is paused', () => {
  it('new requests are refused in every protocol, with a sentence and when to come back; the dashboard works', async () => {
    await using stage = await startStage();
    expect(await turnProxy(stage, 'pause')).toMatchObject({ paused: true, phase: 'running' });
    const turn = await stage.turn();
    expect([turn.status, errorOf(turn).code, turn.headers['retry-after']]).toEqual([503, 'proxy_paused', '30']);
    expect(errorOf(turn).message).toContain('Resume it in the tray or on the dashboard');
    const chat = await stage.call('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect([chat.status, errorOf(chat).code]).toEqual([503, 'proxy_paused']);
    expect(stage.upstream.turns()).toEqual([]);
    expect((await stage.call('/api/accounts')).status).toBe(200);
    expect(await stage.requestLog()).toMatchObject([{ errorCode: 'proxy_paused' }, { errorCode: 'proxy_paused' }]);

    expect(await turnProxy(stage, 'resume')).toMatchObject({ paused: false });
    expect((await stage.turn()).status).toBe(200);
  });

  it('a request that runs already finishes', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one two', { hold })]);
    const running = stage.turn();
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 1);
    await turnProxy(stage, 'pause');
    hold.open();
    expect(lastEvent(await running).type).toBe('response.completed');
  });

  it('on a WebSocket that is open, too, which serves again once it is resumed', async () => {
    await using stage = await startStage();
    await using socket = await TestSocket.open(stage);
    await turnProxy(stage, 'pause');
    const refused = await socket.ask();
    expect(JSON.stringify(refused.last)).toContain('proxy_paused');
    expect(stage.upstream.turns()).toEqual([]);
    await turnProxy(stage, 'resume');
    expect((await socket.ask()).end).toBe('response.completed');
  });

  it('whoever watches hears of it, once each time, and the audit log has who did it', async () => {
    await using stage = await startStage();
    const heard: boolean[] = [];
    stage.engine.subscribe((event) => {
      if (event.type === 'engine') heard.push(event.engine.paused);
    });
    await stage.engine.pauseProxy();
    await stage.engine.pauseProxy();
    await turnProxy(stage, 'resume');
    expect(heard).toEqual([true, false]);
    const { entries } = auditPageSchema.parse((await stage.call('/api/audit-logs')).json);
    expect(
      entries.filter(({ action }) => action.startsWith('proxy.')).map(({ action, actor }) => [action, actor]),
    ).toEqual([
      ['proxy.resume', 'dashboard'],
      ['proxy.pause', 'tray'],
      ['proxy.pause', 'tray'],
    ]);
  });

  it('is over with the next start', async () => {
    await using stage = await startStage({ vault: 'file' });
    await turnProxy(stage, 'pause');
    await stage.restart();
    expect(stage.engine.state().paused).toBe(false);
    expect((await stage.turn()).status).toBe(200);
  });
});
