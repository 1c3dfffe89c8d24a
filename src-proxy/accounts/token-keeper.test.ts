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
  /** What the vault has done is told only once this has come. */
  let told = Promise.resolve();
  let answered = Promise.resolve();
  const vault: Vault = {
    ...kept,
    get: (accountId) => kept.get(accountId),
    delete: async (accountId) => {
      await kept.delete(accountId);
      await told;
    },
    put: async (accountId, tokens) => {
      if (refuses) throw new VaultError('vault_write_failed', 'The disk is full.');
      await kept.put(accountId, tokens);
      await told;
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
      await answered;
      return await Promise.resolve({
        kind: 'refreshed' as const,
        tokens: { ...tokens, accessToken: 'new-access', refreshToken: 'new-refresh', obtainedAtMs: 1 },
      });
    },
  };
  const settings = () => ({ tokenRefreshIntervalDays: 8 });
  const keeper = new TokenKeeper({ book, endpoint, clock, logger: silentLogger, settings });
  return {
    account,
    book,
    login: read.login,
    keeper,
    kept,
    spent,
    refuse: (now: boolean) => (refuses = now),
    tellLater: (first: Promise<void>): void => void (told = first),
    answerLater: (first: Promise<void>): void => void (answered = first),
  };
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

describe('what an owner does while a renewal is on its way', () => {
  async function renewing() {
    const stage = await setUp();
    const [vault, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    stage.answerLater(answer.promise);
    const renewal = stage.keeper.renewRefused(stage.account, stage.account.tokens?.accessToken ?? '');
    await expect.poll(() => stage.spent.length).toBe(1);
    stage.tellLater(vault.promise);
    return {
      ...stage,
      end: async (doing: Promise<unknown>) => {
        answer.resolve();
        // So that whatever the renewal does beside the owner, it has done.
        for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        vault.resolve();
        await doing;
        return await renewal;
      },
    };
  }

  it('F4: an account that is being removed leaves no tokens in the vault', async () => {
    const { book, account, kept, end } = await renewing();
    await end(book.remove(account.id, { history: false }));
    expect(await kept.get(account.id)).toBeNull();
  });

  it('F4: a new sign-in is newer than what the renewal brings', async () => {
    const { book, account, kept, login, end } = await renewing();
    const tokens = { ...login.tokens, accessToken: 'signed-in-access', refreshToken: 'signed-in-refresh' };
    const answer = await end(book.signIn({ ...login, tokens }));
    expect(answer).toEqual({ kind: 'token', accessToken: 'signed-in-access' });
    expect([account.tokens, await kept.get(account.id)]).toEqual([tokens, tokens]);
  });
});
