// Builds dist/: the command line, the desktop's main process and the database workers side by side, so that each finds
// the others by relative URL, and the dashboard below. With --if-stale only when a source is newer.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { isDistStale } from './dist-freshness.mjs';
import { nodeProblem } from './node-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const inputs = {
  cli: 'src-proxy/cli.ts',
  main: 'src-main/main.ts',
  'writer-worker': 'src-proxy/storage/writer-worker.ts',
  'reader-worker': 'src-proxy/storage/reader-worker.ts',
  'codex-lb-worker': 'src-proxy/accounts/codex-lb/codex-lb-worker.ts',
};

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const tooOld = nodeProblem();
if (tooOld) fail(tooOld);
if (process.argv.includes('--if-stale') && !isDistStale(root)) process.exit(0);

const { build } = await import('vite');
const startedMs = Date.now();
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const external = [/^node:/, /^electron($|\/)/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}($|/)`))];

rmSync(dist, { recursive: true, force: true });
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    target: 'node24',
    outDir: dist,
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries(Object.entries(inputs).map(([name, file]) => [name, join(root, file)])),
      external,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
await build({ configFile: join(root, 'src-renderer/vite.config.ts'), logLevel: 'warn' });

// What the dashboard loads before anything is seen; another language than English comes on top, one of them.
const assets = join(dist, 'dashboard', 'assets');
const bundleBytes = readdirSync(assets)
  .filter((name) => !/^(?:de|zh)-/u.test(name))
  .reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
const mostBundleBytes = 200 * 1000;
if (bundleBytes > mostBundleBytes)
  fail(`The dashboard is ${bundleBytes} bytes packed, more than the ${mostBundleBytes} that it may be.`);

const cli = join(dist, 'cli.js');
const text = readFileSync(cli, 'utf8');
if (!text.startsWith('#!/usr/bin/env node\n')) fail('dist/cli.js has lost its first line, which makes it a command.');
// The check of the Node version must run before any other module is even parsed.
if (/^import\s/m.test(text)) fail('dist/cli.js imports a module before it has checked the version of Node.');
chmodSync(cli, 0o755);

for (const file of [...Object.keys(inputs).map((name) => `${name}.js`), 'dashboard/index.html']) {
  if (!existsSync(join(dist, file))) fail(`The build left no dist/${file}.`);
}
console.log(`Built dist/ in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
