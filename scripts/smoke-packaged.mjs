// What the release workflow asks of each system before anything is published: the package has its fuses, starts as its
// owner would start it and answers on /health, and of a copy that starts as well, one changed byte in the archive keeps it
// from starting.
//   node scripts/smoke-packaged.mjs release/linux-unpacked/evenkeel [arguments for it]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { alteredProblem, EndedEarly } from './altered-start.ts';
import { fuseProblem } from './packaged-fuses.ts';
import { copyApp, tamperWith } from './tampered-app.ts';

const patienceMs = 60_000;
/** Electron checks the integrity of its archive on these systems alone. */
const checksIntegrity = process.platform === 'darwin' || process.platform === 'win32';
const [program, ...programArguments] = process.argv.slice(2);
if (!program) {
  console.error('Which program? node scripts/smoke-packaged.mjs <path of the packaged app> [arguments for it]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-smoke-'));

/** Starts it, hands where it listens to `ask`, and ends it again. @throws where it does not come to listen. */
async function withStarted(path, dataFolder, ask) {
  const child = spawn(path, programArguments, {
    env: {
      ...process.env,
      EVENKEEL_DATA_DIR: join(folder, dataFolder),
      EVENKEEL_PORT: '0',
      // What starts at the login of whoever runs this stays what it is.
      XDG_CONFIG_HOME: join(folder, 'config'),
      // The machine that builds has no keychain that anyone could unlock.
      EVENKEEL_VAULT: 'file',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let tooLong;
  const listening = new Promise((resolve, reject) => {
    tooLong = setTimeout(() => reject(new Error(`it did not listen within ${patienceMs / 1000} seconds`)), patienceMs);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new EndedEarly(code, signal)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(line);
      const origin = /^Evenkeel is listening on (\S+) /u.exec(line)?.[1];
      if (origin) resolve(origin);
    });
  });
  try {
    await ask(await listening);
  } finally {
    clearTimeout(tooLong);
    await end(child);
  }
}

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

async function end(child) {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000))]);
  if (hasEnded(child)) return;
  child.kill('SIGKILL');
  await ended;
}

async function checkHealth(origin) {
  const answer = await fetch(`${origin}/health`);
  const health = await answer.json();
  if (!answer.ok || health.app !== 'evenkeel' || health.checks?.store !== true)
    throw new Error(`/health said ${JSON.stringify(health)}`);
  const page = await fetch(`${origin}/dashboard`);
  if (!page.ok) throw new Error(`/dashboard answered ${page.status}`);
  // Read by the database's worker, out of the archive.
  const history = await fetch(`${origin}/api/request-logs`);
  if (!history.ok) throw new Error(`/api/request-logs answered ${history.status}`);
  console.log(`It is well: ${JSON.stringify(health)}`);
}

/**
 * One copy, first as it is, then changed: that a copy could not start at all, or not from there, must not pass for a refusal.
 * Where nothing checks it, the changed byte must do no harm: else a refusal elsewhere would prove nothing.
 */
async function checkIntegrity() {
  const copy = await copyApp(program, folder);
  await withStarted(copy, 'data-of-copy', checkHealth);
  await tamperWith(copy);
  let failure = null;
  await withStarted(copy, 'data-of-altered', checkHealth).catch((error) => (failure = error));
  const problem = alteredProblem(failure, checksIntegrity);
  if (problem) throw new Error(problem);
  console.log(
    failure
      ? `Changed by one byte, it does not start: ${failure.message}`
      : 'This system checks no archive; none refused.',
  );
}

let failure = null;
try {
  const problem = await fuseProblem(program);
  if (problem) throw new Error(problem);
  console.log('Its fuses are as they must be.');
  await withStarted(program, 'data', checkHealth);
  await checkIntegrity();
} catch (error) {
  failure = error;
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
