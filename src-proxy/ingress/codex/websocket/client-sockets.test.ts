import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { Refusal } from '../../../contract/refusal.ts';
import type { Seat } from '../../../providers/provider.ts';
import type { ClientAnswer } from '../../../relay/client-answer.ts';
import { silentLogger } from '../../../storage/records.fixture.ts';
import { BodyBudget } from '../../body-budget.ts';
import { ClientSockets, type Upgrade } from './client-sockets.ts';

function upgrade(): Upgrade {
  const request = new IncomingMessage(new Socket());
  request.headers = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  return { request, stream: new PassThrough(), head: Buffer.alloc(0), requestId: 'r', upstreamPath: '/responses' };
}

const seat: Seat = { accountId: null, pass: () => false, close: () => undefined };

it('N10: holds no more than 256, those that are still connecting among them, and takes the next when one has gone', async () => {
  const answers: ClientAnswer[] = [];
  const sockets = new ClientSockets({
    relay: {
      run: (_request, answer) => {
        answers.push(answer);
        return Promise.resolve();
      },
    },
    provider: { openSeat: () => seat },
    clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
    logger: silentLogger,
    settings: () => ({ maxRequestBody: 1 }),
    demandsKey: () => false,
    voice: { quotaFor: () => 'as it came', modelsEtagFor: () => null },
    takesSockets: () => true,
    bodies: new BodyBudget(() => 16),
  });
  const opening = Array.from({ length: 256 }, () => sockets.upgrade(upgrade()));
  expect(answers).toHaveLength(256);
  const refused = await sockets.upgrade(upgrade());
  expect([refused?.code, refused?.status, answers.length]).toEqual(['rate_limit_exceeded', 429, 256]);
  answers[0]?.refuse(new Refusal('invalid_api_key', 'No.'));
  await opening[0];
  const next = sockets.upgrade(upgrade());
  expect(answers).toHaveLength(257);
  for (const answer of answers) answer.refuse(new Refusal('invalid_api_key', 'No.'));
  expect((await next)?.code).toBe('invalid_api_key');
});
