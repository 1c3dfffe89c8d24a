import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { expect, it, onTestFinished } from 'vitest';

import { withPrivateCopy } from './private-copy.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('F1: the copy is where nobody else can enter, readable by us alone, and gone afterwards, also after a failure', async () => {
  const path = join(tempFolder(), 'store.db');
  writeFileSync(path, 'main', { mode: 0o644 });
  writeFileSync(`${path}-wal`, 'log', { mode: 0o644 });
  let copied = '';
  const failing = withPrivateCopy(path, async (copy) => {
    copied = copy.path;
    await setImmediate();
    expect([copy.isSteady, readFileSync(copied, 'utf8'), readFileSync(`${copied}-wal`, 'utf8')]).toEqual([
      true,
      'main',
      'log',
    ]);
    const modes = [dirname(copied), copied, `${copied}-wal`].map((each) => statSync(each).mode & 0o777);
    if (process.platform !== 'win32') expect(modes).toEqual([0o700, 0o600, 0o600]);
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(existsSync(dirname(copied))).toBe(false);
});

it('knows when the original changed under the copy', async () => {
  const path = join(tempFolder(), 'store.db');
  writeFileSync(path, 'x');
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) {
      appendFileSync(path, 'x');
      await setImmediate();
    }
  })();
  const isSteady = await withPrivateCopy(path, (copy) => Promise.resolve(copy.isSteady));
  over.abort();
  await writing;
  expect(isSteady).toBe(false);
});

it('follows a link to where SQLite keeps its side files', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'real.db'), 'main');
  writeFileSync(join(folder, 'real.db-wal'), 'log');
  symlinkSync(join(folder, 'real.db'), join(folder, 'store.db'));
  const wal = await withPrivateCopy(join(folder, 'store.db'), ({ path }) =>
    Promise.resolve(readFileSync(`${path}-wal`, 'utf8')),
  );
  expect(wal).toBe('log');
});
