// `npm test`: every suite that this machine can run, in order of cost. A suite that cannot run says why, loudly; with
// CI=true that is a failure, because a check that did not run has proven nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem();
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
const { failuresOf } = await import('./test-failures.ts'); // an old Node could not even parse it

const root = join(fileURLToPath(import.meta.url), '..', '..');
const inCi = process.env.CI === 'true';
const results = join(root, 'test-results');
const linux = process.platform === 'linux';

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const electron = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
const hasDisplay = !linux || Boolean(process.env.DISPLAY) || onPath('xvfb-run');

/** What each suite cannot do without, as a sentence; `null` when it has it. */
const needs = {
  nothing: () => null,
  keyring: () =>
    !linux || (onPath('dbus-run-session') && onPath('gnome-keyring-daemon'))
      ? null
      : 'no secret service to start (Debian packages: dbus-x11 gnome-keyring libsecret-1-0)',
  browser: () => (chromium ? null : 'no Chromium (Debian package: chromium; or set CHROMIUM_PATH)'),
  electron: () =>
    !existsSync(electron)
      ? 'no Electron runtime (npx install-electron, or set ELECTRON_OVERRIDE_DIST_PATH)'
      : hasDisplay
        ? null
        : 'no display (Debian packages: xvfb xauth)',
  /** The desktop is tested with a real keychain. */
  desktop: () => needs.electron() ?? needs.keyring(),
};

const vitest = (project) => ['vitest', 'run', '--project', project];
const underDisplay = (command) =>
  linux && !process.env.DISPLAY ? ['xvfb-run', '-a', '-s', '-screen 0 1280x900x24', ...command] : command;
const underKeyring = (command) =>
  linux
    ? [
        'dbus-run-session',
        '--',
        'sh',
        '-c',
        `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ${command.join(' ')}`,
      ]
    : command;

const suites = [
  { name: 'types', need: 'nothing', command: ['node', 'scripts/typecheck.mjs'] },
  { name: 'lint', need: 'nothing', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', need: 'nothing', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'build', need: 'nothing', command: ['node', 'scripts/build.mjs'] },
  { name: 'architecture', need: 'nothing', project: true, command: vitest('architecture') },
  { name: 'unit', need: 'nothing', project: true, command: vitest('unit') },
  { name: 'renderer', need: 'nothing', project: true, command: vitest('renderer') },
  { name: 'integration', need: 'nothing', project: true, command: vitest('integration') },
  {
    name: 'keyring',
    need: 'keyring',
    project: true,
    command: underKeyring(vitest('keyring')),
    environment: () => ({ EVENKEEL_TEST_KEYRING: '1', HOME: scratchHome() }),
  },
  { name: 'browser', need: 'browser', project: true, command: vitest('browser') },
  { name: 'electron', need: 'desktop', project: true, command: underDisplay(vitest('electron')) },
  { name: 'clients', need: 'nothing', project: true, command: vitest('clients') },
  { name: 'packaged', need: 'electron', project: true, command: underDisplay(vitest('packaged')) },
];

function scratchHome() {
  const folder = join(tmpdir(), `evenkeel-keyring-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function run({ name, command, environment, project }) {
  const report = join(results, `${name}.json`);
  rmSync(report, { force: true });
  const arguments_ = project ? withReport(command, report) : command;
  const [program, ...rest] = arguments_;
  const { status } = spawnSync(program, rest, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
      ...environment?.(),
    },
  });
  if (!project) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, failures: [] };
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, failures: ['left no report behind'] };
  const outcome = JSON.parse(readFileSync(report, 'utf8'));
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = outcome;
  // A suite file that cannot be loaded fails without a failed test in it, and one without tests proves nothing.
  const broken = (!success || status !== 0 || numPassedTests === 0) && numFailedTests === 0 ? 1 : 0;
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: numPendingTests + numTodoTests,
    failures: failuresOf(outcome, root),
  };
}

function withReport(command, report) {
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const last = command.at(-1) ?? '';
  return last.includes('vitest run') ? [...command.slice(0, -1), `${last} ${flags.join(' ')}`] : [...command, ...flags];
}

mkdirSync(results, { recursive: true });
const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const failures = [];
for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const missing = needs[suite.need]();
  console.log(`\n=== ${suite.name} ${'='.repeat(60 - suite.name.length)}`);
  if (missing !== null) {
    console.log(`SKIPPED: ${missing}`);
    lines.push(`  ${suite.name.padEnd(14)} SKIPPED: ${missing}`);
    total.skipped += 1;
    continue;
  }
  const startedAt = Date.now();
  const counts = run(suite);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  failures.push(...counts.failures.map((failure) => `${suite.name}: ${failure}`));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  lines.push(
    `  ${suite.name.padEnd(14)} ${counts.failed === 0 ? 'ok' : 'FAILED'}  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
  );
}

console.log(`\n${lines.join('\n')}\n`);
if (failures.length > 0) console.log(`What failed:\n\n${failures.join('\n\n')}\n`);
if (inCi && total.skipped > 0) {
  console.log(`In CI nothing may be skipped, and ${total.skipped} was: counted as failed.`);
  total.failed += total.skipped;
  total.skipped = 0;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
