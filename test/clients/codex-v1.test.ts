import { describe, expect, it } from 'vitest';

import { toolCall } from '../fakes/upstream/steps.ts';
import { builtInProviderConfig, codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { setStage } from './stage.ts';

/** People who know base URLs of other services write `/v1`. */
const underV1 = (config: string): string => config.replace('/backend-api/codex"', '/v1"');

const clients = [
  { version: '0.169.0', model: 'gpt-5.5', shell: ['exec_command', { cmd: 'echo tool-ran' }] },
  { version: '0.98.0', model: 'gpt-5.5', shell: ['shell_command', { command: 'echo tool-ran' }] },
] as const;

describe('Codex CLI with /v1 as its base URL', () => {
  it.each(clients)('$version over HTTP: a turn with a tool', async ({ version, model, shell }) => {
    await using stage = await setStage();
    stage.first.script([toolCall(shell[0], shell[1])]);
    const config = underV1(codexConfig({ origin: stage.evenkeel.origin, model }));
    await using home = await makeCodexHome({ config });
    const run = await codexExec(home, ['Run it.'], { version });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(stage.upstream.turns()).toHaveLength(2);
    expect(JSON.stringify(stage.upstream.turns()[1]?.json)).toContain('tool-ran');
    const logged = await stage.evenkeel.requestLogs();
    expect(new Set(logged.map(({ path }) => path))).toEqual(new Set(['/v1/responses']));
  });

  it('0.169.0 as its own provider: over a WebSocket', async () => {
    await using stage = await setStage();
    await using home = await makeCodexHome({ config: underV1(builtInProviderConfig(stage.evenkeel.origin)) });
    const run = await codexExec(home, ['Say hello.'], { env: { OPENAI_API_KEY: 'none', CODEX_API_KEY: 'none' } });
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(stage.upstream.creates.length).toBeGreaterThan(0);
  });
});
