import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';

const repository = resolve(import.meta.dirname, '../..');

/** The `evenkeel` command as its own process; `EVENKEEL_TEST_CLI=dist/cli.js` takes what is shipped. */
export interface CliProcess extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match in what it printed, past or future. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** The address of its "listening" line. */
  listening(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** A home folder of its own, and the settings that lead to the fake. */
export interface CliStage extends AsyncDisposable {
  readonly home: string;
  readonly dataDir: string;
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): CliProcess;
  /** Runs to the end. */
  finish(
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

export interface CliStageOptions {
  readonly upstream?: Pick<FakeUpstream, 'baseUrl' | 'authBaseUrl'>;
  /** Runs under this file creation mask. */
  readonly umask?: number;
}

export async function startCliStage({ upstream, umask }: CliStageOptions = {}): Promise<CliStage> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-cli-'));
  const dataDir = join(home, 'data');
  const processes: CliProcess[] = [];
  const base = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    EVENKEEL_DATA_DIR: dataDir,
    EVENKEEL_VAULT: 'file',
    EVENKEEL_PORT: '0',
    EVENKEEL_USAGE_REFRESH_INTERVAL: '0',
    // Nothing of a test may ever reach the real services.
    EVENKEEL_UPSTREAM_BASE_URL: upstream?.baseUrl ?? 'http://127.0.0.1:9/backend-api',
    EVENKEEL_AUTH_BASE_URL: upstream?.authBaseUrl ?? 'http://127.0.0.1:9',
  };

  const run: CliStage['run'] = (args, environment = {}) => {
    const script = resolve(repository, process.env.EVENKEEL_TEST_CLI ?? 'src-proxy/cli.ts');
    const started = start([script, ...args], { ...base, ...environment }, home, umask);
    processes.push(started);
    return started;
  };
  return {
    home,
    dataDir,
    run,
    async finish(args, environment) {
      const child = run(args, environment);
      const { code } = await child.exited;
      return { code, stdout: child.stdout(), stderr: child.stderr() };
    },
    async [Symbol.asyncDispose]() {
      for (const one of processes) await one[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function start(args: string[], env: Record<string, string>, cwd: string, umask: number | undefined): CliProcess {
  // A shell sets the mask for the child alone: this process's own is shared by every test beside it.
  const [command, commandArgs] =
    umask === undefined
      ? [process.execPath, args]
      : ['/bin/sh', ['-c', `umask ${umask.toString(8).padStart(3, '0')}; exec "$@"`, 'sh', process.execPath, ...args]];
  const child = spawn(command, commandArgs, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr);
        if (match) found(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => failed(new Error(`It ended without printing ${pattern}:\n${stdout}${stderr}`)));
      look();
    });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    printed,
    listening: async () => (await printed(/listening on (http:\/\/\S+)/))[1] ?? '',
    kill: (signal) => void child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
