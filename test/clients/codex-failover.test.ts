import { describe, expect, it } from 'vitest';

import {
  burst429,
  dropAfterFirstEvent,
  dropBeforeFirstEvent,
  dropBeforeHead,
  endWithoutCompleted,
  firstEventFailed,
  status,
  usageLimit,
} from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { accountsOfTurns, setStage } from './stage.ts';
import type { Stage } from './stage.ts';

const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const overloaded = status(500, { error: { message: 'Something broke.', type: 'server_error', code: 'server_error' } });

async function askOnce({ evenkeel }: Stage) {
  await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin }) });
  return await codexExec(home, ['Say hello.']);
}

async function turnLogs({ evenkeel }: Stage) {
  return (await evenkeel.requestLogs()).filter((entry) => entry.path.endsWith('/responses'));
}

async function statusOf({ evenkeel }: Stage, chatgptAccountId: string) {
  return (await evenkeel.accounts()).find((account) => account.chatgptAccountId === chatgptAccountId);
}

describe('Codex CLI 0.169.0, the first account fails before anything was shown', () => {
  it.each([
    { name: '429 with resets_at', step: usageLimit({ resetsAt: inAnHour }), becomes: 'rate_limited' },
    {
      name: '402 of a dead workspace',
      step: status(402, { detail: { code: 'deactivated_workspace' } }),
      becomes: 'deactivated',
    },
    { name: 'a burst 429 without a code', step: burst429(), becomes: 'active' },
    { name: 'a connection cut before the head', step: dropBeforeHead(), becomes: 'active' },
    { name: 'a connection cut before the first event', step: dropBeforeFirstEvent(), becomes: 'active' },
    {
      name: '200 and a usage limit as first event',
      step: firstEventFailed('usage_limit_reached'),
      becomes: 'rate_limited',
    },
  ])('$name: the second takes over and the CLI notices nothing', async ({ step, becomes }) => {
    await using stage = await setStage();
    stage.first.script([step]);
    const run = await askOnce(stage);

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(run.stderr).not.toMatch(/error|reconnect/i);
    expect(accountsOfTurns(stage.upstream)).toEqual(['acc-a', 'acc-b']);
    expect(await statusOf(stage, 'acc-a')).toMatchObject({ status: becomes });
    const logs = await turnLogs(stage);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ status: 'success', statusCode: 200 });
    expect(logs[0]?.attempts).toHaveLength(2);
  });

  it('429 with resets_at: the account is blocked until then', async () => {
    await using stage = await setStage();
    stage.first.script([usageLimit({ resetsAt: inAnHour })]);
    await askOnce(stage);
    const account = await statusOf(stage, 'acc-a');
    expect(Date.parse(account?.blockedUntil ?? '') / 1000).toBe(inAnHour);
    expect((await turnLogs(stage))[0]?.upstreamError).toContain('usage_limit_reached');
    // The next conversation does not try it again.
    expect(await askOnce(stage)).toMatchObject({ stdout: 'Hello from acc-b\n' });
    expect(accountsOfTurns(stage.upstream)).toEqual(['acc-a', 'acc-b', 'acc-b']);
  });

  it('500 again and again: a few tries, then the second', async () => {
    await using stage = await setStage();
    stage.first.always(overloaded);
    const run = await askOnce(stage);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(run.stderr).not.toMatch(/error|reconnect/i);
    expect(accountsOfTurns(stage.upstream)).toEqual(['acc-a', 'acc-a', 'acc-a', 'acc-b']);
    expect(await turnLogs(stage)).toHaveLength(1);
  });

  it('500 once: the same account answers', async () => {
    await using stage = await setStage();
    stage.first.script([overloaded]);
    expect(await askOnce(stage)).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(accountsOfTurns(stage.upstream)).toEqual(['acc-a', 'acc-a']);
  });

  it('401 and the refresh works: the same account answers with its new token', async () => {
    await using stage = await setStage();
    const { upstream, first } = stage;
    upstream.expireAccessTokens(first);
    expect(await askOnce(stage)).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(upstream.refreshes()).toHaveLength(1);
    expect(upstream.turns().map((turn) => turn.statusCode)).toEqual([401, 200]);
    expect(upstream.turns()[1]?.headers.authorization).toBe(`Bearer ${first.accessToken}`);
  });

  it('401 and the refresh is refused for good: the second takes over, the first asks for a new sign-in', async () => {
    await using stage = await setStage();
    const { upstream, first } = stage;
    upstream.expireAccessTokens(first);
    first.refreshFailure = 'refresh_token_invalidated';
    const run = await askOnce(stage);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(run.stderr).not.toMatch(/error|reconnect/i);
    expect(upstream.refreshes()).toHaveLength(1);
    expect(upstream.turns().map((turn) => turn.statusCode)).toEqual([401, 200]);
    expect(await statusOf(stage, 'acc-a')).toMatchObject({
      status: 'reauth_required',
      deactivationReason: 'refresh_token_invalidated',
    });
  });
});

describe('Codex CLI 0.169.0, the first account fails after something was shown', () => {
  it.each([
    { name: 'a connection cut', step: dropAfterFirstEvent(5) },
    { name: 'an end without response.completed', step: endWithoutCompleted() },
  ])('$name: this request ends with a terminal event, and the CLI asks again by itself', async ({ step }) => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    first.script([step]);
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin }) });
    const run = await codexExec(home, ['--json', 'Say hello.']);

    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/"agent_message","text":"Hello from acc-[ab]"[^\n]*\n\{"type":"turn.completed"/);
    // One reconnect, and its reason is our sentence: without a terminal event the CLI would have to guess.
    expect(run.stdout.match(/Reconnecting\.\.\. \d/g)).toEqual(['Reconnecting... 1']);
    expect(run.stdout).not.toContain('stream closed before response.completed');
    const logs = await turnLogs(stage);
    expect(logs.map((entry) => [entry.status, entry.attempts.length])).toEqual([
      ['success', 1],
      ['error', 1],
    ]);
    expect(logs[1]?.errorCode).toBe('stream_incomplete');
    expect(upstream.turns()).toHaveLength(2);
  });
});
