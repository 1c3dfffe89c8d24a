import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { account as accountRecord } from '../../storage/records.fixture.ts';
import { exportOf } from '../export-account.ts';
import { readAccountFile } from './read-account-file.ts';
import { cliProxyForm, codexForm, forms, tokensOf } from './sign-in-forms.fixture.ts';

const anna = { accountId: 'acc-a', email: 'anna@example.test' };
const bert = { accountId: 'acc-b', email: 'bert@example.test' };
const read = (value: unknown) => readAccountFile(JSON.stringify(value));
const emails = (file: ReturnType<typeof readAccountFile>) => file.logins.map(({ login }) => login.identity.email);
const codes = (file: ReturnType<typeof readAccountFile>) => file.problems.map(({ code }) => code);

describe('limits', () => {
  const pool = (count: number) =>
    Array.from({ length: count }, (_, index) => cliProxyForm({ accountId: `acc-${index}`, email: `${index}@b.test` }));

  it('1000 accounts are read, 1001 are refused as a whole with their number', () => {
    expect(read(pool(1000)).logins).toHaveLength(1000);
    const file = read(pool(1001));
    expect([file.logins, codes(file)]).toEqual([[], ['too_many_accounts']]);
    expect(file.problems[0]?.message).toContain('1001');
  });

  it('1 MiB for one account, 16 MiB for several', () => {
    const padding = 'x'.repeat(1024 * 1024);
    expect(codes(read({ ...codexForm(anna), padding }))).toEqual(['too_large']);
    expect(emails(read({ accounts: [codexForm(anna), codexForm(bert)], padding }))).toHaveLength(2);
    expect(codes(read({ accounts: [codexForm(anna), codexForm(bert)], padding: padding.repeat(16) }))).toEqual([
      'too_large',
    ]);
  });

  it('nesting and breadth end in a sentence, not in a heap that is full', () => {
    for (const content of ['['.repeat(8_000_000), '{"a":'.repeat(65), `[${'{},'.repeat(100_001)}{}]`])
      expect(codes(readAccountFile(content))).toEqual(['too_complex']);
    expect(codes(readAccountFile(`${'['.repeat(60)}${']'.repeat(60)}`))).toEqual(['not_recognised']);
    expect(emails(read({ ...codexForm(anna), note: '[{'.repeat(200_000) }))).toEqual([anna.email]);
  });

  it('a log with a sign-in in it does not become thousands of problems', () => {
    const log = Array.from({ length: 3000 }, (_, at) => JSON.stringify({ at })).join('\n');
    expect(codes(readAccountFile(log))).toEqual(['not_recognised']);
    expect(readAccountFile(`${log}\n${JSON.stringify(codexForm(anna))}`)).toMatchObject({ logins: [{}], problems: [] });
  });

  it('__proto__ is a name like any other and changes nothing', () => {
    const hostile = `{"__proto__": ${JSON.stringify(codexForm(anna))}, "constructor": {"prototype": {"polluted": 1}}}`;
    expect(emails(readAccountFile(hostile))).toEqual([anna.email]);
    expect(readAccountFile('{"tokens": {"__proto__": {"access_token": "a", "refresh_token": "b"}}}').logins).toEqual(
      [],
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('any file', () => {
  const anyValue = fc.oneof(
    fc.jsonValue(),
    fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(
          fc.constantFrom(
            'tokens',
            'accounts',
            'openai',
            'type',
            'access',
            'refresh',
            'access_token',
            'refreshToken',
            'id_token',
            'credentials',
            'platform',
            'codexAuthJson',
            'OPENAI_API_KEY',
            'last_refresh',
            '__proto__',
            'email',
          ),
          tie('value'),
        ),
      ),
    })).value,
  );

  it('never makes it throw; everything found has a place of its own', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          anyValue.map((value) => JSON.stringify(value) ?? ''),
        ),
        (content) => {
          const { logins, problems } = readAccountFile(content);
          const places = [...logins, ...problems].map(({ index }) => index).sort((one, other) => one - other);
          expect(places).toEqual(places.map((_, index) => index));
          expect(places.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('no sentence repeats what was in it', () => {
    const secret = 'canary-Zq';
    for (const value of [
      secret,
      [secret],
      { tokens: { access_token: secret } },
      { OPENAI_API_KEY: secret },
      { [secret]: { a: secret } },
    ])
      expect(JSON.stringify(read(value).problems)).not.toContain(secret);
    expect(JSON.stringify(readAccountFile(`{"tokens":{"access_token":"${secret}`))).not.toContain(secret);
  });

  it('any list of accounts comes back from any form, in its order', () => {
    const account = fc.record({ number: fc.nat(), form: fc.constantFrom(...Object.values(forms)) });
    fc.assert(
      fc.property(fc.array(account, { minLength: 1, maxLength: 20 }), (accounts) => {
        const list = accounts.map(({ number, form }) =>
          form({ accountId: `acc-${number}`, email: `${number}@b.test` }),
        );
        expect(emails(read({ accounts: list }))).toEqual(accounts.map(({ number }) => `${number}@b.test`));
      }),
    );
  });

  it('what Evenkeel exports it imports again: the whole answer, and each of the files in it', () => {
    const mark = fc.stringMatching(/^[a-z0-9]{0,12}$/);
    fc.assert(
      fc.property(
        mark,
        fc.boolean(),
        fc.option(fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 })),
        (text, withId, obtainedAtMs) => {
          const made = tokensOf({ ...anna, mark: text });
          const tokens = { ...made, idToken: withId ? made.idToken : '', obtainedAtMs };
          const [login] = read(codexForm({ ...anna, mark: text })).logins;
          const exported = exportOf(accountRecord('own', login?.login.identity), tokens);
          for (const value of [exported, exported.codexAuthJson])
            expect(read(value)).toMatchObject({
              problems: [],
              logins: [{ login: { accountId: login?.login.accountId, tokens } }],
            });
          const { accessToken, refreshToken } = tokens;
          expect(read(exported.opencodeAuthJson).logins).toMatchObject([
            { login: { tokens: { accessToken, refreshToken } } },
          ]);
        },
      ),
    );
  });
});
