import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { settingDeclarations, settingKeys, type SettingKey } from '../contract/settings.ts';
import { openTestStore, tempFolder } from '../storage/records.fixture.ts';
import { defaultDataDir, resolveSettings, type SettingInputs } from './resolve-settings.ts';
import { SettingError } from './setting-error.ts';
import { SettingsBook } from './settings-book.ts';

interface World {
  readonly flags?: SettingInputs['flags'];
  readonly environment?: NodeJS.ProcessEnv;
  readonly localFile?: string;
  readonly ignoresLocalFile?: boolean;
  readonly file?: unknown;
}

function resolved({ flags = {}, environment = {}, localFile, ignoresLocalFile = false, file }: World) {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  if (localFile !== undefined) writeFileSync(join(folder, '.env.local'), localFile);
  if (file !== undefined)
    writeFileSync(join(dataDir, 'settings.json'), typeof file === 'string' ? file : JSON.stringify(file));
  return resolveSettings({
    flags,
    environment: { HOME: folder, EVENKEEL_DATA_DIR: dataDir, ...environment },
    workingDirectory: folder,
    ignoresLocalFile,
  });
}
const errorOf = (world: World): string => {
  try {
    resolved(world);
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
  return 'no error';
};

/** Two values of each setting that differ from the default and from each other. */
const values: Record<
  Exclude<SettingKey, 'dataDir'>,
  readonly [string | number | boolean, string | number | boolean]
> = {
  host: ['::1', 'localhost'],
  publicAddresses: ['https://one.test', 'nas.local:2455, https://two.test'],
  port: [1, 2],
  upstreamBaseUrl: ['https://one.test', 'http://127.0.0.1:9/x'],
  authBaseUrl: ['https://one.test', 'http://localhost:9'],
  vault: ['file', 'memory'],
  logLevel: ['error', 'debug'],
  requireApiKey: [true, false],
  requireSignIn: [true, false],
  dashboardSessionTtlSeconds: [300, 3600],
  hideUpstreamQuotaFromApiKeys: [true, false],
  routingStrategy: ['round_robin', 'usage_weighted'],
  preferEarlierReset: ['weekly', 'primary'],
  singleAccountId: ['acc-1', 'acc-2'],
  accountResponseCreateLimit: [1, 2],
  accountStreamLimit: [1, 2],
  capacityWaitTimeout: [0, 280],
  accountCircuitBreaker: [true, false],
  promptCacheAffinityMaxAge: [60, 61],
  replayUnseenFailures: [false, true],
  upstreamProxy: ['http://127.0.0.1:9', 'socks5://proxy.test:1080'],
  upstreamTransport: ['http', 'auto'],
  modelAliases: ['a=b', 'a=b, c/d=e-high'],
  upstreamConnectTimeout: [1, 2],
  streamIdleTimeout: [6, 7],
  firstEventTimeout: [6, 7],
  usageRefreshInterval: [0, 2],
  tokenRefreshIntervalDays: [1, 2],
  maxRequestBody: [1, 2],
  maxBufferedBodies: [16, 17],
  clientStallTimeout: [5, 6],
  shutdownDrainTimeout: [0, 2],
  debugEndpointsEnabled: [true, false],
  metricsEnabled: [true, false],
  logProxyRequestShape: [true, false],
  logProxyRequestShapeRawCacheKey: [true, false],
  requestLogRetentionDays: [0, 2],
  notifyLogin: [false, true],
  notifyAllCooling: [false, true],
  notifyProxyDown: [false, true],
  notifyShortWindowLeftPercent: [10, 20],
  notifyWeekLeftPercent: [10, 20],
  notifyMonthLeftPercent: [10, 20],
  notifyRunOut: [true, false],
  notifyReset: [true, false],
  notifyFailover: [true, false],
  notifyUpdate: [false, true],
  desktopLanguage: ['de', 'zh-CN'],
  trayPercent: [true, false],
  trayPercentOf: ['lowest', 'week'],
  hideEmails: [true, false],
  autoUpdateCheck: [true, false],
};
const keys = settingKeys.filter((key) => key !== 'dataDir');
const ours = (key: SettingKey): string => settingDeclarations[key].environment[0] ?? '';

describe('precedence', () => {
  it.each(keys)('of %s: flag, environment, file, default', (key) => {
    const [one, two] = values[key];
    const source = (world: World) => {
      const { value, source: from } = resolved(world).resolved[key];
      return [value, from];
    };
    expect(source({})).toEqual([settingDeclarations[key].fallback, 'default']);
    expect(source({ file: { [key]: one } })).toEqual([one, 'file']);
    expect(source({ file: { [key]: one }, environment: { [ours(key)]: String(two) } })).toEqual([two, 'environment']);
    expect(source({ flags: { [key]: String(one) }, environment: { [ours(key)]: String(two) } })).toEqual([one, 'flag']);
  });

  it.each(keys.flatMap((key) => settingDeclarations[key].environment.map((name) => [name, key] as const)))(
    '%s sets %s',
    (name, key) => {
      const { value, sourceName } = resolved({ environment: { [name]: String(values[key][0]) } }).resolved[key];
      expect([value, sourceName]).toEqual([values[key][0], name]);
    },
  );

  it('our own name goes before an alias, and an empty variable is none', () => {
    expect(
      resolved({ environment: { CODEX_LB_UPSTREAM_CONNECT_TIMEOUT: '1', EVENKEEL_UPSTREAM_CONNECT_TIMEOUT: '2' } })
        .values.upstreamConnectTimeout,
    ).toBe(2);
    expect(
      resolved({ environment: { CODEX_LB_UPSTREAM_CONNECT_TIMEOUT: '1', EVENKEEL_UPSTREAM_CONNECT_TIMEOUT: '' } })
        .values.upstreamConnectTimeout,
    ).toBe(1);
  });

  it('.env.local sets what concerns speed and the log alone, and the real environment goes before it', () => {
    const localFile = 'EVENKEEL_MAX_REQUEST_BODY=7\nEVENKEEL_LOG_LEVEL="debug"\nDATABASE_URL=x\n';
    expect(resolved({ localFile }).values).toMatchObject({ maxRequestBody: 7, logLevel: 'debug' });
    expect(resolved({ localFile, environment: { EVENKEEL_MAX_REQUEST_BODY: '8' } }).values).toMatchObject({
      maxRequestBody: 8,
      logLevel: 'debug',
    });
  });

  it('the data folder: flag, environment, default; never from the file that lies in it', () => {
    const flagged = resolved({ flags: { dataDir: 'relative' } });
    expect(flagged.values.dataDir).toMatch(/evenkeel-settings-.*relative$/);
    expect(flagged.isDefaultDataDir).toBe(false);
    expect(resolved({ environment: { EVENKEEL_DATA_DIR: '' } })).toMatchObject({ isDefaultDataDir: true });
    expect(errorOf({ file: { dataDir: '/elsewhere' } })).toContain('"dataDir"');
  });

  it.each([
    ['linux', '/h/.local/share/evenkeel'],
    ['darwin', '/h/Library/Application Support/Evenkeel'],
  ] as const)('the default folder on %s', (platform, expected) => {
    expect(defaultDataDir({ HOME: '/h' }, platform)).toBe(expected);
  });
});

describe('P7: the .env.local of a folder somebody else wrote', () => {
  /** Where tokens go, who is let in, where data lies, what is remembered: nobody's repository decides that. */
  const harmless: readonly SettingKey[] = [
    'logLevel',
    'maxRequestBody',
    'maxBufferedBodies',
    'clientStallTimeout',
    'shutdownDrainTimeout',
    'capacityWaitTimeout',
    'upstreamTransport',
    'upstreamConnectTimeout',
    'streamIdleTimeout',
    'firstEventTimeout',
    'usageRefreshInterval',
  ];
  const names = settingKeys.flatMap((key) => settingDeclarations[key].environment.map((name) => [name, key] as const));

  it.each(names.filter(([, key]) => !harmless.includes(key)))('cannot set %s', (name, key) => {
    const value = key === 'dataDir' ? '/elsewhere' : String(values[key][0]);
    const message = errorOf({ localFile: `${name}=${value}\n`, environment: { EVENKEEL_DATA_DIR: undefined } });
    expect(message).toMatch(new RegExp(`^${name} stands in .*\\.env\\.local, `));
    expect(message).toContain('Export it');
    expect(message).not.toContain(`=${value}`);
  });

  it.each(names.filter(([, key]) => harmless.includes(key)))('may set %s', (name, key) => {
    const value = key === 'dataDir' ? '' : values[key][0];
    expect(resolved({ localFile: `${name}=${String(value)}\n` }).values[key]).toBe(value);
  });

  it('is no hindrance where the person says the same thing themselves, or it says nothing', () => {
    const localFile = 'EVENKEEL_PORT=7\nEVENKEEL_HOST=\n';
    expect(resolved({ localFile, environment: { EVENKEEL_PORT: '8' } }).values.port).toBe(8);
    expect(resolved({ localFile, flags: { port: '9' } }).values.port).toBe(9);
  });

  it('does not move the home in which the data lies', () => {
    const localFile = 'HOME=/elsewhere\nXDG_DATA_HOME=/elsewhere\nLOCALAPPDATA=/elsewhere\n';
    const { values: taken } = resolved({ localFile, environment: { EVENKEEL_DATA_DIR: undefined } });
    expect(taken.dataDir).toMatch(/evenkeel-settings-/);
  });

  it('is not looked at for the desktop app, which is opened in no folder in particular', () => {
    const localFile = 'EVENKEEL_PORT=7\nEVENKEEL_LOG_LEVEL=debug\n';
    expect(resolved({ localFile, ignoresLocalFile: true }).values).toMatchObject({ port: 2455, logLevel: 'info' });
  });
});

describe('a value that cannot be used', () => {
  const wrong: Record<Exclude<SettingKey, 'dataDir'>, readonly string[]> = {
    host: ['example.com', '127.0.0.1.evil.test', '*', '0.0.0.0:2455', '256.1.1.1'],
    publicAddresses: ['*', 'https://*.one.test', 'one.test/path', 'https://one.test/?a=1', 'https://u:p@one.test'],
    port: ['-1', '65536', 'abc', '1.5', ' ', '0x10', '1e3'],
    upstreamBaseUrl: [
      'garbage',
      'http://evil.test',
      'ftp://x.test',
      'https://u:p@x.test',
      'https://x.test/?a=1',
      'https://x.test/#a',
      'http://127.0.0.1.evil.test',
    ],
    authBaseUrl: ['garbage', 'http://evil.test', '//x.test'],
    vault: ['cloud'],
    logLevel: ['trace'],
    requireApiKey: ['perhaps'],
    requireSignIn: ['perhaps'],
    dashboardSessionTtlSeconds: ['299', '31536001', 'a day'],
    hideUpstreamQuotaFromApiKeys: ['some'],
    routingStrategy: ['random'],
    preferEarlierReset: ['secondary'],
    singleAccountId: ['two words'],
    accountResponseCreateLimit: ['-1', '1001'],
    accountStreamLimit: ['many'],
    capacityWaitTimeout: ['-1', '281'],
    accountCircuitBreaker: ['maybe'],
    promptCacheAffinityMaxAge: ['0', '2592001'],
    replayUnseenFailures: ['maybe'],
    upstreamProxy: ['ftp://x.test', 'x.test:8080', 'socks4://x.test', 'http://169.254.169.254'],
    upstreamTransport: ['websocket'],
    modelAliases: ['a', 'a=', '=b', 'a=b=c', 'a=b, a=c'],
    upstreamConnectTimeout: ['0', '121'],
    streamIdleTimeout: ['4'],
    firstEventTimeout: ['4', '86401'],
    usageRefreshInterval: ['-1', '3601'],
    tokenRefreshIntervalDays: ['0', '31'],
    maxRequestBody: ['0', '513'],
    maxBufferedBodies: ['15', '65537'],
    clientStallTimeout: ['4', '86401'],
    shutdownDrainTimeout: ['601', 'soon'],
    debugEndpointsEnabled: ['maybe'],
    metricsEnabled: ['maybe'],
    logProxyRequestShape: ['maybe'],
    logProxyRequestShapeRawCacheKey: ['maybe'],
    requestLogRetentionDays: ['3651'],
    notifyLogin: ['maybe'],
    notifyAllCooling: ['maybe'],
    notifyProxyDown: ['maybe'],
    notifyShortWindowLeftPercent: ['-1', '100'],
    notifyWeekLeftPercent: ['100', '5 %'],
    notifyMonthLeftPercent: ['100'],
    notifyRunOut: ['maybe'],
    notifyReset: ['maybe'],
    notifyFailover: ['maybe'],
    notifyUpdate: ['maybe'],
    desktopLanguage: ['fr'],
    trayPercent: ['maybe'],
    trayPercentOf: ['all'],
    hideEmails: ['maybe'],
    autoUpdateCheck: ['maybe'],
  };
  it.each(keys.flatMap((key) => wrong[key].map((value) => [key, value] as const)))(
    '%s = %j: the message names variable, value and what is allowed',
    (key, value) => {
      const message = errorOf({ environment: { [ours(key)]: value } });
      expect(message).toContain(ours(key));
      expect(message).toContain(`"${value.replace(':p@', ':[redacted]@')}"`);
      expect(message).toContain(settingDeclarations[key].allowed);
    },
  );

  it.each([
    ['port', null],
    ['port', true],
    ['port', []],
    ['port', ''],
    ['replayUnseenFailures', 1],
    ['logLevel', 7],
  ] as const)('in the file: %s = %j', (key, value) => {
    const message = errorOf({ file: { [key]: value } });
    expect(message).toContain(`"${key}" in `);
    expect(message).toContain(settingDeclarations[key].allowed);
  });

  it.each([
    ['{', 'is not JSON'],
    ['{\n  "port": 2455,\n}', 'is not JSON (line 3 column 1)'],
    ['[]', 'must hold one JSON object'],
    ['{"colour":"red"}', '"colour", which is not a setting'],
  ])('the file %s: %s', (file, message) => {
    expect(errorOf({ file })).toContain(message);
  });

  it('a flag is named as it is written', () => {
    expect(errorOf({ flags: { port: 'x' } })).toBe(
      '--port is "x", which cannot be used: it must be a whole number from 0 to 65535.',
    );
  });
});

describe('the dashboard', () => {
  async function book(world: World = {}) {
    return new SettingsBook(await openTestStore(tempFolder()), resolved(world));
  }

  it('sets what nobody else sets, tells who listens, and takes it back', async () => {
    const settings = await book();
    const heard: string[] = [];
    settings.onChange(({ logLevel }) => heard.push(logLevel));
    const { version, settings: views } = await settings.update({ logLevel: 'debug' });
    expect(views.find(({ key }) => key === 'logLevel')).toMatchObject({
      value: 'debug',
      source: 'dashboard',
      editable: true,
    });
    expect(
      (await settings.update({ logLevel: null }, version)).settings.find(({ key }) => key === 'logLevel'),
    ).toMatchObject({ value: 'info', source: 'default' });
    expect(heard).toEqual(['debug', 'info']);
  });

  it.each([
    ['a flag', { flags: { logLevel: 'warn' } }],
    ['the environment', { environment: { EVENKEEL_LOG_LEVEL: 'warn' } }],
    ['the file', { file: { logLevel: 'warn' } }],
  ])('does not override %s', async (_title, world) => {
    await expect((await book(world)).update({ logLevel: 'debug' })).rejects.toMatchObject({
      code: 'setting_overridden',
    });
  });

  it('cannot set what is read once at start', async () => {
    await expect((await book()).update({ port: 9 })).rejects.toMatchObject({ code: 'setting_overridden' });
  });

  it.each([
    ['logLevel', 'loud'],
    ['usageRefreshInterval', ''],
    ['usageRefreshInterval', true],
    ['streamIdleTimeout', 4],
  ] as const)('is refused %s = %j, and then nothing at all is changed', async (key, value) => {
    const settings = await book();
    await expect(settings.update({ routingStrategy: 'round_robin', [key]: value })).rejects.toMatchObject({
      code: 'validation_error',
    });
    expect(settings.values.routingStrategy).toBe('usage_weighted');
  });

  it('of two changes made from the same version, one wins', async () => {
    const settings = await book();
    const { version } = settings.view();
    const both = await Promise.allSettled([
      settings.update({ logLevel: 'debug' }, version),
      settings.update({ logLevel: 'warn' }, version),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(settings.values.logLevel).toBe('debug');
  });
});
