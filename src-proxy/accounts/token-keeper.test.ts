import { describe, expect, it } from 'vitest';

import { makeAuthFile } from '../../test/fakes/auth-file.ts';
import { openTestStore, silentLogger, tempFolder } from '../storage/records.fixture.ts';
import { createMemoryVault } from '../vault/memory-vault.ts';
import { VaultError, type TokenSet, type Vault } from '../vault/vault.ts';
import { AccountBook } from './account-book.ts';
import { readAccountFile } from './import/read-account-file.ts';
import { TokenKeeper } from './token-keeper.ts';

const clock = { nowMs: () => 1_800_000_000_000, sleep: () => Promise.resolve() };

async function setUp() {
  const kept = createMemoryVault();
  let refuses = false;
  const vault: Vault = {
    ...kept,
    get: (accountId) => kept.get(accountId),
    delete: (accountId) => kept.delete(accountId),
    put: async (accountId, tokens) => {
      if (refuses) throw new VaultError('vault_write_failed', 'The disk is full.');
      await kept.put(accountId, tokens);
    },
  };
  const book = await AccountBook.load({ store: await openTestStore(tempFolder()), vault, clock, logger: silentLogger });
  const file = makeAuthFile({ email: 'a@example.test', accountId: 'acc-a', userId: 'u', plan: 'plus' });
  const [read] = readAccountFile(file).logins;
  if (!read) throw new Error('The auth.json of this test cannot be read.');
  const { account } = await book.signIn(read.login);
  const spent: string[] = [];
  const endpoint = {
    refresh: async (tokens: TokenSet) => {
      spent.push(tokens.refreshToken);
      return await Promise.resolve({
        kind: 'refreshed' as const,
        tokens: { ...tokens, accessToken: 'new-access', refreshToken: 'new-refresh', obtainedAtMs: 1 },
      });
    },
  };
  const settings = () => ({ tokenRefreshIntervalDays: 8 });
  const keeper = new TokenKeeper({ book, endpoint, clock, logger: silentLogger, settings });
  return { account, keeper, kept, spent, refuse: (now: boolean) => (refuses = now) };
}

describe('when the vault does not take renewed tokens', () => {
  it('F4: they are not used, not lost, and the spent refresh token is not sent again', async () => {
    const { account, keeper, kept, spent, refuse } = await setUp();
    const before = account.tokens;
    refuse(true);
    const first = await keeper.renewRefused(account, before?.accessToken ?? '');
    expect(first).toMatchObject({
      kind: 'failed',
      failure: { code: 'vault_unavailable', message: 'The disk is full.' },
    });
    expect([account.tokens, account.status]).toEqual([before, 'active']);
    refuse(false);
    const second = await keeper.renewRefused(account, before?.accessToken ?? '');
    expect(second).toEqual({ kind: 'token', accessToken: 'new-access' });
    expect(await kept.get(account.id)).toMatchObject({ refreshToken: 'new-refresh' });
    expect(spent).toEqual([before?.refreshToken]);
  });
});
