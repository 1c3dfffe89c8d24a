import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const repository = resolve(import.meta.dirname, '../..');

/** The dashboard is built once for all files. In its own process, so that what the build sets does not reach the tests. */
export default async function buildDashboard(): Promise<void> {
  const vite = resolve(repository, 'node_modules/vite/bin/vite.js');
  const config = resolve(repository, 'src-renderer/vite.config.ts');
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', config], { cwd: repository });
}
