import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';

import type { Seat } from '../../../providers/provider.ts';
import { silentLogger } from '../../../storage/records.fixture.ts';
import { BodyBudget } from '../../body-budget.ts';
import { ClientConnection } from './client-connection.ts';
import type { Handshake } from './handshake.ts';

const seat: Seat = { accountId: null, pass: () => false, close: () => undefined };

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly sent: string[] = [];

  send(data: Buffer | string): void {
    this.sent.push(String(data));
  }
}

it('A1: what was opened without a key serves nothing once the door would ask for one, whatever makes it ask', () => {
  const socket = new FakeSocket();
  const asked: string[] = [];
  let demandsKey = true;
  void new ClientConnection(
    {
      relay: { run: ({ id }) => Promise.resolve(void asked.push(id)) },
      clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
      logger: silentLogger,
      settings: () => ({ maxRequestBody: 1 }),
      demandsKey: () => demandsKey,
      voice: { quotaFor: () => 'as it came', modelsEtagFor: () => null },
      takesSockets: () => true,
      bodies: new BodyBudget(() => 16),
    },
    { key: null, rawHeaders: [], conversationHeader: null } as unknown as Handshake,
    socket as unknown as WebSocket,
    new PassThrough(),
    seat,
  );
  const create = Buffer.from('{"type":"response.create","model":"m","input":[]}');
  socket.emit('message', create, false);
  expect([asked, socket.sent]).toEqual([[], [expect.stringContaining('invalid_api_key')]]);
  demandsKey = false;
  socket.emit('message', create, false);
  expect(asked).toHaveLength(1);
  socket.emit('close', 1000, Buffer.alloc(0));
});
