// `npm start`: the desktop app where Electron can start, else the same engine without it, with one line that says why.
// Arguments are passed on; --headless asks for the engine alone.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { showOutput } from './child-output.mjs';
import { isDistStale } from './dist-freshness.mjs';
import { findElectron } from './electron-binary.mjs';
import { nodeProblem } from './node-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const desktopOnly = ['--headless', '--hidden'];
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program until it ends, handing it the signals that we get. */
function run(command, commandArgs, { stdio, ownGroup = false, onStart = () => {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: process.cwd(), env: process.env, stdio, detached: ownGroup });
    const passOn = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, passOn);
    const end = (result) => {
      for (const signal of signals) process.off(signal, passOn);
      resolve(result);
    };
    child.once('error', (error) => end({ code: 1, signal: null, error }));
    child.once('close', (code, signal) => end({ code: code ?? 1, signal, error: null }));
    onStart(child);
  });
}

function whyNoDisplay() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY
    ? 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
    : null;
}

/** @returns {Promise<{ exitCode: number } | { problem: string }>} */
async function runDesktop() {
  const noDisplay = whyNoDisplay();
  if (noDisplay) return { problem: noDisplay };
  const electron = await findElectron(root, process.env);
  if ('problem' in electron) return electron;

  const asRoot = process.platform === 'linux' && process.getuid() === 0;
  if (asRoot) console.log('Running as root, where Chromium has no sandbox: --no-sandbox is added.');
  let started = false;
  let reason = () => undefined;
  const { code, signal, error } = await run(electron.path, [...(asRoot ? ['--no-sandbox'] : []), root, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal goes to the whole group, and Chromium's helpers would be gone before the app has drained.
    ownGroup: process.platform !== 'win32',
    onStart(child) {
      reason = showOutput(child, {
        onLine: (line) => (started ||= line.startsWith('Evenkeel is ')),
        showNoise: process.env.EVENKEEL_LOG_LEVEL === 'debug',
      });
    },
  });
  if (started || (code === 0 && signal === null)) return { exitCode: code };
  return {
    problem: `Electron could not start (${error?.message ?? reason() ?? `it ended with ${signal ?? code}`})`,
  };
}

async function runHeadless() {
  const rest = args.filter((arg) => !desktopOnly.includes(arg));
  const { code } = await run(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', ...rest], { stdio: 'inherit' });
  return code;
}

async function main() {
  const tooOld = nodeProblem();
  if (tooOld) {
    console.error(tooOld);
    return 1;
  }
  if (isDistStale(root)) {
    const { code } = await run(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
    if (code !== 0) return code;
  }
  if (!args.includes('--headless')) {
    const desktop = await runDesktop();
    if ('exitCode' in desktop) return desktop.exitCode;
    console.log(`Running without a window and tray: ${desktop.problem}.`);
  }
  return runHeadless();
}

process.exitCode = await main();
