import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { AccountBook } from '../../src-proxy/accounts/account-book.ts';
import type { Account } from '../../src-proxy/accounts/account.ts';
import { loginOfTokens } from '../../src-proxy/accounts/imported-login.ts';
import { TokenKeeper } from '../../src-proxy/accounts/token-keeper.ts';
import { failureOfResponse } from '../../src-proxy/providers/chatgpt/error-table.ts';
import type { TokenEndpoint, UpstreamFailure } from '../../src-proxy/providers/provider.ts';
import { openStore } from '../../src-proxy/storage/open-store.ts';
import { silentLogger, tempFolder } from '../../src-proxy/storage/records.fixture.ts';
import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { encodeTokenSet } from '../../src-proxy/vault/token-set-codec.ts';
import type { TokenSet } from '../../src-proxy/vault/vault.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';

const settings = () => ({ tokenRefreshIntervalDays: 8 });
const manyMinutesMs = 600_000;

function tokensOf({ accessToken, refreshToken }: FakeAccount, obtainedAtMs = Date.now()): TokenSet {
  return { accessToken, refreshToken, idToken: accessToken, obtainedAtMs };
}

function endpointOf(upstream: FakeUpstream): TokenEndpoint {
  return {
    async refresh({ refreshToken }) {
      const response = await fetch(`${upstream.authBaseUrl}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ grant_type: 'refresh_token', refresh_token: refreshToken }),
      });
      const body = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200) {
        const refused = { statusCode: response.status, rawHeaders: [], body };
        return { kind: 'failed', failure: failureOfResponse(refused, null, Date.now()) };
      }
      const answer = JSON.parse(body.toString('utf8')) as { access_token: string; refresh_token: string };
      const tokens = { accessToken: answer.access_token, refreshToken: answer.refresh_token };
      return { kind: 'refreshed', tokens: { ...tokens, idToken: tokens.accessToken, obtainedAtMs: Date.now() } };
    },
  };
}

/** What an engine finds on the folder, so many milliseconds from now. */
async function withBook<Result>(
  dataDir: string,
  laterMs: number,
  look: (book: AccountBook, keeper: (endpoint: TokenEndpoint) => TokenKeeper) => Promise<Result>,
): Promise<Result> {
  const clock = { nowMs: () => Date.now() + laterMs, sleep: () => Promise.resolve() };
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: clock.nowMs });
  try {
    const vault = await openSealedFileVault({ dataDir });
    const book = await AccountBook.load({ store, vault, clock, logger: silentLogger });
    return await look(book, (endpoint) => new TokenKeeper({ book, endpoint, clock, logger: silentLogger, settings }));
  } finally {
    await store.close();
  }
}

/** The step at which it was killed; `null` when it came to its end. */
async function run(args: readonly string[]): Promise<string | null> {
  const fixture = fileURLToPath(new URL('token-steps.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [fixture, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await once(child, 'close');
  if (child.signalCode === 'SIGKILL') return printed.trim().split('\n').at(-1)?.replace(/^\d+ /, '') ?? '';
  if (child.exitCode !== 0) throw new Error(`The process failed:\n${printed}${complaint}`);
  return null;
}

interface Ending {
  readonly step: string;
  readonly ending: string;
}

const atOnce = 4;

/** Kills at step 1, 2, 3 … until a process comes to its end, and looks after each. A round tells how it ended for the account. */
async function killAtEvery(round: (killAt: number) => Promise<Ending | null>): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (;;) {
    const batch = Array.from({ length: atOnce }, (_, index) => round(endings.length + index + 1));
    const ended = await Promise.all(batch);
    const last = ended.indexOf(null);
    endings.push(...ended.slice(0, last === -1 ? undefined : last).filter((ending) => ending !== null));
    if (last !== -1) return endings;
  }
}

const sealedFiles = (dataDir: string): string[] =>
  readdirSync(join(dataDir, 'vault')).filter((name) => name.endsWith('.sealed'));

async function seed(dataDir: string, tokens: TokenSet, more?: UpstreamFailure): Promise<void> {
  await withBook(dataDir, 0, async (book) => {
    const login = loginOfTokens(tokens);
    if (!login) throw new Error('These tokens say nobody’s name.');
    const { account } = await book.signIn(login);
    if (more) book.lessons.failure(account, more);
    await book.flush();
  });
}

const permanent: UpstreamFailure = {
  class: 'permanent',
  statusCode: 401,
  code: 'refresh_token_invalidated',
  message: '',
  raw: '',
  resetsAtMs: null,
  retryAfterMs: null,
  response: null,
};

function only(book: AccountBook): Account {
  const [account, ...more] = book.all();
  if (!account || more.length > 0) throw new Error('There should be exactly one account.');
  return account;
}

describe('F4: kill -9 at every step of a refresh', () => {
  it('leaves the old or the new set, an account that works or says the truth, and no second use too many', async () => {
    await using upstream = await startFakeUpstream();
    const endings = await killAtEvery(async (killAt) => {
      const account = upstream.addAccount({ id: `acc-${killAt}` });
      const dataDir = tempFolder();
      const old = tokensOf(account);
      await seed(dataDir, old);
      const step = await run([dataDir, upstream.authBaseUrl, 'refresh', String(killAt)]);
      if (step === null) return null;
      const isSpent = account.refreshToken !== old.refreshToken;

      const asked = (): number => upstream.refreshes().filter(({ accountId }) => accountId === account.id).length;
      const askedBefore = asked();
      const isMarked = await withBook(dataDir, 0, async (book, keeperWith) => {
        const { tokens, status, record } = only(book);
        expect([old.refreshToken, account.refreshToken]).toContain(tokens?.refreshToken);
        expect(status).toBe('active');
        const keeper = keeperWith(endpointOf(upstream));
        // What is there goes on being used: its access token is as good as before.
        expect(await keeper.accessToken(only(book))).toEqual({ kind: 'token', accessToken: tokens?.accessToken });
        expect(account.accepts(tokens?.accessToken ?? '')).toBe(true);
        const marked = record.refreshMark !== null && tokens?.refreshToken === old.refreshToken;
        // A token that may be spent is not sent at once, by nobody.
        if (marked) {
          const refused = { kind: 'failed', failure: { class: 'dropped', code: 'refresh_answer_lost' } };
          expect(await keeper.renew(only(book))).toMatchObject(refused);
          expect(await keeper.renewRefused(only(book), old.accessToken)).toMatchObject(refused);
          expect(asked()).toBe(askedBefore);
        }
        return marked;
      });

      const ending = await withBook(dataDir, manyMinutesMs, async (book, keeperWith) => {
        const one = only(book);
        const isLost = isSpent && one.tokens?.refreshToken === old.refreshToken;
        expect(isLost ? isMarked : true).toBe(true);
        const answer = await keeperWith(endpointOf(upstream)).renewRefused(one, one.tokens?.accessToken ?? '');
        if (!isLost) {
          expect(answer).toEqual({ kind: 'token', accessToken: account.accessToken });
          expect([one.status, one.record.refreshMark]).toEqual(['active', null]);
          return 'works';
        }
        expect([one.status, one.record.deactivationReason]).toEqual(['reauth_required', 'refresh_answer_lost']);
        expect(one.record.refreshMark).toBeNull();
        return 'lost, and says so';
      });
      return { step, ending };
    });
    expect(endings.slice(0, 11)).toEqual([
      { step: 'before row saveAccount', ending: 'works' },
      { step: 'after row saveAccount', ending: 'works' },
      { step: 'before the request', ending: 'works' },
      // The answer had come and was not in the vault yet: nobody else knows the new tokens.
      { step: 'after the answer', ending: 'lost, and says so' },
      { step: 'before vault open', ending: 'lost, and says so' },
      { step: 'after vault open', ending: 'lost, and says so' },
      { step: 'before vault rename', ending: 'lost, and says so' },
      { step: 'after vault rename', ending: 'works' },
      { step: 'before vault open', ending: 'works' },
      { step: 'after vault open', ending: 'works' },
      { step: 'before row saveAccount', ending: 'works' },
    ]);
    expect(endings.slice(11).map(({ ending }) => ending)).toContain('works');
  }, 120_000);
});

/** A row before the vault, a row after it, and one step between at which everything turns. */
function expectTurnAtTheRename(endings: readonly Ending[], before: string, after: string): void {
  const turn = endings.findIndex(({ step }) => step === 'after vault rename');
  const isRow = ({ step }: Ending): boolean => step.includes('row saveAccount');
  expect(endings.slice(0, turn).some(isRow)).toBe(true);
  expect(endings.slice(turn).some(isRow)).toBe(true);
  expect(endings.map(({ ending }) => ending)).toEqual(endings.map((_, index) => (index < turn ? before : after)));
}

describe('kill -9 at every step of a sign-in', () => {
  it('of a new account: it is fully there or not at all, and no tokens are left without a row', async () => {
    await using upstream = await startFakeUpstream();
    const endings = await killAtEvery(async (killAt) => {
      const account = upstream.addAccount({ id: `acc-${killAt}` });
      const [dataDir, tokens] = [tempFolder(), tokensOf(account)];
      const file = join(tempFolder(), 'tokens.json');
      writeFileSync(file, encodeTokenSet(tokens));
      const step = await run([dataDir, upstream.authBaseUrl, 'sign-in', String(killAt), file]);
      if (step === null) return null;
      for (const start of ['first', 'second']) {
        await withBook(dataDir, 0, async (book) => {
          expect(sealedFiles(dataDir)).toHaveLength(book.all().length);
          for (const one of book.all()) {
            expect([start, one.status, one.tokens]).toEqual([start, 'active', tokens]);
            expect(one.record).toMatchObject({ email: account.email, refreshMark: null });
          }
          await book.flush();
        });
      }
      return { step, ending: sealedFiles(dataDir).length === 1 ? 'there' : 'not at all' };
    });
    expectTurnAtTheRename(endings, 'not at all', 'there');
  }, 120_000);

  it('of a known account that had lost its sign-in: the old state or the new one, never between', async () => {
    await using upstream = await startFakeUpstream();
    const endings = await killAtEvery(async (killAt) => {
      const account = upstream.addAccount({ id: `acc-${killAt}` });
      const [dataDir, old] = [tempFolder(), tokensOf(account)];
      await seed(dataDir, old, permanent);
      account.rotateTokens();
      const tokens = tokensOf(account);
      const file = join(tempFolder(), 'tokens.json');
      writeFileSync(file, encodeTokenSet(tokens));
      const step = await run([dataDir, upstream.authBaseUrl, 'sign-in', String(killAt), file]);
      if (step === null) return null;
      const ending = await withBook(dataDir, 0, async (book) => {
        const one = only(book);
        const isNew = one.tokens?.refreshToken === tokens.refreshToken;
        expect(one.tokens).toEqual(isNew ? tokens : old);
        expect([one.status, one.record.refreshMark]).toEqual([isNew ? 'active' : 'reauth_required', null]);
        expect(one.record.deactivationReason).toBe(isNew ? null : permanent.code);
        await book.flush();
        return isNew ? 'new' : 'old';
      });
      return { step, ending };
    });
    expectTurnAtTheRename(endings, 'old', 'new');
  }, 120_000);
});
