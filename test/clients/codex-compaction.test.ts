import { describe, expect, it } from 'vitest';

import { inputItems } from '../fakes/upstream/responses-route.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome } from './codex-home.ts';
import { codexVersions } from './codex-process.ts';
import { codexExec } from './codex-run.ts';
import { accountsOfTurns, setStage } from './stage.ts';

describe.each(codexVersions)('Codex CLI %s compacts a long conversation', (version) => {
  it('through us, on the account that holds it, and goes on from the compacted item', async () => {
    await using stage = await setStage({ enforceEncryptedContent: true });
    const { upstream, evenkeel, first } = stage;
    first.script([ok('A long answer.', { usage: { inputTokens: 50_000 } })]);
    const config = codexConfig({ origin: evenkeel.origin, top: ['model_auto_compact_token_limit = 1000'] });
    await using home = await makeCodexHome({ config });
    expect(await codexExec(home, ['First question.'], { version })).toMatchObject({ exitCode: 0 });

    const resumed = await codexExec(home, ['resume', '--last', 'Second question.'], { version });
    expect(resumed).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(resumed.stderr).not.toMatch(/error running remote compact/i);
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-a', 'acc-a']);
    const [, compacting, following] = upstream.turns();
    expect(compacting?.json).toMatchObject({ stream: true, store: false });
    expect(inputItems(compacting?.json).at(-1)).toEqual({ type: 'compaction_trigger' });
    expect(inputItems(following?.json)).toContainEqual(
      expect.objectContaining({ type: 'compaction', encrypted_content: 'enc:acc-a:1' }),
    );
    expect(JSON.stringify(following?.json)).toContain('Second question.');
    expect(JSON.stringify(following?.json)).not.toContain('A long answer.');
  });
});
