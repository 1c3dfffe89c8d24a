import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** `undefined` where nobody is there to be asked. What is typed is not shown. */
export async function askSecret(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

/**
 * What to do where nobody could be asked. On Windows that is every terminal, for the installed program: Electron's main
 * process has its standard input at the end there.
 */
export function insteadOfAsking(variable: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32'
    ? `Set ${variable} to it. On Windows the installed program cannot ask for it in a terminal.`
    : `Enter it in a terminal, or set ${variable}.`;
}
