import { describe, expect, it } from 'vitest';

import { startFakeSource } from '../fakes/source/start-fake-source.ts';
import { usageLimit } from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { setStage, type Stage } from './stage.ts';

const ownModel = 'llama-4';
const dry = usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 });

async function addSource({ evenkeel }: Stage, baseUrl: string): Promise<void> {
  const models = [ownModel, 'gpt-5.5'].map((model) => ({ model }));
  const answer = await fetch(`${evenkeel.origin}/api/model-sources/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'My box',
      baseUrl,
      isEnabled: true,
      abilities: ['chat_completions'],
      isOverflow: true,
      models,
    }),
  });
  expect(answer.status).toBe(201);
}

describe.each([
  ['HTTP', []],
  ['a WebSocket', ['supports_websockets = true']],
])('Codex CLI 0.169.0 and a model source, over %s', (_name, provider) => {
  it('has a turn with a model that only the source serves', async () => {
    await using stage = await setStage();
    await using source = await startFakeSource();
    await addSource(stage, source.baseUrl);
    await using home = await makeCodexHome({
      config: codexConfig({ origin: stage.evenkeel.origin, model: ownModel, provider }),
    });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'From the source\n' });
    expect(source.requests.at(-1)?.json['model']).toBe(ownModel);
  });

  it('goes on when every account is used up', async () => {
    await using stage = await setStage();
    await using source = await startFakeSource();
    await addSource(stage, source.baseUrl);
    stage.first.always(dry);
    stage.second.always(dry);
    await using home = await makeCodexHome({ config: codexConfig({ origin: stage.evenkeel.origin, provider }) });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'From the source\n' });
  });
});
