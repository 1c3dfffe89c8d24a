import { describe, expect, it } from 'vitest';

import { createFakeKeychain } from './fake-keychain.test-support.ts';
import { openKeychainVault } from './keychain-vault.ts';
import { tokenSet } from './token-set.test-support.ts';
import { vaultContract } from './vault-contract.test-suite.ts';

const service = 'Evenkeel';
const OLD = tokenSet('old', 2_731);
const NEW = tokenSet('new', 2_731);
const LATER = tokenSet('later', 2_731);

vaultContract('the keychain vault', () => openKeychainVault({ keychain: createFakeKeychain(), service }));

async function entriesWithOld(): Promise<Map<string, string>> {
  const keychain = createFakeKeychain();
  const vault = await openKeychainVault({ keychain, service, nowMs: () => 0 });
  await vault.put('a', OLD);
  await vault.put('b', OLD);
  return keychain.entries;
}

describe('a killed write', () => {
  it('F2: leaves the old or the new set at every step, and no orphan after the next put or a later opening', async () => {
    const base = await entriesWithOld();
    const outcomes = new Set<string>();
    let survived = false;
    for (let diesAtCall = 1; !survived; diesAtCall++) {
      const entries = new Map(base);
      survived = await openKeychainVault({ keychain: createFakeKeychain({ entries, diesAtCall }), service })
        .then((vault) => vault.put('a', NEW))
        .then(
          () => true,
          () => false,
        );

      const afterCrash = new Map(entries);
      const reopened = await openKeychainVault({ keychain: createFakeKeychain({ entries }), service, nowMs: Date.now });
      const found = await reopened.get('a');
      expect(survived ? [NEW] : [OLD, NEW]).toContainEqual(found);
      outcomes.add(found?.refreshToken.slice(0, 11) ?? 'neither');
      await reopened.put('a', LATER);
      expect(await reopened.get('a')).toEqual(LATER);
      expect(await reopened.get('b')).toEqual(OLD);
      expect(entries.size).toBe(base.size);

      const muchLater = await openKeychainVault({
        keychain: createFakeKeychain({ entries: afterCrash }),
        service,
        nowMs: () => Date.now() + 3_600_000,
      });
      expect(afterCrash.size).toBe(base.size);
      expect(await muchLater.get('a')).toEqual(found);
    }
    expect([...outcomes].sort()).toEqual(['refresh-new', 'refresh-old']);
  });

  it('F2: a killed deletion leaves the whole set or none of it', async () => {
    const base = await entriesWithOld();
    let survived = false;
    let left: string[] = [];
    for (let diesAtCall = 1; !survived; diesAtCall++) {
      const entries = new Map(base);
      survived = await openKeychainVault({ keychain: createFakeKeychain({ entries, diesAtCall }), service })
        .then((vault) => vault.delete('a'))
        .then(
          () => true,
          () => false,
        );
      const reopened = await openKeychainVault({ keychain: createFakeKeychain({ entries }), service });
      expect([OLD, null]).toContainEqual(await reopened.get('a'));
      left = [...entries.keys()].filter((name) => name.includes('acct/a/'));
    }
    expect(left).toEqual([]);
  });

  it('says that the keychain refused when it does', async () => {
    const keychain = createFakeKeychain({ diesAtCall: 2 });
    const vault = await openKeychainVault({ keychain, service });
    await expect(vault.put('a', NEW)).rejects.toMatchObject({ code: 'vault_write_failed' });
    await expect(vault.get('a')).rejects.toMatchObject({ code: 'vault_unavailable' });
  });
});

describe('entries', () => {
  it('F2: are at most 2,500 bytes each, for 8 KB of tokens in any script', async () => {
    const keychain = createFakeKeychain();
    const vault = await openKeychainVault({ keychain, service });
    await vault.put('a', { ...tokenSet('x', 2_731), accessToken: '🔑ü'.repeat(1_400) });
    const sizes = [...keychain.entries.values()].map((entry) => Buffer.byteLength(entry, 'utf8'));
    expect(sizes.length).toBeGreaterThan(4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_500);
  });

  it('of a write that is going on elsewhere are spared at opening', async () => {
    const keychain = createFakeKeychain();
    const running = await openKeychainVault({ keychain, service });
    const put = running.put('a', NEW);
    await openKeychainVault({ keychain, service });
    await put;
    expect(await running.get('a')).toEqual(NEW);
  });

  it('of two processes that write at once end as one of the two sets', async () => {
    const keychain = createFakeKeychain();
    const first = await openKeychainVault({ keychain, service });
    const second = await openKeychainVault({ keychain, service });
    await Promise.all([first.put('a', OLD), second.put('a', NEW)]);
    expect([OLD, NEW]).toContainEqual(await first.get('a'));
  });

  it('that another process replaces while they are read are read once more', async () => {
    const keychain = createFakeKeychain();
    const writer = await openKeychainVault({ keychain, service });
    await writer.put('a', OLD);
    let replaced = false;
    const reader = await openKeychainVault({
      service,
      keychain: {
        ...keychain,
        getPassword: async (of, account) => {
          const found = await keychain.getPassword(of, account);
          if (account.endsWith('/current') && !replaced) {
            replaced = true;
            await writer.put('a', NEW);
          }
          return found;
        },
      },
    });
    expect(await reader.get('a')).toEqual(NEW);
  });

  it.each(['changed', 'missing', 'pointer'])(
    'that were tampered with are damaged, and healed by a put: %s',
    async (how) => {
      const keychain = createFakeKeychain();
      const vault = await openKeychainVault({ keychain, service });
      await vault.put('a', OLD);
      const target =
        [...keychain.entries.keys()].find((name) => name.endsWith('/current') === (how === 'pointer')) ?? '';
      if (how === 'missing') keychain.entries.delete(target);
      else keychain.entries.set(target, 'AAAA');
      await expect(vault.get('a')).rejects.toMatchObject({ code: 'vault_damaged' });
      await vault.put('a', NEW);
      expect(await vault.get('a')).toEqual(NEW);
    },
  );
});
