import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lossCodes } from '#engine/accounts/account-sentences.ts';
import { clientSnippets } from '#engine/clients/client-snippets.ts';
import { bundleManifest } from '#engine/diagnostics/bundle/bundle.ts';
import { judgeAccount, judgeProbe } from '#engine/diagnostics/self-tests/accounts.ts';
import { judgeHealth, judgeNames, judgeUpgrade } from '#engine/diagnostics/self-tests/answering.ts';
import { judgeClients } from '#engine/diagnostics/self-tests/clients.ts';
import { judgeFolder, judgeSpace } from '#engine/diagnostics/self-tests/data-folder.ts';
import { judgeDatabase, judgeLog, judgeWrites } from '#engine/diagnostics/self-tests/database.ts';
import { judgeEnvironment } from '#engine/diagnostics/self-tests/environment.ts';
import { judgeKeys } from '#engine/diagnostics/self-tests/keys.ts';
import { judgeDelay, judgeMemory, judgeVersions } from '#engine/diagnostics/self-tests/machine.ts';
import { judgeCatalogue, judgePrices } from '#engine/diagnostics/self-tests/models.ts';
import { judgeClock, judgeReached } from '#engine/diagnostics/self-tests/network.ts';
import { judgeListening, judgeSignInPorts } from '#engine/diagnostics/self-tests/ports-of-machine.ts';
import { judgeKind } from '#engine/diagnostics/self-tests/vault.ts';
import type { DiagnosticResult } from '#contract/diagnostics.ts';
import { createFormatter } from '../format/formatter.ts';
import { deEngine } from './de/engine.ts';
import { speak } from './messages.ts';
import { zhEngine } from './zh/engine.ts';
import { testWords } from '../features/diagnostics/test-words.ts';

const nowMs = Date.UTC(2026, 10, 21, 12);
const at = (ms: number): string => new Date(nowMs - ms).toISOString();
const names = { listensOn: '127.0.0.1', port: '2455', ipv4: true, ipv6: false, addresses: ['::1'] };
const folder = { dataDir: '/data', platform: 'linux', mode: 0o700, problem: null } as const;
const facts = { damage: [], schemaVersion: 2, sizeBytes: 5e6, freeBytes: 0, rows: { accounts: 3 } };
const holder = { pid: 12, name: 'codex', isEvenkeel: false };
const client = {
  id: 'opencode' as const,
  name: 'OpenCode',
  installed: true,
  path: '/c',
  sentence: 'English.',
  drift: [],
  endpoint: null,
  canRestore: false,
  form: 'built-in' as const,
};
const row = (value: string) => ({ value }) as Parameters<typeof judgePrices>[0][number];
const reached = (date: Date) => ({ kind: 'answered', status: 404, date: date.toUTCString(), latencyMs: 12 }) as const;

function account(more: object, kept: Parameters<typeof judgeAccount>[0]['kept'] = 'whole') {
  const summary = {
    status: 'active' as const,
    statusReason: 'English.',
    deactivationReason: null,
    lastRefreshAt: null,
    usageRefreshedAt: at(1000),
    lastError: null,
    planType: 'plus',
    ...more,
  };
  return judgeAccount({ summary, kept, intervalMs: 60_000, nowMs });
}

const findings = [
  judgeHealth('http://x', '1', { error: 'ECONNREFUSED' }),
  judgeHealth('http://x', '2', { status: 200, text: '{"app":"evenkeel","version":"1"}' }),
  judgeUpgrade({ status: 502, text: '' }),
  judgeNames({ ...names, localhost: true }),
  judgeNames({ ...names, localhost: false }),
  judgeFolder({ ...folder, mode: 0o755 }),
  judgeFolder({ ...folder, problem: 'EROFS' }),
  judgeSpace({ freeBytes: 1, usedBytes: 1 }),
  judgeDatabase(facts),
  judgeDatabase({ ...facts, damage: ['row 1'] }),
  judgeWrites('disk full', { bytes: 1, isFailing: true }),
  judgeWrites(null, { bytes: 1e9, isFailing: false }),
  judgeLog({ lost: 1, unlogged: 2 }),
  judgeLog({ lost: 0, unlogged: 2 }),
  judgeKind({ kind: 'file', detail: 'English.' }),
  judgeClock(reached(new Date(nowMs + 600_000)), nowMs),
  judgeReached('https://x.test/a', 'directly', reached(new Date(nowMs))),
  judgeReached('https://x.test/a', 'directly', { kind: 'failed', stage: 'dns', text: 'ENOTFOUND' }),
  judgeEnvironment({ HTTP_PROXY: 'x' }),
  judgeEnvironment({ HTTP_PROXY: 'x', NO_PROXY: 'localhost' }),
  account({ lastError: { at: at(60_000), statusCode: 500, code: null, message: 'x' } }),
  account({ status: 'reauth_required', deactivationReason: 'invalid_grant' }),
  account({ status: 'deactivated', deactivationReason: 'of another age' }),
  account({ status: 'rate_limited' }),
  account({ usageRefreshedAt: at(86_400_000) }),
  account({}, { problem: 'damaged' }),
  judgeProbe('a', 429),
  judgeProbe('a', null),
  judgeCatalogue({ models: [], isFresh: false, asOfMs: 0 }, 1, nowMs),
  judgePrices([row('a'), row('b')], (model) => model === 'a'),
  judgeKeys([{ name: 'a', status: 'expired' }], false),
  judgeKeys([], true),
  judgeClients([{ ...client, state: 'drifted' }]),
  judgeClients([{ ...client, state: 'set-up' }]),
  judgeVersions('1', process.versions),
  judgeDelay({ p99Ms: 200, maxMs: 900 }),
  judgeMemory({ rss: 3e9, heapUsed: 1 }),
  judgeListening(2455, 2456, holder),
  judgeListening(2455, null, holder),
  judgeSignInPorts([{ port: 1455, code: 'EACCES', holder: null }], 1),
];

describe.each(['de', 'zh-CN'] as const)('what a self-test finds, in %s', (language) => {
  const format = createFormatter({ locale: language, timeZone: 'UTC' });

  beforeAll(() => speak(language));
  afterAll(() => speak('en'));

  it.each(findings.map((finding) => ({ code: finding.said?.code, finding })))('$code', ({ finding }) => {
    const { verdict, sentence, whatToDo = null, details = [], said } = finding;
    const result = {
      id: 'account:a',
      symptoms: [],
      title: 'Account A',
      durationMs: 0,
      verdict,
      sentence,
      whatToDo,
      details,
      ...(said && { said }),
    } satisfies DiagnosticResult;
    const words = testWords(result, format, () => 'Anna');
    expect(words.title).toMatch(/Konto Anna|账号 Anna/);
    if (/[a-z] [a-z]/.test(sentence)) expect(words.sentence).not.toBe(sentence);
    expect(words.whatToDo === null).toBe(whatToDo === null);
    if (whatToDo !== null) expect(words.whatToDo).not.toBe(whatToDo);
    expect([words.sentence, words.whatToDo ?? '', ...words.details].join('\n')).not.toMatch(
      /[{}]|undefined|NaN|null|English\.|\b(?:the|does|is)\b/,
    );
  });
});

const without = (all: readonly string[], words: object): string[] => all.filter((one) => !Object.hasOwn(words, one));

describe.each([
  ['de', deEngine],
  ['zh-CN', zhEngine],
] as const)('the engine in %s', (_language, words) => {
  it('has words for every snippet to copy', () => {
    const ids = clientSnippets('http://127.0.0.1:2455').map(({ id }) => id);
    expect(without(ids, words.snippets)).toEqual([]);
  });

  it('has words for what the bundle holds, and for what it never does', () => {
    const { files, never, neverCodes = [] } = bundleManifest(0);
    const names = files.map(({ name }) => name);
    expect(neverCodes).toHaveLength(never.length);
    expect(without(names, words.bundle.files)).toEqual([]);
    expect(without(neverCodes, words.bundle.never)).toEqual([]);
  });

  it('has words for every reason why an account is lost', () => {
    const codes = lossCodes.map((code) => `loss.${code}`);
    expect(without(codes, words.said)).toEqual([]);
  });
});
