import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { createFakeKeychain } from './fake-keychain.test-support.ts';
import { explainKeychain } from './keychain-trouble.ts';
import type { Keychain } from './keychain.ts';
import { openVault } from './open-vault.ts';
import type { OpenVaultOptions } from './open-vault.ts';
import { tokenSet } from './token-set.test-support.ts';
import type { Vault } from './vault.ts';

const made: string[] = [];
const NO_BUS = 'Cannot autolaunch D-Bus without X11 $DISPLAY';

afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newFolder(): Promise<
  (choice: OpenVaultOptions['choice'], keychain: Keychain | string) => Promise<Vault>
> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evenkeel-open-'));
  made.push(dataDir);
  return (choice, keychain) => open({ choice, keychain, dataDir });
}

function open(options: {
  choice: OpenVaultOptions['choice'];
  keychain: Keychain | string;
  dataDir: string;
  isDefaultDataDir?: boolean;
  logged?: string[];
}): Promise<Vault> {
  const { choice, keychain, dataDir, isDefaultDataDir = false, logged = [] } = options;
  const log = (message: string): void => {
    logged.push(message);
  };
  const loadKeychain = async (): Promise<Keychain> => {
    if (typeof keychain === 'string') throw new Error(keychain);
    return keychain;
  };
  const logger = { error: log, warn: log, info: log, debug: log };
  return openVault({ choice, dataDir, isDefaultDataDir, loadKeychain, logger, probeTimeoutMs: 50 });
}

function lastFolder(): string {
  return made.at(-1) ?? '';
}

describe('auto', () => {
  it('F2: takes a keychain that answers, leaves no probe in it, and remembers it', async () => {
    const folder = await newFolder();
    const keychain = createFakeKeychain();
    expect(await folder('auto', keychain)).toMatchObject({ kind: 'keychain' });
    expect(keychain.entries.size).toBe(0);
    expect(JSON.parse(await readFile(join(lastFolder(), 'vault.json'), 'utf8'))).toEqual({ kind: 'keychain' });
    expect((await stat(join(lastFolder(), 'vault.json'))).mode & 0o777).toBe(
      process.platform === 'win32' ? 0o666 : 0o600,
    );
  });

  it('F2: takes the sealed file in a new folder where no keychain answers, and says so plainly and why', async () => {
    const folder = await newFolder();
    const logged: string[] = [];
    const vault = await open({ choice: 'auto', keychain: NO_BUS, dataDir: lastFolder(), logged });
    expect(vault.kind).toBe('file');
    expect(vault.detail).toContain('NOT in the system keychain');
    expect(vault.detail).toContain('no D-Bus session bus');
    expect(logged[0]).toContain('tokens go to a sealed file');
    expect((await folder('auto', NO_BUS)).kind).toBe('file');
  });

  it('gives up on a keychain that never answers', async () => {
    const folder = await newFolder();
    const hanging = { ...createFakeKeychain(), setPassword: () => Promise.withResolvers<void>().promise };
    expect((await folder('auto', hanging)).kind).toBe('file');
    await expect(folder('keychain', hanging)).rejects.toMatchObject({ code: 'vault_locked' });
  });

  it('gives up on a keychain that forgets', async () => {
    const folder = await newFolder();
    expect((await folder('auto', { ...createFakeKeychain(), getPassword: async () => null })).kind).toBe('file');
  });

  it('never starts over in a file once tokens are in the keychain', async () => {
    const folder = await newFolder();
    const keychain = createFakeKeychain();
    await (await folder('auto', keychain)).put('a', tokenSet('one'));
    await expect(folder('auto', NO_BUS)).rejects.toMatchObject({
      code: 'vault_locked',
      message: `Your tokens are in the system keychain, which does not answer (${NO_BUS}). Unlock it and start again, or choose EVENKEEL_VAULT=file and sign in again.`,
    });
    expect(await (await folder('auto', keychain)).get('a')).toEqual(tokenSet('one'));
  });

  it('F2: where the secret service was replaced meanwhile, says that only a new start of Evenkeel helps', async () => {
    const folder = await newFolder();
    const keychain = createFakeKeychain();
    const vault = await folder('auto', keychain);
    const gone = 'The session wrapping the secret does not exist';
    await expect(folder('auto', gone)).rejects.toMatchObject({
      code: 'vault_replaced',
      message: expect.not.stringContaining('Unlock'),
    });
    keychain.setPassword = () => Promise.reject(new Error(gone));
    await expect(vault.put('a', tokenSet('one'))).rejects.toMatchObject({ code: 'vault_replaced' });
  });

  it('stays with the file when a keychain comes later, until another kind is chosen', async () => {
    const folder = await newFolder();
    await (await folder('auto', NO_BUS)).put('a', tokenSet('one'));
    const keychain = createFakeKeychain();
    const stayed = await folder('auto', keychain);
    expect(stayed).toMatchObject({ kind: 'file', detail: expect.stringContaining('stays with the file') });
    expect(await stayed.get('a')).toEqual(tokenSet('one'));
    expect(await (await folder('keychain', keychain)).get('a')).toBeNull();
    expect((await folder('auto', keychain)).kind).toBe('keychain');
    expect(await (await folder('file', keychain)).get('a')).toEqual(tokenSet('one'));
    expect((await folder('auto', keychain)).kind).toBe('file');
  });

  it('asks when its note of the kind is damaged, and takes an explicit answer', async () => {
    const folder = await newFolder();
    await writeFile(join(lastFolder(), 'vault.json'), '{"kind":');
    await expect(folder('auto', createFakeKeychain())).rejects.toMatchObject({ code: 'vault_damaged' });
    expect((await folder('file', NO_BUS)).kind).toBe('file');
    expect((await folder('auto', NO_BUS)).kind).toBe('file');
  });
});

describe('an explicit choice', () => {
  it('of the keychain fails where there is none', async () => {
    const folder = await newFolder();
    await expect(folder('keychain', NO_BUS)).rejects.toMatchObject({ code: 'vault_unavailable' });
  });

  it('of memory is not remembered', async () => {
    const folder = await newFolder();
    const keychain = createFakeKeychain();
    await folder('auto', keychain);
    expect((await folder('memory', keychain)).kind).toBe('memory');
    expect((await folder('auto', keychain)).kind).toBe('keychain');
  });
});

describe('entries in the keychain', () => {
  it('carry the plain name for the default folder alone', async () => {
    await newFolder();
    const keychain = createFakeKeychain();
    for (const isDefaultDataDir of [true, false]) {
      const vault = await open({ choice: 'keychain', keychain, dataDir: lastFolder(), isDefaultDataDir });
      await vault.put('a', tokenSet('one', 10));
    }
    const services = new Set([...keychain.entries.keys()].map((name) => name.split('\n')[0]));
    expect(services.size).toBe(2);
    for (const service of services) expect(service).toMatch(/^Evenkeel( \([0-9a-f]{8}\))?$/);
  });
});

describe('what a keychain says', () => {
  it.each([
    [NO_BUS, 'vault_unavailable', 'D-Bus session bus'],
    [
      'Error spawning command line “dbus-launch --autolaunch=1”: Child process exited with code 1',
      'vault_unavailable',
      'D-Bus',
    ],
    ['Could not connect: No such file or directory', 'vault_unavailable', 'D-Bus session bus'],
    ['Failed to load keytar native addon, checked ["../build/Release"]', 'vault_unavailable', 'libsecret-1-0'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'vault_unavailable', 'gnome-keyring'],
    ['The session wrapping the secret does not exist', 'vault_replaced', 'Quit Evenkeel'],
    ['The name :1.0 was not provided by any .service files', 'vault_replaced', 'Quit Evenkeel'],
    [
      'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name :1.42 was not provided by any .service files',
      'vault_replaced',
      'Quit Evenkeel',
    ],
    ['GDBus.Error:org.freedesktop.Secret.Error.NoSession: x', 'vault_replaced', 'Quit Evenkeel'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'vault_locked', 'Unlock'],
    ['Cannot create an item in a locked collection', 'vault_locked', 'Unlock'],
    ['something new', 'vault_unavailable', 'libsecret-1-0'],
  ])('becomes a sentence to act on: %s', (said, code, advice) => {
    const error = explainKeychain(new Error(said));
    expect(error).toMatchObject({ code, message: expect.stringContaining(advice) });
    expect(error.message).toContain(said);
  });
});
