import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import type { CodexHome } from './codex-home.ts';
import { installClient } from './install-client.ts';

/** Today's, and the oldest that we promise to serve. */
export const codexVersions = ['0.169.0', '0.98.0'] as const;
export type CodexVersion = (typeof codexVersions)[number];

export type CodexProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** The path of the CLI's script. */
export function installCodex(version: CodexVersion): Promise<string> {
  return installClient({ packageName: '@openai/codex', version, entry: 'bin/codex.js' });
}

/** Starts the CLI with an environment that holds nothing of the person who runs the tests. */
export async function spawnCodex(
  version: CodexVersion,
  home: CodexHome,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CodexProcess> {
  const script = await installCodex(version);
  return spawn(process.execPath, [script, ...args], {
    cwd: home.project,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home.home,
      CODEX_HOME: home.codexHome,
      TERM: 'dumb',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // The npm package's script starts the real program: a group of its own lets us end both.
    detached: true,
  });
}

export function killCodex(child: CodexProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}
