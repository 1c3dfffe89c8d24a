import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import type { CodexHome } from './codex-home.ts';
import { killCodex, spawnCodex } from './codex-process.ts';
import type { CodexVersion } from './codex-process.ts';

export interface CodexRun {
  /** `null` when it had to be killed. */
  readonly exitCode: number | null;
  /** The last answer, as `codex exec` prints it for scripts. */
  readonly stdout: string;
  /** What a person watches. */
  readonly stderr: string;
  readonly durationMs: number;
}

export interface CodexRunOptions {
  readonly version?: CodexVersion;
  readonly env?: Readonly<Record<string, string>>;
  readonly ceilingMs?: number;
}

/** Runs `codex exec` once, to its end. */
export async function codexExec(
  home: CodexHome,
  args: readonly string[],
  options: CodexRunOptions = {},
): Promise<CodexRun> {
  const { version = '0.169.0', env, ceilingMs = 60_000 } = options;
  const startedMs = performance.now();
  // Tools run for real in the temporary project folder; a sandbox within a container often cannot start.
  const flags = ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];
  const child = await spawnCodex(version, home, [...flags, ...args], env);
  child.stdin.end();
  const ceiling = setTimeout(() => killCodex(child), ceilingMs);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  clearTimeout(ceiling);
  return { exitCode: child.exitCode, stdout, stderr, durationMs: performance.now() - startedMs };
}
