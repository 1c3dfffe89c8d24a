// TypeScript 7 over engine, shell and tests; svelte-check (which needs TypeScript 6) over the dashboard.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = [
  ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.json'],
  [
    'node_modules/svelte-check/bin/svelte-check',
    '--tsconfig',
    './tsconfig.json',
    '--workspace',
    'src-renderer',
    '--fail-on-warnings',
  ],
];

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const codes = await Promise.all(checks.map(run));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
