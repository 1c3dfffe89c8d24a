import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accountOfRow } from '#engine/accounts/codex-lb/account-of-row.ts';
import { keysOfRows } from '#engine/accounts/codex-lb/key-of-row.ts';
import { clientKinds } from '#engine/clients/set-up/client-places.ts';
import { saidOf } from '#engine/clients/set-up/client-sentences.ts';
import { previewAuthFiles } from '#engine/accounts/import/preview-auth-files.ts';
import {
  brokenOff,
  failureOfConnection,
  fellSilent,
  unreadable,
} from '#engine/providers/openai-compatible/source-failures.ts';
import { askModels } from '#engine/sources/ask-models.ts';
import { readBaseUrl } from '#engine/sources/source-address.ts';
import { explainKeychain } from '#engine/vault/keychain-trouble.ts';
import { createMemoryVault } from '#engine/vault/memory-vault.ts';
import type { Said } from '#contract/said.ts';
import { spokenCodes } from '#contract/spoken-codes.ts';
import { spoken } from '../features/engine-words/write-fact.ts';
import { whyText } from '../features/requests/request-look.ts';
import { createFormatter } from '../format/formatter.ts';
import { deEngine } from './de/engine.ts';
import { messages, speak } from './messages.ts';
import { zhEngine } from './zh/engine.ts';

interface Heard {
  readonly sentence: string;
  readonly said: Said | undefined;
}

const tokens = { access_token: 'a', refresh_token: 'r' };
const contents = [
  'no JSON at all',
  '{"OPENAI_API_KEY":"sk-1"}',
  '{"tokens":{"access_token":"sk-ant-1"}}',
  '"a token"',
  '{"unknown":1}',
  '{"OPENAI_API_KEY":null}',
  JSON.stringify({ tokens: { refresh_token: 'r' } }),
  JSON.stringify({ tokens: { access_token: 'a' } }),
  JSON.stringify({ tokens: { ...tokens, access_token: 'a b' } }),
  JSON.stringify({ tokens }),
  JSON.stringify({ type: 'codex', ...tokens }),
  JSON.stringify({ openai: { type: 'oauth', access: 'a' } }),
  JSON.stringify({ platform: 'openai', credentials: { access_token: 'a' } }),
  'x'.repeat(17 * 1024 * 1024),
  '['.repeat(1000),
];
const keyRow = { id: 'k', name: 'Anna', key_hash: 'a'.repeat(64), key_prefix: 'sk-clb' };
const refusedConnection = (code: string) => Object.assign(new Error(code), { code });

/** As the engine says it, wherever it says something with a code that names facts. */
async function heard(): Promise<Heard[]> {
  const preview = await previewAuthFiles(
    contents.map((content, index) => ({ name: `file ${index}`, content })),
    { accounts: () => [] },
  );
  const accounts = [{ delete_requested_at: '1' }, { provider: 'claude' }, {}].map((row) => accountOfRow(row, null));
  const keys = keysOfRows({
    keys: [{}, { account_assignment_scope_enabled: 1 }, { allowed_models: '{' }, { traffic_class: 'unheard of' }].map(
      (change, index) => (index === 0 ? { name: 'Anna' } : { ...keyRow, ...change }),
    ),
    limits: [],
    accounts: [],
  });
  const keychain = ['libsecret', 'autolaunch', 'ServiceUnknown', 'locked', 'what?'].map((text) =>
    explainKeychain(new Error(text)),
  );
  const failures = [
    failureOfConnection({ name: 's', key: null }, refusedConnection('ECONNREFUSED')),
    brokenOff('s', 'its stream ended early'),
    fellSilent('s', 30_000),
    unreadable('s', 'packed its answer'),
  ];
  const addresses = [
    'x',
    'ftp://x',
    'http://a:b@localhost',
    'http://localhost?a',
    'http://localhost/a%20b',
    'http://localhost:2455',
    'https://169.254.169.254',
    'http://8.8.8.8',
    'http://example.com',
  ];
  const unfit = addresses.flatMap((address) => {
    const read = readBaseUrl(address, 2455);
    return read.kind === 'problem' ? [read] : [];
  });
  const memory = createMemoryVault();
  const tested = await askModels({ baseUrl: 'http://127.0.0.1:1/v1', key: null, ownName: 'test', timeoutMs: 5000 });
  return [
    ...preview.rows.map(({ message, said }) => ({ sentence: message ?? '', said })),
    ...accounts.flatMap((account) =>
      account.login === null ? [{ sentence: account.reason, said: account.said }] : [],
    ),
    ...keys.flatMap((key) => (key.hash === null ? [key.reason] : [])),
    ...keychain.map(({ message, said }) => ({ sentence: message, said: said ?? undefined })),
    ...failures.map(({ message, said }) => ({ sentence: message, said })),
    ...unfit.map(({ text, said }) => ({ sentence: text, said })),
    { sentence: memory.detail, said: memory.said[0] },
    { sentence: tested.message, said: tested.said },
  ];
}

describe.each([
  ['de', deEngine],
  ['zh-CN', zhEngine],
] as const)('what the engine says of files, vaults and sources, in %s', (language, words) => {
  const format = createFormatter({ locale: language, timeZone: 'UTC' });

  beforeAll(() => speak(language));
  afterAll(() => speak('en'));

  it('is said anew, with every fact in its place', async () => {
    const all = await heard();
    expect(all.length).toBeGreaterThan(40);
    const wrong = all.flatMap(({ sentence, said }) => {
      const text = spoken(said, sentence, format);
      return text === sentence || /[{}]|undefined|null/.test(text) ? [`${said?.code}: ${text}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('calls programs by their names there', () => {
    const reading = { isOurs: false, endpoint: null, leadsHere: false, drift: [], form: 'built-in' } as const;
    for (const { id, name } of clientKinds)
      expect(spoken(saidOf(name, false, reading), '', format)).toContain(messages.setup.name(id));
    expect(messages.setup.name('codex')).not.toBe(clientKinds[0]?.name);
  });

  it('says in the table of requests why one went where it went', () => {
    const decision = { strategy: 'usage_weighted', accountId: 'a', candidates: [] };
    const reason = 'the conversation lives on this account';
    const refusedDecision = { ...decision, reason, reasonCode: 'stays' };
    expect(whyText({ attempts: [], refusedDecision })).toBe(words.decisions.stays);
  });

  it('has no words for what nobody says', () => {
    const others = /^(?:status|loss|port)\.|^verdict\.suggestion$/;
    const known = new Set<string>(spokenCodes);
    expect(Object.keys(words.said).filter((code) => !known.has(code) && !others.test(code))).toEqual([]);
  });
});
