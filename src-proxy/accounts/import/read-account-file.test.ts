import { describe, expect, it } from 'vitest';

import { readAccountFile } from './read-account-file.ts';
import {
  camelForm,
  cliProxyForm,
  codexForm,
  exportForm,
  forms,
  jwt,
  opencodeForm,
  sub2apiForm,
  tokensOf,
} from './sign-in-forms.fixture.ts';

const anna = { accountId: 'acc-a', email: 'anna@example.test' };
const bert = { accountId: 'acc-b', email: 'bert@example.test' };
const read = (value: unknown) => readAccountFile(JSON.stringify(value));
const emails = (file: ReturnType<typeof readAccountFile>) => file.logins.map(({ login }) => login.identity.email);
const codes = (file: ReturnType<typeof readAccountFile>) => file.problems.map(({ code }) => code);
const { tokens } = codexForm(anna);

describe('one sign-in, as each program writes it (pains row 28)', () => {
  it.each(Object.entries(forms))('%s: the same account and tokens', (name, form) => {
    const file = read(form(anna));
    expect(file.problems).toEqual([]);
    expect(file.format).toBe(name === 'camel' ? 'codex' : name);
    const [found] = file.logins;
    expect(found?.login.identity).toMatchObject({ chatgptAccountId: 'acc-a', email: anna.email, planType: 'plus' });
    const { accessToken, refreshToken, idToken } = tokensOf(anna);
    const hasIdToken = name !== 'opencode' && name !== 'sub2api';
    expect(found?.login.tokens).toMatchObject({ accessToken, refreshToken, idToken: hasIdToken ? idToken : '' });
    expect(found?.login.accountId).toBe(read(codexForm(anna)).logins[0]?.login.accountId);
  });

  it('reads what `codex login` writes, and tolerates what it does not know', () => {
    const file = readAccountFile(`\uFEFF${JSON.stringify({ ...codexForm(anna), extra: 1 })}`);
    expect(file.logins[0]?.login.tokens.obtainedAtMs).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });

  it.each<[string, object, number | null]>([
    [
      'an empty name beside the other spelling',
      { tokens: { ...tokens, access_token: '', accessToken: 'opaque' } },
      null,
    ],
    ['a last_refresh in seconds', { tokens, last_refresh: 1_767_225_600 }, 1_767_225_600_000],
    ['a last_refresh in milliseconds', { tokens, last_refresh: 1_767_225_600_000 }, 1_767_225_600_000],
    ['a last_refresh that is no date', { tokens, last_refresh: 'yesterday' }, null],
    ['no id token, where the access token says whose', { tokens: { ...tokens, id_token: undefined } }, null],
    [
      'the time of issue where nothing else is said',
      { tokens: { ...tokens, access_token: jwt({ iat: 1_767_225_600 }) } },
      1_767_225_600_000,
    ],
  ])('accepts %s', (_title, value, obtainedAtMs) => {
    expect(read(value).logins[0]?.login.tokens.obtainedAtMs).toBe(obtainedAtMs);
  });

  it('takes account and e-mail from beside the tokens when no token says them, and never what could not be one', () => {
    const silent = { type: 'codex', access_token: 'opaque', refresh_token: 'rt', account_id: 'stated' };
    expect(read({ ...silent, email: 'a@b.test' }).logins[0]?.login.identity).toMatchObject({
      chatgptAccountId: 'stated',
      email: 'a@b.test',
    });
    for (const [email, account_id] of [
      ['no address', 'two\nlines'],
      [`${'x'.repeat(400)}@b.test`, 'x'.repeat(400)],
    ])
      expect(codes(read({ ...silent, email, account_id }))).toEqual(['no_identity']);
  });
});

describe('several accounts in one file', () => {
  const pools: readonly (readonly [string, string])[] = [
    ['an array', JSON.stringify([codexForm(anna), cliProxyForm(bert)])],
    ['{accounts: […]}', JSON.stringify({ version: 3, accounts: [codexForm(anna), cliProxyForm(bert)] })],
    ['{tokens: […]}', JSON.stringify({ tokens: [tokensOf(anna), tokensOf(bert)] })],
    ['{accounts: {name: …}}', JSON.stringify({ accounts: { work: exportForm(anna), home: camelForm(bert) } })],
    ['an object of them', JSON.stringify({ work: codexForm(anna), home: opencodeForm(bert) })],
    [
      'a Sub2API export',
      JSON.stringify({
        type: 'sub2api-data',
        proxies: [{ host: 'x' }],
        accounts: [sub2apiForm(anna), sub2apiForm(bert)],
      }),
    ],
    ['an API’s answer', JSON.stringify({ code: 0, data: { items: [codexForm(anna), codexForm(bert)] } })],
    ['JSON Lines', `${JSON.stringify(codexForm(anna))}\r\n\r\n${JSON.stringify(cliProxyForm(bert))}\n`],
  ];
  it.each(pools)('%s', (_title, content) => {
    const file = readAccountFile(content);
    expect([emails(file), file.problems]).toEqual([[anna.email, bert.email], []]);
  });

  it('what cannot be read keeps its place among the others', () => {
    const file = read([codexForm(anna), { foo: 1 }, { type: 'claude', access_token: 'x' }, codexForm(bert)]);
    expect(file.logins.map(({ index }) => index)).toEqual([0, 3]);
    expect(file.problems).toMatchObject([
      { index: 1, code: 'not_recognised', format: null },
      { index: 2, code: 'other_service', format: 'cli-proxy-api' },
    ]);
    const lines = readAccountFile(`${JSON.stringify(codexForm(anna))}\n{"torn":\n`);
    expect(lines.problems).toMatchObject([{ index: 1, code: 'not_json', message: 'Line 2 is not JSON.' }]);
  });
});

describe('what is no sign-in gets a sentence', () => {
  it.each<[string, string, RegExp]>([
    ['', 'not_json', /not JSON/],
    ['{"tokens":', 'not_json', /not JSON/],
    ['sk-proj-abc', 'api_key', /API key/],
    ['null', 'not_recognised', /no sign-in/],
    ['[]', 'not_recognised', /no sign-in/],
    ['{}', 'not_recognised', /no sign-in/],
    ['7', 'not_recognised', /no sign-in/],
    ['["rt_abc"]', 'bare_token', /access token and its refresh token together/],
    ['["sk-abc"]', 'api_key', /codex login/],
    [JSON.stringify({ tokens: 'x' }), 'not_recognised', /no sign-in/],
    [JSON.stringify({ OPENAI_API_KEY: 'sk-x' }), 'api_key', /API key.*codex login/],
    [JSON.stringify({ OPENAI_API_KEY: null, tokens: null }), 'no_tokens', /no tokens.*codex login/],
    [JSON.stringify({ tokens: { ...tokens, access_token: undefined } }), 'no_access_token', /access token is missing/],
    [JSON.stringify({ tokens: { ...tokens, refresh_token: '  ' } }), 'no_refresh_token', /refresh token is missing/],
    [JSON.stringify({ tokens: { ...tokens, refresh_token: 'a\nb' } }), 'damaged_token', /damaged/],
    [
      JSON.stringify({ tokens: { id_token: 'x', access_token: 'y', refresh_token: 'z' } }),
      'no_identity',
      /do not say whose/,
    ],
    [JSON.stringify({ openai: { type: 'api', key: 'sk-x' } }), 'api_key', /API key/],
    [
      JSON.stringify({ openai: { type: 'oauth', access: 'a', refresh: '' } }),
      'no_refresh_token',
      /opencode auth login/,
    ],
    [
      JSON.stringify({ claudeAiOauth: { accessToken: 'sk-ant-oat01', refreshToken: 'sk-ant-ort01' } }),
      'other_service',
      /Claude/,
    ],
    [JSON.stringify({ type: 'gemini', token: {}, email: 'a@b.test' }), 'other_service', /Gemini/],
    [JSON.stringify({ platform: 'anthropic', credentials: {} }), 'other_service', /platform openai/],
    [
      JSON.stringify({ user: {}, accessToken: 'web-session', expires: 'x' }),
      'no_refresh_token',
      /refresh token is missing/,
    ],
  ])('%s: %s', (content, code, message) => {
    const file = readAccountFile(content);
    expect([file.logins, codes(file)]).toEqual([[], [code]]);
    expect(file.problems[0]?.message).toMatch(message);
  });
});
