import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/**
 * Node 24 keeps a map of code pages for all threads where the processor has protection keys, and aborts when a lookup in it
 * misses ("Check failed: jit_page.has_value()"). Tests start and end hundreds of threads in one process; an engine two.
 */
const execArgv = ['--no-memory-protection-keys'];

/** One project per kind of evidence; `scripts/test.mjs` says which machine can run which. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src-proxy/**/*.test.ts',
            'src-main/**/*.test.ts',
            'test/fakes/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 15_000,
          execArgv,
        },
      },
      { test: { name: 'architecture', include: ['test/architecture.test.ts', 'test/supply-chain.test.ts'] } },
      {
        plugins: [svelte({ configFile: 'src-renderer/svelte.config.js' })],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', include: ['src-renderer/**/*.test.ts'] },
      },
      { test: { name: 'keyring', include: ['src-proxy/vault/*.keyring.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          execArgv,
          // They mostly wait for processes and sockets: two at a time also where there are few cores.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          globalSetup: ['test/clients/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/global-setup.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          // They mostly wait for a browser: two at a time also where there are few cores.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'electron',
          include: ['test/electron/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'packaged',
          include: ['test/packaged/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
