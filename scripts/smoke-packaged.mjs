// Starts a packaged Evenkeel as its owner would and waits until it answers on /health: what the release workflow asks of
// each system before anything is published.   node scripts/smoke-packaged.mjs release/linux-unpacked/evenkeel
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const patienceMs = 60_000;
const [program, ...programArguments] = process.argv.slice(2);
if (!program) {
  console.error('Which program? node scripts/smoke-packaged.mjs <path of the packaged app> [arguments for it]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-smoke-'));
const child = spawn(program, programArguments, {
  env: {
    ...process.env,
    EVENKEEL_DATA_DIR: join(folder, 'data'),
    EVENKEEL_PORT: '0',
    // The machine that builds has no keychain that anyone could unlock.
    EVENKEEL_VAULT: 'file',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** Where it says that it listens. */
const listening = new Promise((resolve, reject) => {
  const tooLong = setTimeout(
    () => reject(new Error(`it did not listen within ${patienceMs / 1000} seconds`)),
    patienceMs,
  );
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`it ended with ${code} before it listened`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    const origin = /^Evenkeel is listening on (\S+) /u.exec(line)?.[1];
    if (!origin) return;
    clearTimeout(tooLong);
    resolve(origin);
  });
});

let failure = null;
try {
  const origin = await listening;
  const answer = await fetch(`${origin}/health`);
  const health = await answer.json();
  if (!answer.ok || health.app !== 'evenkeel' || health.checks?.store !== true)
    throw new Error(`/health said ${JSON.stringify(health)}`);
  const page = await fetch(`${origin}/dashboard`);
  if (!page.ok) throw new Error(`/dashboard answered ${page.status}`);
  // Read by the database's worker, out of the archive.
  const history = await fetch(`${origin}/api/request-logs`);
  if (!history.ok) throw new Error(`/api/request-logs answered ${history.status}`);
  console.log(`${program} is well: ${JSON.stringify(health)}`);
} catch (error) {
  failure = error;
}
if (child.exitCode === null && child.pid !== undefined) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000))]);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
try {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
} catch (error) {
  console.error(`The scratch folder ${folder} stays: ${error.message}`);
}
if (failure) {
  console.error(`${program} failed: ${failure.message}`);
  process.exit(1);
}
process.exit(0);
