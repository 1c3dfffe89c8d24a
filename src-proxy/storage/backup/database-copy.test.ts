import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openStore } from '../open-store.ts';
import { silentLogger, tempFolder } from '../records.fixture.ts';
import { folderWith, named, requestsIn, restore } from './backup.fixture.ts';

const open = (dataDir: string) => openStore({ dataDir, logger: silentLogger, nowMs: () => 0 });

describe('a restore of a data folder', () => {
  it.each(['.', 'evenkeel.db'])('that an engine runs on (%s) is refused, and touches nothing', async (given) => {
    const source = await folderWith(3, 'source');
    const fresh = join(tempFolder(), 'fresh');
    const store = await open(source);
    await expect(restore(join(source, given), fresh)).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: expect.stringContaining('evenkeel backup'),
    });
    expect(existsSync(fresh)).toBe(false);
    await store.close();
    expect((await restore(join(source, given), fresh)).requests).toBe(3);
  });

  it('of another name than the engine’s own beside a running one goes through', async () => {
    const source = await folderWith(3, 'source');
    const store = await open(source);
    await store.close();
    copyFileSync(join(source, 'evenkeel.db'), join(source, 'earlier.db'));
    const running = await open(source);
    expect((await restore(join(source, 'earlier.db'), join(tempFolder(), 'fresh'))).requests).toBe(3);
    await running.close();
  });

  it('has all as it was before the passphrase was asked for, whatever an engine does to it meanwhile', async () => {
    const source = await folderWith(3, 'source');
    const fresh = join(tempFolder(), 'fresh');
    // Takes the journal up into the database, and drops it.
    await restore(source, fresh, async () => void (await requestsIn(source)));
    expect(await requestsIn(fresh)).toEqual(named('source', 3));
  });

  it('into that folder itself goes through', async () => {
    const source = await folderWith(3, 'source');
    expect((await restore(source, source)).requests).toBe(3);
  });

  const plainOf = (dataDir: string): string[] =>
    ['settings.json', 'models.json'].filter((name) => existsSync(join(dataDir, name)));

  it('that holds the database alone leaves the settings and models that are there', async () => {
    const source = await folderWith(3, 'source');
    rmSync(join(source, 'settings.json'));
    const present = await folderWith(5, 'present');
    writeFileSync(join(present, 'models.json'), '{}');
    await restore(source, present);
    expect(plainOf(present)).toEqual(['settings.json', 'models.json']);
    expect(readFileSync(join(present, 'settings.json'), 'utf8')).toContain('present');
  });

  it('that has settings brings those alone', async () => {
    const present = await folderWith(5, 'present');
    writeFileSync(join(present, 'models.json'), '{}');
    await restore(await folderWith(3, 'source'), present);
    expect(plainOf(present)).toEqual(['settings.json', 'models.json']);
    expect(readFileSync(join(present, 'settings.json'), 'utf8')).toContain('source');
  });

  it('that a restore has kept takes away what there was not before', async () => {
    const source = await folderWith(3, 'source');
    rmSync(join(source, 'settings.json'));
    const kept = join(tempFolder(), 'before-restore-19700101T000000.000Z');
    mkdirSync(join(kept, '..'), { recursive: true });
    renameSync(source, kept);
    const present = await folderWith(5, 'present');
    await restore(`${kept}/`, present);
    expect(plainOf(present)).toEqual([]);
  });
});
