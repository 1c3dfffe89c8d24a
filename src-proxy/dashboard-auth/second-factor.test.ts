import { randomBytes } from 'node:crypto';

import { expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { SecondFactor } from './second-factor.ts';
import { codeAt, fromBase32, stepOf } from './totp.ts';

it('a code that is looked at while the second factor is turned off does not turn it on again', async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T12:00:00Z'));
  const kept = new Map<string, unknown>();
  const vault = new Map<string, string>();
  const slow = Promise.withResolvers<void>();
  let isSlow = false;
  const factor = new SecondFactor({
    store: {
      initial: { dashboardAuth: {} } as never,
      saveDashboardAuth: (changes) => {
        for (const [name, value] of Object.entries(changes))
          if (value === undefined) kept.delete(name);
          else kept.set(name, value);
        return Promise.resolve();
      },
    },
    secrets: {
      get: async (name) => {
        const secret = vault.get(name) ?? null;
        if (isSlow) await slow.promise;
        return secret;
      },
      put: (name, secret) => Promise.resolve(void vault.set(name, secret)),
      delete: (name) => Promise.resolve(void vault.delete(name)),
    },
    clock,
    randomBytes,
  });
  const { secret } = factor.start();
  const codeNow = () => codeAt(fromBase32(secret) ?? Buffer.alloc(0), stepOf(clock.nowMs()));
  await factor.confirm(codeNow());
  await clock.advance(60_000);
  isSlow = true;
  const taken = factor.take(codeNow());
  await Promise.resolve();
  await factor.turnOff();
  slow.resolve();
  await expect(taken).rejects.toMatchObject({ code: 'totp_invalid' });
  expect([factor.isOn, kept.size, vault.size]).toEqual([false, 0, 0]);
});
