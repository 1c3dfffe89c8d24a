import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { desktopFolder } from './desktop-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-profile-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('lies in the data folder, for the owner alone (F1)', async () => {
  const profile = desktopFolder(() => join(folder, 'data'), '/elsewhere', new MemoryLog());
  expect(profile).toBe(join(folder, 'data', 'desktop'));
  expect((await stat(profile)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
});

it('is the usual one where the data folder cannot be had', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(desktopFolder(() => join(folder, 'file'), '/elsewhere', new MemoryLog())).toBe('/elsewhere');
});

it('is the usual one where the settings make no sense', () => {
  const invalid = () => {
    throw new Error('EVENKEEL_LOG_LEVEL is "loud".');
  };
  expect(desktopFolder(invalid, '/elsewhere', new MemoryLog())).toBe('/elsewhere');
});
