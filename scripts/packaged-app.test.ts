import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { alteredProblem, EndedEarly } from './altered-start.ts';
import { fuseProblem, readFuses, wantedFuses } from './packaged-fuses.ts';
import { copyApp, tamperWith } from './tampered-app.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-packaged-app-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As Electron's program holds them: a mark, the version, their number, a character for each. */
const wire = (fuses: string): string => `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${fuses}`;
const asWanted = '010011000';

async function place(path: string, content: string | Buffer): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  return join(folder, path);
}

describe('E8: the fuses of a package', () => {
  it('are read from the program', async () => {
    const program = await place('app/evenkeel', `code${wire(asWanted)}code`);
    expect(await readFuses(program)).toEqual([wantedFuses]);
    expect(await fuseProblem(program)).toBeNull();
  });

  it('are read from the framework of a macOS app, for both processors', async () => {
    const program = await place('Evenkeel.app/Contents/MacOS/Evenkeel', 'a small program');
    const framework = 'Evenkeel.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Electron Framework';
    await place(framework, `x64${wire(asWanted)}arm64${wire('110011001')}`);
    expect(await readFuses(program)).toHaveLength(2);
    expect(await fuseProblem(program)).toBe('its fuses are not as they must be: runAsNode is on');
    await place(framework, `x64${wire(asWanted)}arm64${wire('010000000')}`);
    expect(await fuseProblem(program)).toContain('asarIntegrity is off, onlyAsar is off');
  });

  it('must be there at all', async () => {
    await expect(readFuses(await place('app/evenkeel', 'no fuse'))).rejects.toThrow('has no fuses');
  });
});

describe('E8: how a tampered copy must go', () => {
  const refused = [new EndedEarly(null, 'SIGTRAP'), new EndedEarly(-2147483645, null), new EndedEarly(1, null)];
  const others = [new EndedEarly(0, null), new Error('it did not listen within 60 seconds'), new Error('spawn ENOENT')];

  it('it ends before it listens where the system checks archives: nothing else is a refusal', () => {
    expect(refused.map((failure) => alteredProblem(failure, true))).toEqual([null, null, null]);
    for (const failure of others) expect(alteredProblem(failure, true)).toContain(failure.message);
    expect(alteredProblem(null, true)).toBe('it starts with a changed byte in its archive');
  });

  it('it starts and is well where the system checks none', () => {
    expect(alteredProblem(null, false)).toBeNull();
    for (const failure of [...refused, ...others]) expect(alteredProblem(failure, false)).toContain(failure.message);
  });
});

describe('E8: a tampered copy', () => {
  const code = 'function main() {\n\tstart();\n}\n';

  function archive(): Buffer {
    const files = {
      'package.json': { offset: '0', size: 2 },
      dist: { files: { 'main.js': { offset: '2', size: code.length } } },
    };
    const header = JSON.stringify({ files });
    const padded = Math.ceil(header.length / 4) * 4;
    const sizes = Buffer.alloc(16);
    [4, padded + 8, padded + 4, header.length].forEach((size, index) => sizes.writeUInt32LE(size, 4 * index));
    return Buffer.concat([sizes, Buffer.from(header.padEnd(padded, '\0')), Buffer.from(`{}${code}`)]);
  }

  it.each([
    ['app/evenkeel', 'app/resources/app.asar'],
    ['Evenkeel.app/Contents/MacOS/Evenkeel', 'Evenkeel.app/Contents/Resources/app.asar'],
  ])('of %s differs in one blank of its code, and the original in nothing', async (name, archived) => {
    const program = await place(name, 'a program');
    const original = archive();
    await place(archived, original);
    await symlink('Versions/Current', join(folder, archived, '..', 'link'));
    const copied = await copyApp(program, join(folder, 'copies'));
    expect(copied).toBe(join(folder, 'copies', name));
    expect(await readFile(join(folder, 'copies', archived))).toEqual(original);
    await tamperWith(copied);
    const copy = await readFile(join(folder, 'copies', archived));
    expect(copy.length).toBe(original.length);
    expect(copy.toString()).toBe(original.toString().replace('\n\t', '\n '));
    expect(await readFile(join(folder, archived))).toEqual(original);
    expect(await readlink(join(folder, 'copies', archived, '..', 'link'))).toBe('Versions/Current');
  });
});
