import { describe, expect, it } from 'vitest';

import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { TestSocket } from './websocket-client.ts';

const limit = () => usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 });
const headers = { 'x-codex-turn-state': 'state-of-a', 'thread-id': 't-1' };

describe('a turn state is shown to the account that made it, and to no other', () => {
  it('over HTTP, also once the other account has served the turn', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([ok('one', { headers: { 'x-codex-turn-state': 'state-of-a' } }), ok('two'), limit()]);
    await stage.turn({ session: 't-1' });
    for (let request = 0; request < 4; request += 1) await stage.turn({ headers });
    expect(stage.upstream.turns().map((turn) => [turn.accountId, turn.headers['x-codex-turn-state']])).toEqual([
      ['acc-a', undefined],
      ['acc-a', 'state-of-a'],
      ['acc-a', 'state-of-a'],
      ['acc-b', undefined],
      ['acc-b', undefined],
      ['acc-b', undefined],
    ]);
  });

  it('over a WebSocket, also on the connection after the next', async () => {
    await using stage = await startStage();
    stage.account('acc-a').handshakeHeaders = { 'x-codex-turn-state': 'state-of-a' };
    stage.account('acc-a').script([ok('one'), limit()]);
    await using first = await TestSocket.open(stage, { headers: { 'thread-id': 't-1' } });
    await first.ask();
    await first.ask();
    await using second = await TestSocket.open(stage, { headers });
    await second.ask();
    expect(stage.upstream.sockets.map((socket) => [socket.accountId, socket.headers['x-codex-turn-state']])).toEqual([
      ['acc-a', undefined],
      ['acc-b', undefined],
      ['acc-b', undefined],
    ]);
  });
});
