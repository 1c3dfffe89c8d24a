import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { inputItems } from '../fakes/upstream/responses-route.ts';
import type { FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { closeWith, dropAfterFirstEvent, ok, toolCall, usageLimit } from '../fakes/upstream/steps.ts';
import { CodexAppServer } from './codex-app-server.ts';
import { builtInProviderConfig, codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { setStage } from './stage.ts';

const inAnHour = Math.floor(Date.now() / 1000) + 3600;

const forms = [
  {
    name: 'the built-in provider',
    config: builtInProviderConfig,
    login: { auth: JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }) },
  },
  {
    name: 'supports_websockets = true',
    config: (origin: string) => codexConfig({ origin, provider: ['supports_websockets = true'] }),
    login: {},
  },
];

/** The accounts that turns went to, in order; warming a connection up is none. */
function accountsOfCreates(upstream: FakeUpstream): string[] {
  return upstream.creates.filter(({ json }) => json.generate !== false).map(({ accountId }) => accountId);
}

describe.each(forms)('Codex CLI 0.169.0 over a WebSocket ($name)', ({ config, login }) => {
  it('has a plain turn, with its own name and the pool account, and nothing over HTTP', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(run.stderr).not.toMatch(/reconnecting/i);
    expect(upstream.turns()).toEqual([]);
    expect(accountsOfCreates(upstream)).toEqual(['acc-a']);
    const headers = upstream.sockets[0]?.headers;
    expect(headers).toMatchObject({ authorization: `Bearer ${first.accessToken}`, 'chatgpt-account-id': first.id });
    expect(headers?.['user-agent']).toContain('codex_exec/0.169.0');
    expect(headers?.['openai-beta']).toContain('responses_websockets=2026-02-06');
    expect(JSON.stringify(upstream.sockets.map(({ rawHeaders }) => rawHeaders))).not.toContain('sk-of-the-client');
    const [entry] = await evenkeel.requestLogs();
    expect(entry).toMatchObject({
      status: 'success',
      transport: 'websocket',
      requestKind: 'responses',
      inputTokens: 120,
    });
  });

  it('runs a tool: several requests on one connection, each going on from the last answer', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    first.script([toolCall('exec_command', { cmd: 'echo tool-ran > proof.txt' }), ok('The tool ran.')]);
    const run = await codexExec(home, ['Use the tool.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'The tool ran.\n' });
    expect(await readFile(join(home.project, 'proof.txt'), 'utf8')).toBe('tool-ran\n');
    expect(upstream.sockets).toHaveLength(1);
    expect(accountsOfCreates(upstream)).toEqual(['acc-a', 'acc-a']);
    const result = upstream.creates.at(-1)?.json;
    expect(result?.previous_response_id).toBe('resp_acc-a_2');
    expect(inputItems(result)).toEqual([expect.objectContaining({ type: 'function_call_output' })]);
  });

  it('an account that is used up in the middle: another one goes on, and the person notices nothing', async () => {
    await using stage = await setStage({ enforceEncryptedContent: true });
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    first.script([
      ok([{ type: 'reasoning' }, { type: 'function_call', name: 'exec_command', arguments: { cmd: 'echo tool-ran' } }]),
      usageLimit({ resetsAt: inAnHour }),
    ]);
    const run = await codexExec(home, ['Use the tool.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(run.stderr).not.toMatch(/reconnecting|limit/i);
    expect(accountsOfCreates(upstream)).toEqual(['acc-a', 'acc-a', 'acc-b']);
    const moved = upstream.creates.at(-1)?.json;
    expect(moved?.previous_response_id).toBeUndefined();
    const texts = JSON.stringify(inputItems(moved));
    expect(texts).not.toContain('enc:acc-a');
    for (const said of ['Use the tool.', 'tool-ran']) expect(texts).toContain(said);
  });

  it('between two turns, the first account is used up: the second goes on', async () => {
    await using stage = await setStage({ enforceEncryptedContent: true });
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    expect(await codexExec(home, ['First question.'])).toMatchObject({ stdout: 'Hello from acc-a\n' });
    first.always(usageLimit({ resetsAt: inAnHour }));
    const resumed = await codexExec(home, ['resume', '--last', 'Second question.']);
    expect(resumed).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(resumed.stderr).not.toMatch(/reconnecting|limit/i);
    expect(accountsOfCreates(upstream)).toEqual(['acc-a', 'acc-a', 'acc-b']);
  });

  it('an exhausted pool: says until when, once, and asks the upstream no more', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first, second } = stage;
    first.always(usageLimit({ resetsAt: inAnHour + 600 }));
    second.always(usageLimit({ resetsAt: inAnHour }));
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    for (const round of [1, 2]) {
      const run = await codexExec(home, ['Say hello.']);
      expect([round, run.exitCode]).toEqual([round, 1]);
      expect(run.stderr).toMatch(/You.ve hit your usage limit.*try again at/s);
      expect(run.stderr).not.toMatch(/reconnect/i);
      expect(accountsOfCreates(upstream)).toEqual(['acc-a', 'acc-b']);
    }
    expect(upstream.turns()).toEqual([]);
  });

  it('an upstream without WebSockets (426): goes on over HTTP at once and in silence', async () => {
    await using stage = await setStage({ webSockets: false });
    const { upstream, evenkeel } = stage;
    await using home = await makeCodexHome({ config: config(evenkeel.origin), ...login });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(run.stderr).not.toMatch(/reconnecting/i);
    expect(upstream.turns()).toHaveLength(1);
    expect(upstream.refusedHandshakes).toContain(426);
  });
});

describe('Codex CLI 0.169.0 over a WebSocket that breaks', () => {
  const tool = toolCall('exec_command', { cmd: 'echo tool-ran' });

  it.each([
    ['a cut in the middle of the text', [dropAfterFirstEvent(5)]],
    ['a close with 1011 in the middle of the text', [closeWith(1011, 5)]],
    ['a close with 1000 before the answer to a tool result', [tool, closeWith(1000)]],
    ['a close with 1011 before the answer to a tool result', [tool, closeWith(1011)]],
    ['a close with 1012 before the answer to a tool result', [tool, closeWith(1012)]],
  ])('%s: the turn completes, and the person sees nothing of it', async (_name, steps) => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    first.script(steps);
    await using home = await makeCodexHome({
      config: builtInProviderConfig(evenkeel.origin),
      auth: JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }),
    });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(run.stderr).not.toMatch(/reconnecting|disconnected|closed before/i);
    expect(upstream.sockets).toHaveLength(2);
    expect(upstream.creates.at(-1)?.json.previous_response_id).toBeUndefined();
  });

  const turnAnswer = z.object({ turn: z.object({ id: z.string() }) });

  it('pains 1: an editor keeps its connection between turns; its account is used up, and the next turn goes on elsewhere', async () => {
    await using stage = await setStage({ enforceEncryptedContent: true });
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({
      config: builtInProviderConfig(evenkeel.origin),
      auth: JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }),
    });
    await using server = await CodexAppServer.start(home);
    const options = { cwd: home.project, approvalPolicy: 'never', sandbox: 'danger-full-access' };
    const { thread } = z
      .object({ thread: z.object({ id: z.string() }) })
      .parse(await server.request('thread/start', options));
    async function turn(text: string): Promise<unknown> {
      const started = await server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
      const { id } = turnAnswer.parse(started).turn;
      return await server.notified('turn/completed', (params) => turnAnswer.parse(params).turn.id === id);
    }

    expect(await turn('One.')).toMatchObject({ turn: { status: 'completed' } });
    first.always(usageLimit({ resetsAt: inAnHour }));
    expect(await turn('Two.')).toMatchObject({ turn: { status: 'completed', error: null } });
    expect(server.methods()).not.toContain('error');
    expect(accountsOfCreates(upstream)).toEqual(['acc-a', 'acc-a', 'acc-b']);
    const [old, , moved] = upstream.creates.filter(({ json }) => json.generate !== false);
    expect(old?.socket).toBe(upstream.sockets[0]);
    expect(moved?.json.previous_response_id).toBeUndefined();
    for (const said of ['One.', 'Hello from acc-a', 'Two.']) expect(moved?.raw.toString()).toContain(said);
    expect(moved?.raw.toString()).not.toContain('enc:acc-a');
  });
});
