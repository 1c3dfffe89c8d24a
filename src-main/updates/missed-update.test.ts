import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { missedUpdateFile } from './missed-update.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel-missed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is given out once, to the next run, and leaves nothing behind', () => {
  const path = join(folder, 'update-not-installed.json');
  missedUpdateFile(path, new MemoryLog()).keep('2.0.0');
  const next = missedUpdateFile(path, new MemoryLog());
  expect([next.take(), next.take(), readdirSync(folder)]).toEqual(['2.0.0', null, []]);
});

it.each(['', 'not JSON', '[]', '{"version":""}', '{"version":7}'])('makes nothing of %j, once', (text) => {
  const path = join(folder, 'update-not-installed.json');
  writeFileSync(path, text);
  expect([missedUpdateFile(path, new MemoryLog()).take(), readdirSync(folder)]).toEqual([null, []]);
});

it('a folder that cannot be written is logged and holds nobody up', () => {
  const log = new MemoryLog();
  missedUpdateFile(join(folder, 'gone', 'update.json'), log).keep('2.0.0');
  expect(log.lines).toHaveLength(1);
});
