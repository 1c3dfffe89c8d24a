import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account as accountRecord } from '../../storage/records.fixture.ts';
import type { ImportedLogin } from '../imported-login.ts';
import { planImport, type KnownAccount, type LoginInFile, type PlannedLogin } from './plan-import.ts';
import { readAccountFile } from './read-account-file.ts';
import { cliProxyForm, codexForm, opencodeForm, tokensOf, type SampleSignIn } from './sign-in-forms.fixture.ts';

const anna = { accountId: 'acc-a', email: 'anna@example.test', userId: 'user-anna' };
const bert = { accountId: 'acc-a', email: 'bert@example.test', userId: 'user-bert' };
const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];

function source(value: unknown, file = 'a.json'): LoginInFile {
  const [read] = readAccountFile(JSON.stringify(value)).logins;
  if (!read) throw new Error('The sample cannot be read.');
  return { file, ...read };
}

function known(login: ImportedLogin, more: Partial<KnownAccount['record']> = {}): KnownAccount {
  const { obtainedAtMs } = login.tokens;
  const record = { ...accountRecord(login.accountId), ...login.identity, lastRefreshMs: obtainedAtMs, ...more };
  return { id: record.id, record, tokens: login.tokens };
}

const results = (plan: readonly PlannedLogin[]) => plan.map(({ result }) => result);

describe('planImport', () => {
  it('tells new accounts from known ones, and two people of one workspace apart', () => {
    const plan = planImport([source(codexForm(anna)), source(codexForm(bert))], [known(source(codexForm(anna)).login)]);
    expect(results(plan)).toEqual(['updates', 'new']);
  });

  it('the same account twice is one: the freshest tokens win, wherever they stand', () => {
    const old = source(codexForm({ ...anna, refreshedAt: early, mark: '1' }), 'old.json');
    const fresh = source(cliProxyForm({ ...anna, refreshedAt: late, mark: '2' }), 'fresh.json');
    for (const batch of [
      [old, fresh],
      [fresh, old],
    ]) {
      const plan = planImport(batch, []);
      expect(plan.find(({ source: at }) => at === fresh)?.result).toBe('new');
      expect(plan.find(({ source: at }) => at === old)).toMatchObject({ result: 'duplicate', of: fresh });
    }
  });

  it('among equals the one with an id token wins, then the first', () => {
    const [first, again] = [source(codexForm(anna), 'first'), source(codexForm(anna), 'again')];
    expect(results(planImport([first, again], []))).toEqual(['new', 'duplicate']);
    const { tokens } = codexForm(anna);
    const bare = source({ type: 'codex', ...tokens, id_token: undefined, last_refresh: early });
    expect(results(planImport([bare, first], []))).toEqual(['duplicate', 'new']);
  });

  it('a sign-in without an id token is the account it was, although it says less; what it leaves out stays known', () => {
    const held = known(source(codexForm(anna)).login, {
      id: 'own-id',
      workspaceId: 'ws',
      workspaceLabel: 'Team',
      seatType: 'seat',
    });
    const [planned] = planImport([source(opencodeForm({ ...anna, mark: '2' }))], [held]);
    expect(planned).toMatchObject({
      result: 'updates',
      login: { accountId: 'own-id', identity: { workspaceId: 'ws', workspaceLabel: 'Team', seatType: 'seat' } },
    });
  });

  it('one person in two workspaces is two accounts', () => {
    const [one, two] = ['one', 'two'].map((workspaceId) => source(codexForm({ ...anna, workspaceId })));
    if (!one || !two) throw new Error('There are two.');
    expect(results(planImport([two], [known(one.login)]))).toEqual(['new']);
    expect(results(planImport([one, two], []))).toEqual(['new', 'new']);
  });

  it('where only an e-mail address is left it must be of the same ChatGPT account; the address alone is never enough', () => {
    const held = known(source(codexForm(anna)).login);
    const opaque = (account_id: string) =>
      source({ type: 'codex', access_token: 'x', refresh_token: 'y', account_id, email: anna.email });
    expect(results(planImport([opaque('acc-a'), opaque('acc-b')], [held]))).toEqual(['updates', 'new']);
  });

  it('where it could be two of ours it is neither', () => {
    const { login } = source(codexForm(anna));
    const two = ['one', 'two'].map((id) => known(login, { id, workspaceId: id }));
    expect(results(planImport([source(codexForm(anna))], two))).toEqual(['new']);
  });

  it('older tokens than ours are marked, unless ours do not work or are the same', () => {
    const ours = source(codexForm({ ...anna, refreshedAt: late, mark: '2' })).login;
    const older = source(codexForm({ ...anna, refreshedAt: early, mark: '1' }));
    const olderThan = (account: KnownAccount) => planImport([older], [account])[0];
    expect(olderThan(known(ours))).toMatchObject({ result: 'updates', tokensOlderThanOurs: true });
    expect(olderThan(known(ours, { status: 'reauth_required' }))).toMatchObject({ tokensOlderThanOurs: false });
    expect(olderThan(known(ours, { status: 'paused', deactivationReason: 'invalid_grant' }))).toMatchObject({
      tokensOlderThanOurs: false,
    });
    expect(olderThan(known(ours, { status: 'paused' }))).toMatchObject({ tokensOlderThanOurs: true });
    expect(olderThan({ ...known(ours), tokens: null })).toMatchObject({ tokensOlderThanOurs: false });
    expect(olderThan({ ...known(ours), tokens: older.login.tokens })).toMatchObject({ tokensOlderThanOurs: false });
    expect(olderThan(known(ours, { lastRefreshMs: null }))).toMatchObject({ tokensOlderThanOurs: false });
  });

  it('in any batch each account is written once, with the freshest of its tokens, and every sign-in is accounted for', () => {
    const signIn = fc.record({
      who: fc.nat(5),
      day: fc.integer({ min: 1, max: 28 }),
      form: fc.constantFrom(codexForm, cliProxyForm),
    });
    fc.assert(
      fc.property(fc.array(signIn, { minLength: 1, maxLength: 30 }), fc.nat(6), (batch, heldCount) => {
        const sample = (who: number, day: number): SampleSignIn => ({
          accountId: `acc-${who}`,
          email: `${who}@b.test`,
          mark: `-${day}`,
          refreshedAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
        });
        const held = Array.from({ length: heldCount }, (_, who) => known(source(codexForm(sample(who, 14))).login));
        const sources = batch.map(({ who, day, form }) => source(form(sample(who, day))));
        const plan = planImport(sources, held);
        expect(plan.map((one) => one.source)).toEqual(sources);
        const written = plan.filter(({ result }) => result !== 'duplicate');
        expect(written.map(({ login }) => login.accountId).sort()).toEqual(
          [...new Set(sources.map(({ login }) => login.accountId))].sort(),
        );
        for (const { login } of written) {
          const days = batch
            .filter(({ who }) => login.identity.chatgptAccountId === `acc-${who}`)
            .map(({ day }) => day);
          const who = Number(login.identity.chatgptAccountId?.slice(4));
          expect(login.tokens.accessToken).toBe(tokensOf(sample(who, Math.max(...days))).accessToken);
        }
      }),
    );
  });
});
