import { describe, expect, it } from 'vitest';

import { answers } from '../fakes/source/source-steps.ts';
import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { ownModel, startSourceStage } from './source-stage.ts';
import { TestSocket } from './websocket-client.ts';

const dry = usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 });

describe('a Codex client on a WebSocket', () => {
  for (const ability of ['chat_completions', 'responses'] as const)
    it(`is answered by a source of ${ability} in frames, and sends its next request whole`, async () => {
      await using on = await startSourceStage({ abilities: [ability] });
      on.source.script([answers('From the source')]);
      await using socket = await TestSocket.open(on.stage);
      const answer = await socket.ask({ model: ownModel, client_metadata: { of: 'the-client' } });
      expect(answer).toMatchObject({ end: 'response.completed', text: 'From the source' });
      expect(on.source.requests[0]?.body).not.toMatch(/response\.create|the-client/);
      // Nothing is left on the connection that the next request could go on from.
      expect((await socket.closed).code).toBe(1012);
      expect((await on.stage.requestLog())[0]).toMatchObject({
        transport: 'websocket',
        sourceId: on.id,
        costMicroUsd: 3600,
      });
    });

  it('whose account runs dry in the middle of a conversation connects again, and a source takes the whole of it', async () => {
    await using on = await startSourceStage({ isOverflow: true });
    on.stage.account('acc-a').script([ok('From the account'), dry]);
    await using socket = await TestSocket.open(on.stage);
    const first = await socket.ask();
    const next = await socket.ask({ previous_response_id: first.responseId });
    expect([next.end, next.error['code']]).toEqual(['error', 'websocket_connection_limit_reached']);
    expect((await socket.closed).code).toBe(1012);
    await using again = await TestSocket.open(on.stage);
    expect(await again.ask()).toMatchObject({ end: 'response.completed', text: 'From the source' });
    expect(on.source.requests).toHaveLength(1);
  });

  it('need not warm up a connection for a model of a source, and no account is asked for it', async () => {
    await using on = await startSourceStage();
    await using socket = await TestSocket.open(on.stage);
    const warmed = await socket.ask({ model: ownModel, generate: false });
    expect([warmed.end, warmed.error['code']]).toEqual(['error', 'unsupported_parameter']);
    expect(await socket.ask({ model: ownModel })).toMatchObject({ text: 'From the source' });
    expect([on.stage.upstream.creates.length, on.source.requests.length]).toEqual([0, 1]);
    expect((await on.stage.requestLog()).map(({ status }) => status)).toEqual(['success', 'cancelled']);
  });

  it('never has its connecting answered by a source', async () => {
    await using on = await startSourceStage({ isOverflow: true }, { accounts: [] });
    await using socket = await TestSocket.open(on.stage);
    expect(on.source.requests).toEqual([]);
    expect(await socket.ask()).toMatchObject({ text: 'From the source' });
  });
});
