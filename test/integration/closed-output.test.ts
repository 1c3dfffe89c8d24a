import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');

it.each([
  { args: ['--help'], codes: [0] },
  { args: ['setup', '--status'], codes: [0] },
  // What it finds on this machine is another matter.
  { args: ['doctor'], codes: [0, 1] },
])(
  'evenkeel $args.0 into a pipe that is closed already, as `| head -1` does: no trace, and its own end',
  { timeout: 60_000 },
  async ({ args, codes }) => {
    const home = await mkdtemp(join(tmpdir(), 'evenkeel-pipe-'));
    try {
      const script = resolve(repository, process.env.EVENKEEL_TEST_CLI ?? 'src-proxy/cli.ts');
      const child = spawn(process.execPath, [script, ...args], {
        cwd: home,
        env: {
          PATH: process.env.PATH ?? '',
          HOME: home,
          USERPROFILE: home,
          EVENKEEL_VAULT: 'file',
          EVENKEEL_PORT: '0',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect(stderr).toBe('');
      expect(codes).toContain(child.exitCode);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
