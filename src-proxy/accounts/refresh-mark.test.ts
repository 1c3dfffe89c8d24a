import { describe, expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { makeClaims, makeJwt } from '../../test/fakes/auth-file.ts';
import type { TokenRefreshResult, UpstreamFailure } from '../providers/provider.ts';
import { StoreError, type AccountRecord } from '../storage/store.ts';
import { createMemoryVault } from '../vault/memory-vault.ts';
import { VaultError, type TokenSet, type Vault } from '../vault/vault.ts';
import type { Account } from './account.ts';
import { AccountBook } from './account-book.ts';
import type { AccountRows } from './account-shelf.ts';
import { loginOfTokens } from './imported-login.ts';
import { isMarked } from './refresh-mark.ts';
import { TokenKeeper } from './token-keeper.ts';

const startMs = 1_800_000_000_000;
const dayMs = 86_400_000;

const accessToken = makeJwt(makeClaims({ email: 'a@example.test', accountId: 'acc-a', userId: 'u', plan: 'plus' }));
const first: TokenSet = { accessToken, idToken: accessToken, refreshToken: 'refresh-1', obtainedAtMs: startMs };
const second: TokenSet = { ...first, accessToken: 'access-2', refreshToken: 'refresh-2' };

const failure = (kind: UpstreamFailure['class'], code: string): UpstreamFailure => ({
  class: kind,
  statusCode: kind === 'dropped' || kind === 'unreachable' ? null : 400,
  code,
  message: code,
  raw: code,
  resetsAtMs: null,
  retryAfterMs: null,
  response: null,
});
const refreshed: TokenRefreshResult = { kind: 'refreshed', tokens: second };
const lost: TokenRefreshResult = { kind: 'failed', failure: failure('dropped', 'stream_incomplete') };

interface Stage {
  readonly account: Account;
  readonly book: AccountBook;
  readonly keeper: TokenKeeper;
  readonly clock: ManualClock;
  /** What reached the disk and the sign-in service, in order. */
  readonly steps: string[];
  readonly log: string[];
  vaultSays: 'yes' | 'no' | 'nothing';
  rowFails: boolean;
  /** What the sign-in service answers next, one each. */
  readonly answers: (TokenRefreshResult | Promise<TokenRefreshResult>)[];
  /** Ends without a word, as after a kill, and starts again on what is on disk. */
  restart(): Promise<Stage>;
}

async function start(rows: Map<string, AccountRecord>, kept: Vault, clock: ManualClock): Promise<Stage> {
  const [steps, log, answers]: [string[], string[], Stage['answers']] = [[], [], []];
  const switches = { vaultSays: 'yes' as Stage['vaultSays'], rowFails: false };
  const store: AccountRows = {
    initial: { accounts: [...rows.values()] },
    saveAccount: async (record) => {
      if (switches.rowFails) throw new StoreError('store_write_failed', 'The disk is full.');
      steps.push(`row ${record.refreshMark?.kind ?? 'unmarked'}`);
      rows.set(record.id, record);
      await Promise.resolve();
    },
    deleteAccount: async (accountId) => {
      rows.delete(accountId);
      await Promise.resolve();
    },
  };
  const vault: Vault = {
    ...kept,
    put: async (accountId, tokens) => {
      if (switches.vaultSays === 'nothing') return await new Promise(() => undefined);
      if (switches.vaultSays === 'no') throw new VaultError('vault_write_failed', 'The keychain is locked.');
      await kept.put(accountId, tokens);
      steps.push(`vault ${tokens.refreshToken}`);
    },
  };
  const note = (message: string, data?: Record<string, unknown>): void =>
    void log.push(`${message} ${JSON.stringify(data)}`);
  const logger = { error: note, warn: note, info() {}, debug() {} };
  const book = await AccountBook.load({ store, vault, clock, logger });
  const login = loginOfTokens(first);
  if (!login) throw new Error('These tokens say nobody’s name.');
  const account = book.all()[0] ?? (await book.signIn(login)).account;
  steps.length = 0;
  const keeper = new TokenKeeper({
    book,
    clock,
    logger,
    settings: () => ({ tokenRefreshIntervalDays: 8 }),
    endpoint: {
      refresh: async ({ refreshToken }) => {
        steps.push(`sent ${refreshToken}`);
        return await (answers.shift() ?? Promise.resolve(refreshed));
      },
    },
  });
  return Object.assign(switches, {
    account,
    book,
    keeper,
    clock,
    steps,
    log,
    answers,
    restart: async () => await start(rows, kept, clock),
  });
}

const setUp = async (): Promise<Stage> => await start(new Map(), createMemoryVault(), new ManualClock(startMs));
const marked = ({ account }: Stage): boolean => isMarked(account.record.refreshMark, 'refresh', account.tokens);
const renew = async ({ keeper, account }: Stage) =>
  await keeper.renewRefused(account, account.tokens?.accessToken ?? '');

describe('F4: the mark of a refresh', () => {
  it('is on disk before the request leaves, and gone once the new tokens are stored', async () => {
    const stage = await setUp();
    expect(await renew(stage)).toEqual({ kind: 'token', accessToken: 'access-2' });
    expect(stage.steps).toEqual(['row refresh', 'sent refresh-1', 'vault refresh-2', 'row unmarked']);
  });

  it('holds nothing to sign in with', async () => {
    const stage = await setUp();
    stage.answers.push(lost);
    await renew(stage);
    expect(stage.account.record.refreshMark).toEqual({
      kind: 'refresh',
      tokenHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      startedAtMs: startMs,
    });
    expect(JSON.stringify(stage.account.record)).not.toContain('refresh-1');
  });

  it.each([
    ['dropped', 'stream_incomplete', true],
    ['unreachable', 'upstream_unreachable', false],
    ['server', 'http_503', false],
    ['burst', 'rate_limit_burst', false],
    ['permanent', 'refresh_token_invalidated', false],
    ['unauthorized', 'http_401', false],
  ] as const)('after %s (%s) stays: %s', async (kind, code, stays) => {
    const stage = await setUp();
    stage.answers.push({ kind: 'failed', failure: failure(kind, code) });
    await renew(stage);
    expect(marked(stage)).toBe(stays);
    expect(marked(await stage.restart())).toBe(stays);
  });

  it('of an answer that was lost outlives a request that never left, and one that was put off', async () => {
    for (const later of [failure('unreachable', 'upstream_unreachable'), failure('server', 'http_503')]) {
      const stage = await setUp();
      stage.answers.push(lost, { kind: 'failed', failure: later });
      await renew(stage);
      await stage.clock.advance(61_000);
      await renew(stage);
      expect(stage.steps.filter((step) => step.startsWith('sent'))).toHaveLength(2);
      expect(marked(stage)).toBe(true);
    }
  });

  it('that cannot be written keeps the request from leaving', async () => {
    const stage = await setUp();
    stage.rowFails = true;
    expect(await renew(stage)).toMatchObject({
      kind: 'failed',
      failure: { class: 'unreachable', code: 'store_unavailable', message: 'The disk is full.' },
    });
    expect([stage.steps, stage.account.status]).toEqual([[], 'active']);
  });
});

describe('F4: after a kill in the middle of a refresh', () => {
  async function cutOff(): Promise<Stage> {
    const stage = await setUp();
    stage.answers.push(lost);
    await renew(stage);
    return await stage.restart();
  }

  it('the access token goes on being used, however old, and nobody sends the refresh token', async () => {
    const stage = await cutOff();
    await stage.clock.advance(9 * dayMs);
    expect(await stage.keeper.accessToken(stage.account)).toEqual({ kind: 'token', accessToken });
    expect(await stage.keeper.renew(stage.account)).toMatchObject({ failure: { code: 'refresh_answer_lost' } });
    expect(stage.steps).toEqual([]);
    expect(stage.account.lastError?.message).toContain('in the middle of renewing this sign-in');
    expect(stage.log.join()).toContain('Evenkeel ended in the middle of renewing a sign-in');
  });

  it('it is sent a minute after it was sent last, once the access token has been refused, and may still be good', async () => {
    const stage = await cutOff();
    await stage.clock.advance(59_000);
    expect(await renew(stage)).toMatchObject({ kind: 'failed', failure: { class: 'dropped' } });
    expect(stage.steps).toEqual([]);
    await stage.clock.advance(1000);
    expect(await renew(stage)).toEqual({ kind: 'token', accessToken: 'access-2' });
    expect(marked(stage)).toBe(false);
  });

  it.each(['refresh_token_reused', 'invalid_grant'])(
    '%s then means that our own answer was lost, not that another program was there',
    async (code) => {
      const stage = await cutOff();
      await stage.clock.advance(60_000);
      stage.answers.push({ kind: 'failed', failure: failure('permanent', code) });
      await renew(stage);
      expect(stage.account.record).toMatchObject({
        status: 'reauth_required',
        deactivationReason: 'refresh_answer_lost',
        refreshMark: null,
      });
    },
  );

  it.each(['refresh_token_reused', 'invalid_grant'])('without one, %s means what it says', async (code) => {
    const stage = await setUp();
    stage.answers.push({ kind: 'failed', failure: failure('permanent', code) });
    await renew(stage);
    expect(stage.account.record.deactivationReason).toBe(code);
  });

  it('a clock that was set back since does not make the rest longer than a minute', async () => {
    const stage = await setUp();
    await stage.clock.advance(10 * dayMs);
    stage.answers.push(lost);
    await renew(stage);
    const { refreshMark } = stage.account.record;
    expect(refreshMark?.startedAtMs).toBe(startMs + 10 * dayMs);
    await stage.book.markRefresh(stage.account, {
      ...(refreshMark ?? { kind: 'refresh', tokenHash: '' }),
      startedAtMs: startMs + 400 * dayMs,
    });
    const again = await stage.restart();
    await again.clock.advance(60_000);
    expect(await renew(again)).toEqual({ kind: 'token', accessToken: 'access-2' });
  });

  it('a new sign-in starts with a clean slate', async () => {
    const stage = await cutOff();
    const login = loginOfTokens({ ...first, refreshToken: 'refresh-9' });
    if (login) await stage.book.signIn(login);
    expect(await renew(stage)).toEqual({ kind: 'token', accessToken: 'access-2' });
    expect(stage.steps).toContain('sent refresh-9');
  });
});

describe('F4: at the end', () => {
  it('renewed tokens that the vault had refused are offered once more', async () => {
    const stage = await setUp();
    stage.vaultSays = 'no';
    await renew(stage);
    expect(stage.account.tokens).toEqual(first);
    stage.vaultSays = 'yes';
    await stage.keeper.stop();
    expect(stage.steps).toEqual(['row refresh', 'sent refresh-1', 'vault refresh-2', 'row unmarked']);
    const again = await stage.restart();
    expect([again.account.tokens, marked(again)]).toEqual([second, false]);
  });

  it('and when it refuses again, it is said which account will need a sign-in, and the next start knows', async () => {
    const stage = await setUp();
    stage.vaultSays = 'no';
    await renew(stage);
    await stage.keeper.stop();
    expect(stage.log.at(-1)).toContain('it will need a new sign-in');
    expect(stage.log.at(-1)).toContain('a@example.test');
    const again = await stage.restart();
    expect([again.account.tokens, marked(again)]).toEqual([first, true]);
    await again.clock.advance(60_000);
    again.answers.push({ kind: 'failed', failure: failure('permanent', 'refresh_token_reused') });
    await renew(again);
    expect(again.account.record.deactivationReason).toBe('refresh_answer_lost');
  });

  it('a vault that does not answer holds it up for two seconds, no longer', async () => {
    const stage = await setUp();
    stage.vaultSays = 'no';
    await renew(stage);
    stage.vaultSays = 'nothing';
    let ended = false;
    const stopped = stage.keeper.stop().then(() => (ended = true));
    await stage.clock.advance(1999);
    expect(ended).toBe(false);
    await stage.clock.advance(1);
    await stopped;
    expect(stage.log.at(-1)).toContain('it will need a new sign-in');
  });

  it('an answer that does not come holds it up as long, and the next start knows that the token may be spent', async () => {
    const stage = await setUp();
    const answer = Promise.withResolvers<TokenRefreshResult>();
    stage.answers.push(answer.promise);
    const renewing = renew(stage);
    const stopped = stage.keeper.stop();
    await stage.clock.advance(2000);
    await stopped;
    expect(stage.log.at(-1)).toContain('ends in the middle of renewing a sign-in');
    expect(marked(await stage.restart())).toBe(true);
    answer.resolve(lost);
    await renewing;
  });

  it('an answer that is on its way is waited for and stored; nothing new begins', async () => {
    const stage = await setUp();
    const answer = Promise.withResolvers<TokenRefreshResult>();
    stage.answers.push(answer.promise);
    const renewing = renew(stage);
    let ended = false;
    const stopped = stage.keeper.stop().then(() => (ended = true));
    await stage.clock.advance(1999);
    expect(ended).toBe(false);
    answer.resolve(refreshed);
    await stopped;
    expect(await renewing).toEqual({ kind: 'token', accessToken: 'access-2' });
    expect(stage.account.tokens).toEqual(second);
    expect(await renew(stage)).toMatchObject({ kind: 'failed', failure: { code: 'draining' } });
    expect(stage.steps.filter((step) => step.startsWith('sent'))).toEqual(['sent refresh-1']);
  });
});
