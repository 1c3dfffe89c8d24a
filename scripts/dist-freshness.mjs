import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['src-proxy', 'src-main', 'src-renderer', 'package.json', 'scripts/build.mjs'];

/** True when dist/ is missing, or a source is newer than it. Looks at times of change alone: a few hundred files, a few ms. */
export function isDistStale(root) {
  const built = ['dist/cli.js', 'dist/main.js', 'dist/dashboard/index.html'].map((file) => join(root, file));
  if (!built.every((file) => existsSync(file))) return true;
  const builtMs = Math.min(...built.map((file) => statSync(file).mtimeMs));
  return sources.some((source) => newestMs(join(root, source)) > builtMs);
}

function newestMs(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  return Math.max(0, ...names.map((name) => newestMs(join(path, name))));
}
