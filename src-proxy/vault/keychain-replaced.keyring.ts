/** What the real library does when its service is replaced: on Linux alone, with a session and a service of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

import { OwnKeyring } from '../../test/electron/own-keyring.ts';

const program = fileURLToPath(new URL('keychain-use.test-child.ts', import.meta.url));

async function tried(child: ChildProcess): Promise<unknown> {
  const answer = once(child, 'message');
  child.send('try');
  return (await answer)[0];
}

it.runIf(process.platform === 'linux')(
  'F2: a secret service that was replaced answers the next start alone, and the sentence says so',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'evenkeel-replaced-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const keyring = await OwnKeyring.open(home);
    onTestFinished(() => keyring[Symbol.asyncDispose]());
    const start = (): ChildProcess => {
      const child = fork(program, { env: keyring.environment });
      onTestFinished(() => void child.kill());
      return child;
    };
    const before = start();
    expect(await tried(before)).toBe('it answers');
    await keyring.unlock();
    expect([await tried(before), await tried(before)]).toEqual(['vault_replaced', 'vault_replaced']);
    expect(await tried(start())).toBe('it answers');
  },
);
