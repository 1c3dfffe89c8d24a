import { expect, it } from 'vitest';

import { startModelsServer } from '../fakes/source/models-server.ts';
import { startCliStage } from './cli-process.ts';

it('a source is added with its key from the environment, listed, tested and removed; a key is no argument', async () => {
  await using server = await startModelsServer();
  await using stage = await startCliStage();
  const add = [
    'sources',
    'add',
    'Lab',
    server.baseUrl,
    '--model',
    'local-small@0.5/1',
    '--ceiling',
    '20',
    '--overflow',
  ];
  const added = await stage.finish(add, { EVENKEEL_SOURCE_KEY: 'cli-canary' });
  expect([added.code, added.stderr.includes('cli-canary'), added.stdout]).toEqual([
    0,
    false,
    expect.stringMatching(/Lab .*on, with a key, overflow\n {2}\$0 of \$20 this month\n {2}local-small {2}\$0\.5\/\$1/),
  ]);
  const tested = await stage.finish(['sources', 'test', 'Lab']);
  expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining('  local-large')]);
  expect(server.asked.at(-1)?.headers['authorization']).toBe('Bearer cli-canary');
  const wrong = await stage.finish(['sources', 'add', 'x', 'http://api.example.com/v1', '--no-key']);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('Use https')]);
  expect((await stage.finish(['sources', 'remove', 'Lab'])).stdout).toContain('its key with it');
}, 120_000);
