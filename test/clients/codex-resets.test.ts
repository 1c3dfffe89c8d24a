import { expect, it } from 'vitest';
import { z } from 'zod';

import { makeAuthFile } from '../fakes/auth-file.ts';
import { CodexAppServer } from './codex-app-server.ts';
import { makeCodexHome, signedInCodexConfig } from './codex-home.ts';
import { setStage } from './stage.ts';

const limitsAnswer = z.object({
  rateLimitResetCredits: z.object({ availableCount: z.number(), credits: z.array(z.unknown()) }),
});

it('codex app-server 0.169.0 sees the resets of the pool, and spends one once', async () => {
  await using stage = await setStage();
  const { upstream, evenkeel, second } = stage;
  second.resets.offer('one', 'two');
  for (const { accountId } of await evenkeel.accounts())
    await evenkeel.fetch(`/api/accounts/${accountId}/usage-reset-credits`);
  await using home = await makeCodexHome({
    config: signedInCodexConfig({ origin: evenkeel.origin }),
    auth: makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' }),
  });
  await using server = await CodexAppServer.start(home);

  const { rateLimitResetCredits: resets } = limitsAnswer.parse(await server.request('account/rateLimits/read'));
  expect(resets).toMatchObject({
    availableCount: 2,
    credits: [
      { id: 'one', resetType: 'codexRateLimits', status: 'available', title: 'A reset', expiresAt: expect.any(Number) },
      { id: 'two' },
    ],
  });

  const idempotencyKey = crypto.randomUUID();
  for (const _time of ['first', 'again'])
    expect(await server.request('account/rateLimitResetCredit/consume', { idempotencyKey })).toEqual({
      outcome: 'reset',
    });
  expect(second.resets.spent).toEqual(['one']);
  expect(upstream.requests.filter(({ pathname }) => pathname.endsWith('/consume'))).toHaveLength(1);
});
