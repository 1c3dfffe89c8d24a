import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

export default defineConfig(({ command }) => {
  // What is built is shipped, also when a test runner, whose NODE_ENV is `test`, asks for it.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: here,
    base: '/dashboard/',
    plugins: [
      svelte({
        configFile: `${here}/svelte.config.js`,
        onwarn(warning, handle) {
          if (warning.code.startsWith('a11y')) throw new Error(`${warning.filename}: ${warning.message}`);
          handle?.(warning);
        },
      }),
    ],
    build: {
      outDir: '../dist/dashboard',
      emptyOutDir: true,
      target: 'es2023',
      // The page is served with a policy that refuses inline scripts and data: scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
});
