import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const shots = join(root, 'test-results', 'electron');

/** The folder of the Electron to test with. @throws where there is none: a suite that cannot run fails. */
export function electronFolder(): string {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override || join(root, 'node_modules', 'electron', 'dist');
  if (!existsSync(join(folder, 'electron'))) {
    throw new Error(
      `There is no Electron in ${folder}. Set ELECTRON_OVERRIDE_DIST_PATH to the folder of a runtime, or let \`npx install-electron\` fetch it.`,
    );
  }
  return folder;
}

export const electronProgram = (): string => join(electronFolder(), 'electron');
export const electronVersion = (): string =>
  readFileSync(join(electronFolder(), 'version'), 'utf8').trim().replace(/^v/, '');

/** Chromium has no sandbox for root. */
export const sandboxArgs: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** What is tested is what is built. */
export async function buildWhenStale(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-stale'], { cwd: root });
}
