import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as nodeFs from 'node:fs/promises';
import { cp, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import type { FileSystem } from './durable-file.ts';
import { openSealedFileVault } from './sealed-file-vault.ts';
import { tokenSet } from './token-set.test-support.ts';
import { vaultContract } from './vault-contract.test-suite.ts';

const made: string[] = [];
const OLD = tokenSet('old');
const NEW = tokenSet('new');
/** Windows has no modes: there the folder's access list, inherited from the profile, decides. */
const OWNER_ALONE =
  process.platform === 'win32' ? { folder: 0o666, files: [0o666] } : { folder: 0o700, files: [0o600] };

afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-vault-'));
  made.push(folder);
  return folder;
}

async function sealedFiles(dataDir: string): Promise<string[]> {
  const names = await readdir(join(dataDir, 'vault'));
  return names.filter((name) => name.endsWith('.sealed')).map((name) => join(dataDir, 'vault', name));
}

/** A file system that dies before its `diesAtStep`-th step: that step and all after it fail, undone. */
function dyingFileSystem(diesAtStep: number): FileSystem {
  let steps = 0;
  const dying = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (from, name) => {
        const value: unknown = Reflect.get(from, name, from);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]): Promise<unknown> => {
          steps += 1;
          if (steps >= diesAtStep) throw new Error('killed');
          const result: unknown = await Reflect.apply(value, from, args);
          return name === 'open' ? dying(result as object) : result;
        };
      },
    });
  const { chmod, copyFile, link, mkdir, open, readFile, readdir, rename, unlink } = nodeFs;
  return dying({ chmod, copyFile, link, mkdir, open, readFile, readdir, rename, unlink });
}

vaultContract('the sealed file vault', async () => openSealedFileVault({ dataDir: await newDataDir() }));

describe('what is on disk', () => {
  it('F1: is for its owner alone, under a umask of 000 too', async () => {
    expect(await modesUnderOpenMask(await newDataDir())).toEqual(OWNER_ALONE);
  });

  it('F2: holds no token in the clear, and says that it is not the keychain', async () => {
    const dataDir = await newDataDir();
    const vault = await openSealedFileVault({ dataDir });
    await vault.put('a', OLD);
    const [file = ''] = await sealedFiles(dataDir);
    expect((await readFile(file, 'latin1')).includes('refresh-old')).toBe(false);
    expect(vault).toMatchObject({ kind: 'file', detail: expect.stringContaining('NOT in the system keychain') });
  });

  it('is found again by a later opening, and by one that runs beside it', async () => {
    const dataDir = await newDataDir();
    const [first, second] = await Promise.all([openSealedFileVault({ dataDir }), openSealedFileVault({ dataDir })]);
    await first.put('a', OLD);
    expect(await second.get('a')).toEqual(OLD);
    expect(await (await openSealedFileVault({ dataDir })).get('a')).toEqual(OLD);
  });
});

describe('damage', () => {
  it('of any byte of a sealed file is seen, and healed by a put', async () => {
    const dataDir = await newDataDir();
    const vault = await openSealedFileVault({ dataDir });
    await vault.put('a', OLD);
    const [file = ''] = await sealedFiles(dataDir);
    const whole = await readFile(file);
    for (const at of [0, 1, 13, 29, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await writeFile(file, changed);
      await expect(vault.get('a')).rejects.toMatchObject({ code: 'vault_damaged' });
    }
    await writeFile(file, whole.subarray(0, 20));
    await expect(vault.get('a')).rejects.toThrow('sign in to this account again');
    await vault.put('a', NEW);
    expect(await vault.get('a')).toEqual(NEW);
  });

  it("refuses one account's file under another's name", async () => {
    const dataDir = await newDataDir();
    const vault = await openSealedFileVault({ dataDir });
    await vault.put('a', OLD);
    const [fileOfA = ''] = await sealedFiles(dataDir);
    await vault.put('b', NEW);
    const fileOfB = (await sealedFiles(dataDir)).find((file) => file !== fileOfA) ?? '';
    await rename(fileOfA, fileOfB);
    await expect(vault.get('b')).rejects.toMatchObject({ code: 'vault_damaged' });
  });

  it('of the key is seen: another key, a key of the wrong length, no key beside sealed files', async () => {
    const dataDir = await newDataDir();
    await (await openSealedFileVault({ dataDir })).put('a', OLD);
    const keyFile = join(dataDir, 'vault', 'vault.key');
    await writeFile(keyFile, Buffer.alloc(32));
    const otherKey = await openSealedFileVault({ dataDir });
    await expect(otherKey.get('a')).rejects.toMatchObject({ code: 'vault_damaged' });
    await writeFile(keyFile, Buffer.alloc(31));
    await expect(openSealedFileVault({ dataDir })).rejects.toThrow('has 31 bytes instead of 32');
    expect(await readFile(keyFile)).toHaveLength(31);
    await rm(keyFile);
    await expect(openSealedFileVault({ dataDir })).rejects.toMatchObject({ code: 'vault_damaged' });
  });
});

describe('a killed write', () => {
  it('F2: leaves the old or the new set at every step, and no temp file once reopened', async () => {
    const base = await newDataDir();
    await (await openSealedFileVault({ dataDir: base })).put('a', OLD);
    const outcomes = new Set<unknown>();
    let survived = false;
    for (let diesAtStep = 1; !survived; diesAtStep++) {
      const dataDir = await newDataDir();
      await cp(base, dataDir, { recursive: true });
      const fs = dyingFileSystem(diesAtStep);
      survived = await openSealedFileVault({ dataDir, fs })
        .then((vault) => vault.put('a', NEW))
        .then(
          () => true,
          () => false,
        );
      const found = await (await openSealedFileVault({ dataDir })).get('a');
      expect(survived ? [NEW] : [OLD, NEW]).toContainEqual(found);
      outcomes.add(found?.idToken);
      expect(await readdir(join(dataDir, 'vault'))).toHaveLength(2);
    }
    expect(outcomes.size).toBe(2);
  });

  it('F2: by a real SIGKILL keeps what was acknowledged, or the write after it', async () => {
    const dataDir = await newDataDir();
    for (const writes of [1, 7, 23]) {
      const child = fork(new URL('sealed-file-write-loop.test-child.ts', import.meta.url), [dataDir], { execArgv: [] });
      let acknowledged = -1;
      child.on('message', (round) => {
        acknowledged = Number(round);
        if (acknowledged === writes) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const found = await (await openSealedFileVault({ dataDir })).get('a');
      const round = Number(found?.idToken.split('-')[1]);
      expect(found).toEqual(tokenSet(String(round), 2_731));
      expect(round).toBeGreaterThanOrEqual(acknowledged);
    }
  });
});

/** The distinct modes of all files, a temp file of the killed write included. In a process of its own: a worker thread, in which tests run, may not set its mask. */
async function modesUnderOpenMask(dataDir: string): Promise<{ folder: number; files: number[] }> {
  const child = fork(new URL('sealed-file-write-loop.test-child.ts', import.meta.url), [dataDir, 'umask-000'], {
    execArgv: [],
  });
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'close');
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  const names = await readdir(join(dataDir, 'vault'));
  const modes = await Promise.all(names.map((name) => modeOf(join(dataDir, 'vault', name))));
  return { folder: await modeOf(join(dataDir, 'vault')), files: [...new Set(modes)] };
}
