import { expect, it } from 'vitest';

import { ManualTime } from '../test/fakes/electron/manual-time.ts';
import { networkAddresses } from './network-addresses.ts';
import { watchNetwork } from './network-watch.ts';

it('tells of another network, not of one that is gone, and nothing once ended', async () => {
  const time = new ManualTime();
  const world = { addresses: 'a', changes: 0 };
  const stop = watchNetwork({ addresses: () => world.addresses, time, onChange: () => void (world.changes += 1) });
  await time.advance(60_000);
  expect(world.changes).toBe(0);
  world.addresses = '';
  await time.advance(15_000);
  expect(world.changes).toBe(0);
  world.addresses = 'a';
  await time.advance(15_000);
  expect(world.changes).toBe(1);
  world.addresses = 'b';
  await time.advance(30_000);
  expect(world.changes).toBe(2);
  stop();
  expect(time.waiting).toBe(0);
});

it('counts the addresses that lead somewhere, in any order', () => {
  const info = (address: string, internal = false) => ({
    address,
    internal,
    netmask: '',
    family: 'IPv4' as const,
    mac: '',
    cidr: null,
  });
  const text = networkAddresses({
    lo: [info('127.0.0.1', true)],
    wlan0: [info('192.0.2.7'), info('fe80::1'), info('169.254.3.4')],
    tun0: [info('10.0.0.2')],
  });
  expect(text).toBe('10.0.0.2 192.0.2.7');
  expect(networkAddresses({ tun0: [info('10.0.0.2')], wlan0: [info('192.0.2.7')] })).toBe(text);
  expect(networkAddresses({ lo: [info('127.0.0.1', true)] })).toBe('');
});
