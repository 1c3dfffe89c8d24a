import { describe, expect, it } from 'vitest';

import { liveEventSchema } from '../../src-proxy/contract/events.ts';
import type { LoginProgress } from '../../src-proxy/contract/oauth.ts';
import { comeBack, post, startBrowser, visit } from './login-stage.ts';
import { eventsFrom, open } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

/** The sign-ins that watchers of live events are told of, one by one. */
async function watchLogins(stage: Stage): Promise<() => Promise<LoginProgress>> {
  const source = eventsFrom(await open(stage.origin, '/api/events'));
  return async () => {
    for (;;) {
      const { value, done } = await source.next();
      if (done) throw new Error('The events ended.');
      const event = liveEventSchema.parse(value.data);
      if (event.type === 'login') return event.login;
    }
  };
}

describe('live events of a sign-in', () => {
  it('tell that it began, in which program, and that it ended well', async () => {
    await using stage = await startStage({ accounts: [] });
    stage.upstream.addAccount({ id: 'acc-n' });
    const next = await watchLogins(stage);
    const answer = await stage.call('/api/oauth/start', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `some-window/1 ${'x'.repeat(500)}` },
      body: '{}',
    });
    const { flowId, authorizationUrl } = answer.json as { flowId: string; authorizationUrl: string };
    const startedBy = `some-window/1 ${'x'.repeat(500)}`.slice(0, 300);
    expect(await next()).toMatchObject({ flowId, status: 'pending', accountId: null, startedBy });
    await comeBack(await visit({ authorizationUrl } as Parameters<typeof visit>[0]));
    const [account] = stage.engine.snapshot().accounts;
    expect(await next()).toEqual({
      flowId,
      status: 'success',
      errorCode: null,
      errorMessage: null,
      accountId: account?.accountId,
      result: 'added',
      startedBy,
    });
  });

  it('tell that it was cancelled, and by a sentence why one failed', async () => {
    await using stage = await startStage({ accounts: [] });
    stage.upstream.addAccount({ id: 'acc-n' });
    const next = await watchLogins(stage);
    const first = await startBrowser(stage);
    expect(await next()).toMatchObject({ flowId: first.flowId, status: 'pending' });
    await post(stage, '/api/oauth/cancel', { flowId: first.flowId });
    expect(await next()).toMatchObject({ flowId: first.flowId, status: 'cancelled', errorCode: 'cancelled' });
    stage.upstream.issuer.consent = 'deny';
    const second = await startBrowser(stage);
    expect(await next()).toMatchObject({ flowId: second.flowId, status: 'pending' });
    await comeBack(await visit(second));
    expect(await next()).toMatchObject({
      status: 'error',
      errorCode: 'access_denied',
      errorMessage: expect.stringContaining('declined'),
    });
  });
});
