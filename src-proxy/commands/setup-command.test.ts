import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setupCommand } from './setup-command.ts';

const key = 'sk-clb-of-this-test';
let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'evenkeel-setup-command-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('CODEX_HOME', join(home, 'codex'));
  vi.stubEnv('PATH', '');
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(home, { recursive: true, force: true });
});

/** Port 9 is where nobody answers. */
const setUp = () => setupCommand('codex', { yes: true, dataDir: join(home, 'data'), port: '9' });
const file = () => readFile(join(home, 'codex', 'config.toml'), 'utf8').catch(() => null);

describe('evenkeel setup, where no engine runs', () => {
  it.each([`${key} two`, `${key}"\nmodel = "b`, 'ключ', 'k'.repeat(257)])(
    'the key %j is refused before anything is written',
    async (given) => {
      vi.stubEnv('EVENKEEL_CLIENT_KEY', given);
      const refused = setUp();
      await expect(refused).rejects.toMatchObject({ code: 'validation_error' });
      await expect(refused).rejects.toThrow(/EVENKEEL_CLIENT_KEY.*one word/);
      expect(await file()).toBeNull();
    },
  );

  it('a key with a line end after it, as a file has it, is taken without', async () => {
    vi.stubEnv('EVENKEEL_CLIENT_KEY', ` ${key}\n`);
    await setUp();
    expect(await file()).toContain(`"Bearer ${key}"`);
  });

  it('nothing but space is no key', async () => {
    vi.stubEnv('EVENKEEL_CLIENT_KEY', ' \n');
    await setUp();
    expect(await file()).not.toContain('Bearer');
  });
});
