import { describe, expect, it } from 'vitest';

import { findingCodes, selfTestIdOf, selfTestIds } from '../../contract/self-test-codes.ts';
import { settingKeys, type SettingView } from '../../contract/settings.ts';
import { stageOf } from '../reach.ts';
import { engineTests, type EngineDiagnosis } from '../self-tests.ts';
import { judgeAccount, judgeProbe } from './accounts.ts';
import { judgeHealth, judgeNames, judgeUpgrade, reachable } from './answering.ts';
import { judgeFolder, judgeSpace } from './data-folder.ts';
import { judgeDatabase, judgeLog, judgeWrites } from './database.ts';
import { judgeEnvironment } from './environment.ts';
import { judgeKeys } from './keys.ts';
import { judgeDelay, judgeMemory, judgeVersions } from './machine.ts';
import { judgeCatalogue, judgePrices } from './models.ts';
import { judgeClock } from './network.ts';
import { judgeListening, judgeSignInPorts } from './ports-of-machine.ts';
import { judgeSettings } from './settings.ts';
import { judgeKind } from './vault.ts';

const gibibyte = 1024 ** 3;
const nowMs = Date.UTC(2026, 10, 21, 12);
const before = (ms: number): string => new Date(nowMs - ms).toISOString();
const names = {
  listensOn: '127.0.0.1',
  port: '2455',
  ipv4: true,
  localhost: true,
  ipv6: false,
  addresses: ['127.0.0.1'],
};
const healthy = { status: 200, text: '{"status":"ok","app":"evenkeel","version":"1"}' };
const facts = { damage: [], schemaVersion: 1, sizeBytes: 1, freeBytes: 0, rows: {} };
const stranger = { pid: 12, name: 'codex', isEvenkeel: false };
const nobody = { pid: null, name: null, isEvenkeel: false };
const folder = { dataDir: '/d', platform: 'linux', mode: 0o700, problem: null } as const;
const versions = (node: string): NodeJS.ProcessVersions => ({ ...process.versions, node });

function account(more: object, kept: Parameters<typeof judgeAccount>[0]['kept'] = 'whole') {
  const summary = {
    status: 'active' as const,
    statusReason: null,
    deactivationReason: null,
    lastRefreshAt: before(1000),
    usageRefreshedAt: before(1000),
    lastError: null,
    planType: 'plus',
    ...more,
  };
  return judgeAccount({ summary, kept, intervalMs: 60_000, nowMs });
}

function answeredAt(date: string | null) {
  return { kind: 'answered', status: 404, date, latencyMs: 1 } as const;
}

describe('judgements', () => {
  it.each([
    ['S1 its own answer', 'ok', judgeHealth('http://x', '1', healthy)],
    ['S1 another program’s answer', 'fail', judgeHealth('http://x', '1', { status: 200, text: '<html>' })],
    ['S1 another version', 'fail', judgeHealth('http://x', '2', healthy)],
    ['S1 no answer', 'fail', judgeHealth('http://x', '1', { error: 'ECONNREFUSED' })],
    ['S31 426 to an upgrade', 'ok', judgeUpgrade({ status: 426, text: '' })],
    ['S31 a gateway’s answer to an upgrade', 'fail', judgeUpgrade({ status: 502, text: '' })],
    ['S34 both names', 'ok', judgeNames(names)],
    ['S34 no localhost', 'warn', judgeNames({ ...names, localhost: false })],
    ['S34 its own address gone', 'fail', judgeNames({ ...names, ipv4: false })],
    ['S6 a folder of one’s own', 'ok', judgeFolder(folder)],
    ['S18 a folder open to others', 'warn', judgeFolder({ ...folder, mode: 0o755 })],
    ['S18 Windows has no modes', 'ok', judgeFolder({ ...folder, platform: 'win32', mode: 0o777 })],
    ['S6 a folder that cannot be written', 'fail', judgeFolder({ ...folder, problem: 'EROFS' })],
    ['S6 room', 'ok', judgeSpace({ freeBytes: 5 * gibibyte, usedBytes: 1 })],
    ['S6 little room', 'warn', judgeSpace({ freeBytes: gibibyte / 2, usedBytes: 1 })],
    ['S6 no room', 'fail', judgeSpace({ freeBytes: 1, usedBytes: 1 })],
    ['S38 a sound database', 'ok', judgeDatabase(facts)],
    ['S38 a damaged one', 'fail', judgeDatabase({ ...facts, damage: ['row 1 missing from index'] })],
    ['S20 writes', 'ok', judgeWrites(null, { bytes: 0, isFailing: false })],
    ['S20 writes that wait', 'warn', judgeWrites(null, { bytes: 1e9, isFailing: false })],
    ['S20 no writes', 'fail', judgeWrites('disk full', { bytes: 0, isFailing: true })],
    ['S37 nothing left out', 'ok', judgeLog({ lost: 0, unlogged: 0 })],
    ['S37 refusals left out', 'warn', judgeLog({ lost: 0, unlogged: 3 })],
    ['S37 requests left out', 'fail', judgeLog({ lost: 1, unlogged: 0 })],
    ['S18 the keychain', 'ok', judgeKind({ kind: 'keychain', detail: '' })],
    ['S18 a file', 'warn', judgeKind({ kind: 'file', detail: '' })],
    ['S8 the right time', 'ok', judgeClock(answeredAt(new Date(nowMs).toUTCString()), nowMs)],
    ['S8 the wrong time', 'fail', judgeClock(answeredAt(new Date(nowMs + 600_000).toUTCString()), nowMs)],
    ['S8 no time told', 'not_applicable', judgeClock(answeredAt(null), nowMs)],
    ['S29 no proxy', 'ok', judgeEnvironment({ HTTPS_PROXY: 'http://x' })],
    ['S29 a proxy that catches loopback', 'warn', judgeEnvironment({ HTTP_PROXY: 'http://x', NO_PROXY: 'intra.test' })],
    ['S29 a proxy that catches one name of it', 'warn', judgeEnvironment({ http_proxy: 'x', no_proxy: 'localhost' })],
    ['S29 a proxy that spares loopback', 'ok', judgeEnvironment({ HTTP_PROXY: 'x', NO_PROXY: 'localhost, 127.0.0.1' })],
    ['S30 an account that serves', 'ok', account({})],
    ['S30 one without tokens', 'fail', account({}, 'missing')],
    ['S30 one whose tokens cannot be read', 'fail', account({}, { problem: 'damaged' })],
    ['S30 one to sign in to again', 'fail', account({ status: 'reauth_required' })],
    ['S30 one that is paused', 'ok', account({ status: 'paused', usageRefreshedAt: null })],
    ['S30 one with old figures', 'warn', account({ usageRefreshedAt: before(86_400_000) })],
    ['S30 one at its limit', 'ok', account({ status: 'rate_limited', statusReason: 'Until 14:00.' })],
    ['S29 a probe that is answered', 'ok', judgeProbe('a', 200)],
    ['S29 a probe at the limit', 'warn', judgeProbe('a', 429)],
    ['S29 a probe that is refused', 'fail', judgeProbe('a', 401)],
    ['S36 a list of models', 'ok', judgeCatalogue({ models: [], isFresh: true, asOfMs: nowMs }, 1, nowMs)],
    ['S36 none', 'warn', judgeCatalogue({ models: [], isFresh: false, asOfMs: null }, 1, nowMs)],
    ['S36 an old one', 'warn', judgeCatalogue({ models: [], isFresh: false, asOfMs: 0 }, 1, nowMs)],
    ['S8 no key where one is required', 'fail', judgeKeys([], true)],
    ['S8 an expired key', 'warn', judgeKeys([{ name: 'a', status: 'expired' }], false)],
    ['S8 no key where none is required', 'ok', judgeKeys([], false)],
    ['S7 Node 24', 'ok', judgeVersions('1', versions('24.1.0'))],
    ['S7 Node 20', 'fail', judgeVersions('1', versions('20.1.0'))],
    ['S39 a quick loop', 'ok', judgeDelay({ p99Ms: 20, maxMs: 90 })],
    ['S39 a slow loop', 'warn', judgeDelay({ p99Ms: 200, maxMs: 900 })],
    ['S40 much memory', 'warn', judgeMemory({ rss: 3 * gibibyte, heapUsed: 1 })],
    ['S5 a free port', 'ok', judgeListening(2455, null, nobody)],
    ['S5 a port that somebody has', 'fail', judgeListening(2455, null, stranger)],
    ['S5 another port than wanted', 'warn', judgeListening(2455, 2456, stranger)],
    [
      'S5 one port for the sign-in',
      'ok',
      judgeSignInPorts([look(1455, 'EADDRINUSE', stranger), look(1457, null, null)], 1),
    ],
    ['S5 our own sign-in', 'ok', judgeSignInPorts([look(1455, 'EADDRINUSE', { ...stranger, pid: 1 })], 1)],
    ['S5 no port for the sign-in', 'warn', judgeSignInPorts([look(1455, 'EACCES', null)], 1)],
  ])('%s: %s', (_name, verdict, finding) => {
    expect(finding.verdict).toBe(verdict);
    // Whatever is wrong comes with what to do about it.
    expect(Boolean(finding.whatToDo)).toBe(verdict === 'fail' || verdict === 'warn');
    // And as a code and facts, so that it can be said in other languages too.
    expect(findingCodes).toContain(finding.said?.code);
  });

  it('every self-test has an id that other languages know', () => {
    const account = { id: 'a', label: 'A' };
    const ports = (accounts: readonly object[]) =>
      ({
        accounts: { accounts: () => accounts },
        ports: {},
        dataFolder: {},
        database: {},
        answering: {},
        network: {},
        settings: { environment: {} },
        machine: {},
        models: {},
        keys: {},
      }) as unknown as EngineDiagnosis;
    const tests = [...engineTests(ports([]), { probe: true }), ...engineTests(ports([account]), { probe: false })];
    expect(new Set(tests.map(({ id }) => selfTestIdOf(id)))).toEqual(new Set(selfTestIds));
  });

  it('S44: names the models without a price', () => {
    const row = (value: string | null) => ({ value }) as Parameters<typeof judgePrices>[0][number];
    expect(judgePrices([row('a'), row('b'), row(null)], (model) => model === 'a')).toMatchObject({
      verdict: 'warn',
      details: ['b'],
    });
    expect(judgePrices([], () => true).verdict).toBe('not_applicable');
  });

  it('S5: who holds a port is named', () => {
    expect(judgeListening(2455, null, stranger).sentence).toBe('Port 2455 is held by codex (process 12).');
  });

  it('S3: a variable before the dashboard, and two variables for one setting, are told without their values', () => {
    const key = settingKeys.find((one) => one === 'logProxyRequestShape');
    if (key === undefined) throw new Error('There is no such setting.');
    const first = 'EVENKEEL_LOG_PROXY_REQUEST_SHAPE';
    const view = [{ key, title: 'Shape', source: 'environment', sourceName: first } as SettingView];
    const environment = { [first]: 'secret-one', CODEX_LB_LOG_PROXY_REQUEST_SHAPE: 'secret-two' };
    const finding = judgeSettings(view, { environment, stored: { [key]: true }, file: [key] });
    expect(finding).toMatchObject({
      verdict: 'warn',
      details: [`Shape: ${first} goes before CODEX_LB_LOG_PROXY_REQUEST_SHAPE and the settings file and the dashboard`],
    });
    expect(JSON.stringify(finding)).not.toContain('secret-');
    expect(judgeSettings(view, { environment: { [first]: '1' }, stored: {}, file: [] }).verdict).toBe('ok');
  });

  it.each([
    ['ENOTFOUND', 'dns'],
    ['ECONNREFUSED', 'connection'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connection'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ECONNRESET', 'http'],
  ])('S29: %s is a failure of %s', (code, stage) => {
    expect(stageOf(code)).toBe(stage);
  });

  it('who listens on every address is asked at loopback', () => {
    expect(reachable('http://0.0.0.0:2455')).toBe('http://127.0.0.1:2455');
    expect(reachable('http://[::]:2455')).toBe('http://[::1]:2455');
    expect(reachable('http://127.0.0.1:2455')).toBe('http://127.0.0.1:2455');
  });
});

function look(port: number, code: string | null, holder: typeof stranger | null) {
  return { port, code, holder };
}
