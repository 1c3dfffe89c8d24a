import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { inputItems } from '../fakes/upstream/responses-route.ts';
import { ok, toolCall } from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { accountsOfTurns, setStage } from './stage.ts';

const clients = [
  { version: '0.169.0', model: 'gpt-5.5', shell: ['exec_command', { cmd: 'echo tool-ran > proof.txt' }] },
  {
    version: '0.98.0',
    model: 'gpt-5.1-codex',
    shell: ['shell_command', { command: 'echo tool-ran > proof.txt' }],
  },
] as const;

describe.each(clients)('Codex CLI $version, no key and no sign-in', ({ version, model, shell }) => {
  it('has a plain turn', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin, model }) });
    const run = await codexExec(home, ['Say hello.'], { version });

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    const [turn, ...more] = upstream.turns();
    expect(more).toEqual([]);
    expect(turn?.headers).toMatchObject({
      authorization: `Bearer ${first.accessToken}`,
      'chatgpt-account-id': first.id,
      accept: 'text/event-stream',
    });
    // We say who we are: the client's own name goes on unchanged.
    expect(turn?.headers['user-agent']).toContain(`codex_exec/${version}`);
    expect(turn?.headers.originator).toBe('codex_exec');
    expect(turn?.json).toMatchObject({ model, stream: true, store: false });
    expect(inputItems(turn?.json).at(-1)).toMatchObject({ role: 'user', content: [{ text: 'Say hello.' }] });

    const [entry, ...others] = await evenkeel.requestLogs();
    expect(others.filter((other) => other.path.includes('/responses'))).toEqual([]);
    expect(entry).toMatchObject({
      status: 'success',
      statusCode: 200,
      model,
      inputTokens: 120,
      cachedInputTokens: 100,
      outputTokens: 20,
      reasoningTokens: 5,
    });
  });

  it('runs a tool, and echoes the turn state within the turn', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin, model }) });
    const headers = { 'x-codex-turn-state': 'state-of-a' };
    first.script([toolCall(shell[0], shell[1], { headers }), ok('The tool ran.')]);
    const run = await codexExec(home, ['Use the tool.'], { version });

    expect(run).toMatchObject({ exitCode: 0, stdout: 'The tool ran.\n' });
    expect(await readFile(join(home.project, 'proof.txt'), 'utf8')).toBe('tool-ran\n');
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-a']);
    const [begin, result] = upstream.turns();
    expect(inputItems(result?.json).at(-1)).toMatchObject({ type: 'function_call_output' });
    expect([begin?.headers['x-codex-turn-state'], result?.headers['x-codex-turn-state']]).toEqual([
      undefined,
      'state-of-a',
    ]);
  });

  it('stays on its account when it is resumed, while a new conversation goes elsewhere', async () => {
    await using stage = await setStage({ env: { EVENKEEL_ROUTING_STRATEGY: 'round_robin' } });
    const { upstream, evenkeel } = stage;
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin, model }) });
    const begun = await codexExec(home, ['First question.'], { version });
    const [one, ...more] = accountsOfTurns(upstream);
    expect([begun.exitCode, more]).toEqual([0, []]);

    const resumed = await codexExec(home, ['resume', '--last', 'Second question.'], { version });
    expect(resumed).toMatchObject({ exitCode: 0, stdout: `Hello from ${one}\n` });
    expect(accountsOfTurns(upstream)).toEqual([one, one]);
    const texts = JSON.stringify(inputItems(upstream.turns()[1]?.json));
    expect(texts).toContain('First question.');
    expect(texts).toContain(`Hello from ${one}`);
    expect(texts).toContain('Second question.');

    const another = await codexExec(home, ['A new matter.'], { version });
    expect(another.stdout).toBe(one === 'acc-a' ? 'Hello from acc-b\n' : 'Hello from acc-a\n');
  });
});
