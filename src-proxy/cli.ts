#!/usr/bin/env node
/**
 * The `evenkeel` command. Looks at the Node version before anything else is loaded: the database driver of an older Node
 * ends the process without a word.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Evenkeel needs Node 22.19 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'Run it through npm, which brings its own: npm start, or npm exec evenkeel -- serve',
  );
  process.exit(1);
}
const { runCommandLine } = await import('./commands/command-line.ts');
await runCommandLine(process.argv);
