import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { root } from '../electron/runtime.ts';

const run = promisify(execFile);
/** All that the build reads. */
const sources = [
  'src-main',
  'src-proxy',
  'src-renderer',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-reproducible-'));
  // Taken once, so that both builds see the same, also while somebody works on them.
  for (const source of sources) await cp(join(root, source), join(folder, 'sources', source), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Builds a copy of the sources in a place of its own. @returns the digest of every file by its path. */
async function build(place: string, environment: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const home = join(folder, place);
  await cp(join(folder, 'sources'), home, { recursive: true });
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
  const { PATH = '' } = process.env;
  await run(process.execPath, [join(home, 'scripts', 'build.mjs')], { cwd: home, env: { PATH, ...environment } });
  const files = await readdir(join(home, 'dist'), { recursive: true, withFileTypes: true });
  const digests = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(async (path) => [
      relative(home, path),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ]);
  return Object.fromEntries(await Promise.all(digests)) as Record<string, string>;
}

it('E12: the build of the same sources is the same to the byte, at another place, time zone and language', async () => {
  const one = await build('one', { TZ: 'UTC', LANG: 'C' });
  const other = await build('and/deeper/another', { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' });
  expect(Object.keys(one)).toEqual(expect.arrayContaining(['dist/main.js', 'dist/dashboard/index.html']));
  expect(other).toEqual(one);
});
