/** The contract against the real keychain of this session. Start it in a session of its own; see the error below. */
import { randomUUID } from 'node:crypto';

import { afterAll, expect, it } from 'vitest';

import { openKeychainVault } from './keychain-vault.ts';
import { loadKeytar } from './keytar-keychain.ts';
import { tokenSet } from './token-set.test-support.ts';
import { vaultContract } from './vault-contract.test-suite.ts';

if (process.env['EVENKEEL_TEST_KEYRING'] !== '1') {
  throw new Error(
    "These tests write to a real keychain. Set EVENKEEL_TEST_KEYRING=1, and on Linux run them in a session of their own: dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets; …'",
  );
}

const keychain = await loadKeytar();
const services: string[] = [];

function newService(): string {
  const service = `Evenkeel test ${randomUUID()}`;
  services.push(service);
  return service;
}

afterAll(async () => {
  for (const service of services) {
    for (const { account } of await keychain.findCredentials(service)) await keychain.deletePassword(service, account);
  }
});

vaultContract(
  'the keychain vault on the real keychain',
  () => openKeychainVault({ keychain, service: newService() }),
  10,
);

it('F2: is found again by a later opening, in entries of at most 2,500 bytes, and leaves none when deleted', async () => {
  const service = newService();
  await (await openKeychainVault({ keychain, service })).put('a', tokenSet('one', 2_731));
  const reopened = await openKeychainVault({ keychain, service });
  expect(await reopened.get('a')).toEqual(tokenSet('one', 2_731));
  const entries = await keychain.findCredentials(service);
  expect(Math.max(...entries.map(({ password }) => Buffer.byteLength(password, 'utf8')))).toBeLessThanOrEqual(2_500);
  await reopened.delete('a');
  expect(await keychain.findCredentials(service)).toEqual([]);
});
