import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const downloadPatienceMs = 180_000;

/**
 * The Electron program to start: the one that ELECTRON_OVERRIDE_DIST_PATH names, or that of the `electron` package, which
 * fetches it at first use.
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function findElectron(root, environment) {
  const folder = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder) {
    const path = join(folder, platformPath());
    return existsSync(path) ? { path } : { problem: `ELECTRON_OVERRIDE_DIST_PATH holds no Electron (${path})` };
  }
  const home = join(root, 'node_modules', 'electron');
  if (!existsSync(join(home, 'install.js'))) return { problem: 'the electron package is not installed' };
  const present = installedPath(home);
  if (present) return { path: present };
  console.log(`Fetching the Electron runtime, once (at most ${downloadPatienceMs / 60_000} minutes) …`);
  const failure = await download(home, environment);
  const path = installedPath(home);
  return path ? { path } : { problem: `the Electron runtime could not be fetched (${failure ?? 'no reason given'})` };
}

function platformPath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function installedPath(home) {
  const pathFile = join(home, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(home, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : null;
}

/** Resolves with the reason of a failure, else null. */
function download(home, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(home, 'install.js')], {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill();
    }, downloadPatienceMs);
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      clearTimeout(timer);
      if (timedOut) resolve('it took too long');
      else resolve(code === 0 ? null : firstLine(errors));
    });
  });
}

function firstLine(text) {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? null
  );
}
