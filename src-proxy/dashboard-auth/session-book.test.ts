import { randomBytes } from 'node:crypto';

import { expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { SessionBook } from './session-book.ts';

it('however often guests sign in, no owner is signed out by it', async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T12:00:00Z'));
  const kept = new Set<string>();
  const book = new SessionBook(
    {
      store: {
        initial: { dashboardAuth: {} } as never,
        saveDashboardAuth: (changes) => {
          for (const [name, value] of Object.entries(changes))
            if (value === undefined) kept.delete(name);
            else kept.add(name);
          return Promise.resolve();
        },
      },
      clock,
      randomBytes,
    },
    true,
  );
  const session = { via: 'password', stage: 'full', expiresAtMs: clock.nowMs() + 60_000 } as const;
  const owner = await book.make({ ...session, role: 'owner' });
  const first = await book.make({ ...session, role: 'guest' });
  for (let count = 1; count < 250; count += 1) await book.make({ ...session, role: 'guest' });
  const last = await book.make({ ...session, role: 'guest' });
  expect([owner, first, last].map((id) => book.find(id)?.role ?? null)).toEqual(['owner', null, 'guest']);
  expect(kept.size).toBe(201);
});
