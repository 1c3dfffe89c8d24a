import { once } from 'node:events';
import { createServer } from 'node:net';

import { expect, it } from 'vitest';

import { findFreePort } from './free-port.ts';

it('finds a port that can be had, and not one that is held', async () => {
  const holder = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(holder, 'listening');
  const address = holder.address();
  const held = typeof address === 'object' && address !== null ? address.port : 0;
  const found = await findFreePort(held - 1);
  expect(found).not.toBe(held);
  const proof = createServer().listen({ host: '127.0.0.1', port: found });
  await once(proof, 'listening');
  proof.close();
  holder.close();
});

it('finds one also where there are no higher ports', async () => {
  expect(await findFreePort(65_535)).toBeGreaterThan(0);
});
