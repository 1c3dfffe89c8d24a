import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { makeAuthFile } from '../fakes/auth-file.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { CodexAppServer } from './codex-app-server.ts';
import { codexConfig, makeCodexHome, signedInCodexConfig } from './codex-home.ts';
import { setStage } from './stage.ts';

const accountAnswer = z.object({ account: z.object({ type: z.string(), email: z.string() }).nullable() });
const rateLimitsAnswer = z.object({
  rateLimits: z.object({
    primary: z.object({ usedPercent: z.number(), windowDurationMins: z.number().nullable() }).nullable(),
    secondary: z.object({ usedPercent: z.number(), windowDurationMins: z.number().nullable() }).nullable(),
  }),
});
const threadAnswer = z.object({ thread: z.object({ id: z.string() }) });
const modelsAnswer = z.object({ data: z.array(z.object({ model: z.string() })) });

describe('codex app-server 0.169.0, as an editor uses it', () => {
  it('reads the account, the limits of the whole pool and the models of the upstream', async () => {
    await using stage = await setStage();
    const { evenkeel } = stage;
    await using home = await makeCodexHome({
      config: signedInCodexConfig({ origin: evenkeel.origin }),
      auth: makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' }),
    });
    await using server = await CodexAppServer.start(home);

    const { account } = accountAnswer.parse(await server.request('account/read', {}));
    expect(account).toEqual({ type: 'chatgpt', email: 'client@example.test' });

    // One account has used nothing, the other 60 %, both of one plan.
    const { rateLimits } = rateLimitsAnswer.parse(await server.request('account/rateLimits/read'));
    expect(rateLimits).toEqual({
      primary: { usedPercent: 30, windowDurationMins: 300 },
      secondary: { usedPercent: 30, windowDurationMins: 10_080 },
    });

    const { data } = modelsAnswer.parse(await server.request('model/list', {}));
    expect(data.map((entry) => entry.model)).toContain('gpt-fake-upstream');
  });

  it('hears of the pool after a turn too, and not of the account that answered', async () => {
    await using stage = await setStage();
    const { evenkeel, first } = stage;
    const used = { 'x-codex-primary-used-percent': '93', 'x-codex-primary-window-minutes': '300' };
    first.script([ok('Hello.', { headers: { ...used, 'x-models-etag': 'W/"of-one-account"' } })]);
    await using home = await makeCodexHome({
      config: signedInCodexConfig({ origin: evenkeel.origin }),
      auth: makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' }),
    });
    await using server = await CodexAppServer.start(home);
    const options = { cwd: home.project, approvalPolicy: 'never', sandbox: 'danger-full-access' };
    const { thread } = threadAnswer.parse(await server.request('thread/start', options));
    await server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'Say hello.' }] });
    await server.notified('turn/completed');
    const told = rateLimitsAnswer.parse(await server.notified('account/rateLimits/updated'));
    // The other account has used 60 % of a plan of the same size.
    expect(told.rateLimits.primary).toEqual({ usedPercent: 76, windowDurationMins: 300 });
    const { rateLimits } = rateLimitsAnswer.parse(await server.request('account/rateLimits/read'));
    expect(rateLimits.primary).toEqual(told.rateLimits.primary);
  });

  it('streams a turn', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    first.script([ok('Streamed in pieces.', { pace: 5 })]);
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin }) });
    await using server = await CodexAppServer.start(home);

    const options = { cwd: home.project, approvalPolicy: 'never', sandbox: 'danger-full-access' };
    const { thread } = threadAnswer.parse(await server.request('thread/start', options));
    await server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'Say hello.' }] });
    expect(await server.notified('item/agentMessage/delta')).toMatchObject({ delta: 'Streamed' });
    expect(await server.notified('turn/completed')).toMatchObject({
      turn: { status: 'completed', items: [{ type: 'agentMessage', text: 'Streamed in pieces.' }] },
    });
    expect(upstream.turns().map((turn) => turn.accountId)).toEqual(['acc-a']);
  });
});
