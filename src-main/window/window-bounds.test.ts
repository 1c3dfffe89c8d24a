import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { boundsFile } from './window-bounds.ts';

describe('window bounds', () => {
  let folder: string;
  const log = new MemoryLog();
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'evenkeel-bounds-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('come back as they were written, in a file for the owner alone (F1)', async () => {
    const path = join(folder, 'window.json');
    const bounds = { x: -5, y: 7, width: 800, height: 600 };
    boundsFile(path, log).write(bounds);
    expect(boundsFile(path, log).read()).toEqual(bounds);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{"x":1}', '{"x":0,"y":0,"width":1e9,"height":600}'])('make no sense: %s', async (content) => {
    const path = join(folder, 'window.json');
    await writeFile(path, content);
    expect(boundsFile(path, log).read()).toBeNull();
  });

  it('that cannot be written are reported and nothing more', () => {
    boundsFile(join(folder, 'missing', 'window.json'), log).write({ x: 0, y: 0, width: 800, height: 600 });
    expect(log.lines.some((line) => line.startsWith('warn'))).toBe(true);
  });
});
