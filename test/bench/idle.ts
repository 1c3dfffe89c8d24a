import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';

import { OwnDisplay } from '../electron/own-display.ts';
import { buildWhenStale, electronProgram, electronVersion, root, sandboxArgs } from '../electron/runtime.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { usesOfTree, type ProcessUse } from './process-tree.ts';

const help = `node test/bench/idle.ts [options]
  What the desktop app uses while nobody does anything: hidden, no window ever opened, accounts in the pool. Linux, with Xvfb.
  --minutes N    how long (default 10)
  --accounts N   how many accounts (default 3)
  --settle N     seconds after the start that are not counted (default 30)`;

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    accounts: { type: 'string', default: '3' },
    settle: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const measuredMs = Number(values.minutes) * 60_000;

await buildWhenStale();
const folder = await mkdtemp(join(tmpdir(), 'evenkeel-idle-'));
const upstream = await startFakeUpstream();
const display = await OwnDisplay.open();
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  XDG_RUNTIME_DIR: folder,
  DISPLAY: display.name,
  EVENKEEL_DATA_DIR: join(folder, 'data'),
  EVENKEEL_PORT: '0',
  EVENKEEL_VAULT: 'file',
  EVENKEEL_UPSTREAM_BASE_URL: upstream.baseUrl,
  EVENKEEL_AUTH_BASE_URL: upstream.authBaseUrl,
};
const files: string[] = [];
for (let index = 1; index <= Number(values.accounts); index += 1) {
  const file = join(folder, `auth-${index}.json`);
  await writeFile(file, upstream.addAccount({ id: `acc-${index}`, email: `person${index}@example.test` }).authFile());
  files.push(file);
}
await run(process.execPath, [join(root, 'dist', 'cli.js'), 'accounts', 'import', ...files, '--yes'], {
  env: environment,
  cwd: folder,
});

const app = spawn(electronProgram(), [...sandboxArgs, root, '--hidden'], {
  env: environment,
  cwd: folder,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const ended = once(app, 'exit');
try {
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: app.stdout }).on('line', (line) => {
      if (line.startsWith('Evenkeel is listening on ')) resolve();
    });
    app.once('exit', (code) => reject(new Error(`The app ended with ${code}.`)));
  });
  const pid = app.pid ?? 0;
  await sleep(Number(values.settle) * 1000);
  const [before, asked, startedMs] = [await usesOfTree(pid), upstream.requests.length, performance.now()];
  await sleep(measuredMs);
  const [after, tookMs] = [await usesOfTree(pid), performance.now() - startedMs];
  const title = `Electron ${electronVersion()}, ${files.length} accounts, no window, ${(tookMs / 60_000).toFixed(1)} minutes`;
  console.log(`${title}, ${upstream.requests.length - asked} requests upstream`);
  for (const line of table(before, after, tookMs)) console.log(line);
} finally {
  app.kill('SIGTERM');
  await ended;
  await display[Symbol.asyncDispose]();
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
}

function table(before: readonly ProcessUse[], after: readonly ProcessUse[], tookMs: number): string[] {
  const rows = after.map((one) => {
    const old = before.find(({ pid }) => pid === one.pid);
    return {
      kind: one.kind,
      cpuMs: one.cpuMs - (old?.cpuMs ?? 0),
      wakeUps: one.wakeUps - (old?.wakeUps ?? 0),
      residentBytes: one.residentBytes,
    };
  });
  const sum = (key: 'cpuMs' | 'wakeUps' | 'residentBytes') => rows.reduce((total, row) => total + row[key], 0);
  const all = { kind: 'all', cpuMs: sum('cpuMs'), wakeUps: sum('wakeUps'), residentBytes: sum('residentBytes') };
  return [
    'process        CPU s    CPU %   wake-ups/s   resident MB',
    ...[...rows, all].map(({ kind, cpuMs, wakeUps, residentBytes }) =>
      [
        kind.padEnd(12),
        (cpuMs / 1000).toFixed(2).padStart(7),
        ((cpuMs / tookMs) * 100).toFixed(3).padStart(8),
        ((wakeUps / tookMs) * 1000).toFixed(2).padStart(12),
        (residentBytes / 1e6).toFixed(0).padStart(13),
      ].join(' '),
    ),
  ];
}
