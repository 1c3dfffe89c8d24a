import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { beforeAll, describe, expect, it } from 'vitest';

import { burst429 } from '../fakes/upstream/steps.ts';
import { installClient } from './install-client.ts';
import { accountsOfTurns, setStage, type Stage } from './stage.ts';

const ceilingMs = 60_000;
let program = '';

beforeAll(async () => {
  program = await installClient({ packageName: 'opencode-ai', version: '1.18.33', entry: 'bin/opencode.exe' });
});

interface Run {
  /** `null` when it had to be killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `opencode run` once in a folder of its own, set up with this provider package and without any key. */
async function opencode(stage: Stage, npm: string, prompt: string): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-opencode-'));
  const provider = {
    evenkeel: {
      npm,
      name: 'Evenkeel',
      options: { baseURL: `${stage.evenkeel.origin}/v1`, apiKey: 'none' },
      models: { 'gpt-5.5': { name: 'GPT-5.5', tool_call: true, limit: { context: 272_000, output: 32_000 } } },
    },
  };
  try {
    await writeFile(join(home, 'opencode.json'), JSON.stringify({ provider, autoupdate: false, share: 'disabled' }));
    const child = spawn(program, ['run', '--model', 'evenkeel/gpt-5.5', prompt], {
      cwd: home,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ceiling = setTimeout(() => child.kill('SIGKILL'), ceilingMs);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    clearTimeout(ceiling);
    return { exitCode: child.exitCode, stdout, stderr };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

describe.each([
  ['@ai-sdk/openai-compatible', '/v1/chat/completions'],
  ['@ai-sdk/openai', '/v1/responses'],
])('opencode with %s', (npm, path) => {
  it('has a turn, and its session stays on one account', async () => {
    await using stage = await setStage();
    const run = await opencode(stage, npm, 'Say hello.');
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Hello from acc-a') });
    const logged = await stage.evenkeel.requestLogs();
    expect(new Set(logged.map((entry) => entry.path))).toEqual(new Set([path]));
    expect(logged.every(({ status }) => status === 'success')).toBe(true);
    expect(logged.some(({ conversationId }) => conversationId?.startsWith('ses_'))).toBe(true);
    for (const turn of stage.upstream.turns()) {
      expect(turn.json).toMatchObject({ store: false, stream: true, prompt_cache_key: expect.stringMatching(/^ses_/) });
      expect(turn.json).not.toHaveProperty('max_output_tokens');
    }
  });

  it('hears of another account only by the answer', async () => {
    await using stage = await setStage();
    stage.first.always(burst429());
    const run = await opencode(stage, npm, 'Say hello.');
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Hello from acc-b') });
    expect(accountsOfTurns(stage.upstream)).toContain('acc-a');
    expect(run.stdout + run.stderr).not.toContain('429');
  });
});
