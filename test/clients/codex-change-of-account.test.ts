import { describe, expect, it } from 'vitest';

import { makeAuthFile } from '../fakes/auth-file.ts';
import { inputItems } from '../fakes/upstream/responses-route.ts';
import { ok, toolCall, usageLimit } from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome, signedInCodexConfig } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { accountsOfTurns, setStage } from './stage.ts';

const inAnHour = Math.floor(Date.now() / 1000) + 3600;

const forms = [
  { name: 'plain bodies', config: codexConfig, login: {} },
  {
    name: 'zstd bodies',
    config: signedInCodexConfig,
    login: { auth: makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' }) },
  },
];

describe.each(forms)('Codex CLI 0.169.0, a conversation changes its account ($name)', ({ config, login }) => {
  it('between two turns: what is sealed stays behind, what was said comes along', async () => {
    await using stage = await setStage({ enforceEncryptedContent: true });
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config({ origin: evenkeel.origin }), ...login });
    expect(await codexExec(home, ['First question.'])).toMatchObject({ stdout: 'Hello from acc-a\n' });
    first.always(usageLimit({ resetsAt: inAnHour }));

    const resumed = await codexExec(home, ['resume', '--last', 'Second question.']);
    expect(resumed).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-a', 'acc-b']);
    const [, kept, moved] = upstream.turns();
    expect(JSON.stringify(kept?.json)).toContain('enc:acc-a:1');
    const texts = JSON.stringify(inputItems(moved?.json));
    expect(texts).not.toContain('enc:acc-a');
    for (const said of ['First question.', 'Hello from acc-a', 'Second question.']) expect(texts).toContain(said);

    // From here on it stays with the second, whose own sealed items it keeps.
    expect(await codexExec(home, ['resume', '--last', 'Third question.'])).toMatchObject({
      exitCode: 0,
      stdout: 'Hello from acc-b\n',
    });
    const last = JSON.stringify(upstream.turns().at(-1)?.json);
    expect(last).toContain('enc:acc-b:1');
    expect(last).not.toContain('enc:acc-a');
  });

  it('within a turn: the old turn state stays behind, the tool result comes along', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({ config: config({ origin: evenkeel.origin }), ...login });
    const headers = { 'x-codex-turn-state': 'state-of-a' };
    first.script([
      toolCall('exec_command', { cmd: 'echo tool-ran' }, { headers }),
      usageLimit({ resetsAt: inAnHour }),
      ok('Never asked.'),
    ]);
    const run = await codexExec(home, ['Use the tool.']);

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-b\n' });
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-a', 'acc-b']);
    const [, kept, moved] = upstream.turns();
    expect(kept?.headers['x-codex-turn-state']).toBe('state-of-a');
    expect(moved?.headers['x-codex-turn-state']).toBeUndefined();
    expect(JSON.stringify(inputItems(moved?.json).at(-1))).toContain('tool-ran');
    expect(first.remainingSteps).toBe(1);
  });
});
