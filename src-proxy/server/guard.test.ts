import { describe, expect, it } from 'vitest';

import { createGuard, isLoopback, refuseForwarded, refuseKeyless, wasForwarded } from './guard.ts';

const guard = createGuard({ host: '127.0.0.1', port: 2455 });
const own = ['Host', '127.0.0.1:2455'];
const codeOf = (rawHeaders: string[], method = 'GET', url = '/'): string | null =>
  guard({ method, url, rawHeaders })?.code ?? null;

describe('Host (N2, N3)', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:2455',
    'localhost',
    'localhost:2455',
    'LOCALHOST:2455',
    'LocalHost',
    '[::1]',
    '[::1]:2455',
  ])('%s is ours', (host) => {
    expect(codeOf(['hOST', host])).toBeNull();
  });

  it.each([
    'evil.test',
    'evil.test:2455',
    '127.0.0.1.evil.test',
    '127.0.0.1.evil.test:2455',
    'localhost.',
    'localhost.:2455',
    '0.0.0.0',
    '0.0.0.0:2455',
    '',
    '127.0.0.1:2456',
    '127.0.0.1:',
    '127.0.0.1:02455',
    '127.0.0.2',
    '127.1',
    '2130706433',
    '::1',
    '[::1',
    '[::]:2455',
    'localhost@evil.test',
    'evil.test@localhost:2455',
    '127.0.0.1:2455, evil.test',
    ' 127.0.0.1',
    'localhost/evil',
    '[::ffff:127.0.0.1]:2455',
  ])('%j is not', (host) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) expect(codeOf(['Host', host], method)).toBe('host_not_allowed');
  });

  it('one header exactly', () => {
    expect(codeOf([])).toBe('host_not_allowed');
    expect(codeOf([...own, ...own])).toBe('host_not_allowed');
    expect(codeOf([...own, 'host', 'evil.test'])).toBe('host_not_allowed');
  });

  it.each(['http://evil.test/', 'http://127.0.0.1:2455/', '//evil.test/', '*', '', 'evil.test:443'])(
    'the target %j is no path',
    (url) => {
      expect(codeOf(own, 'GET', url)).toBe('request_malformed');
    },
  );

  it('another loopback address that we were told to listen on is ours as well, no other address ever is', () => {
    const there = createGuard({ host: '127.0.0.9', port: 1 });
    expect(there({ method: 'GET', url: '/', rawHeaders: ['Host', '127.0.0.9:1'] })).toBeNull();
    const wide = createGuard({ host: '0.0.0.0', port: 1 });
    expect(wide({ method: 'GET', url: '/', rawHeaders: ['Host', '0.0.0.0:1'] })?.code).toBe('host_not_allowed');
  });

  describe('N3: where other machines can reach us, the list holds', () => {
    const publicAddresses = [
      { host: 'nas.local:2455', isEncrypted: false },
      { host: 'evenkeel.test', isEncrypted: true },
    ];
    const wide = createGuard({
      host: '0.0.0.0',
      port: 2455,
      publicAddresses,
      machineAddresses: () => ['192.168.1.4', 'fd00::4'],
    });
    const saying = (guard: typeof wide, host: string, origin?: string): string | undefined =>
      guard({ method: 'POST', url: '/', rawHeaders: ['Host', host, ...(origin ? ['Origin', origin] : [])] })?.code;

    it.each(['127.0.0.1:2455', 'localhost', '192.168.1.4:2455', '[fd00::4]:2455', 'NAS.local:2455', 'evenkeel.test'])(
      'N3: %s is ours',
      (host) => expect(saying(wide, host)).toBeUndefined(),
    );
    it.each(['evil.test', '192.168.1.5:2455', '192.168.1.4:80', 'nas.local', 'evenkeel.test:2455', '0.0.0.0:2455', ''])(
      'N3: %j is not',
      (host) => expect(saying(wide, host)).toBe('host_not_allowed'),
    );
    it.each([
      ['http://192.168.1.4:2455', undefined],
      ['http://nas.local:2455', undefined],
      ['https://evenkeel.test', undefined],
      ['http://evenkeel.test', 'origin_not_allowed'],
      ['https://nas.local:2455', 'origin_not_allowed'],
      ['https://192.168.1.4:2455', 'origin_not_allowed'],
      ['http://192.168.1.4', 'origin_not_allowed'],
      ['null', 'origin_not_allowed'],
    ])('N4: a page of %s gets %s', (origin, code) => expect(saying(wide, 'evenkeel.test', origin)).toBe(code));

    it('on loopback the names that are set count for nothing', () => {
      const own = createGuard({ host: '127.0.0.1', port: 2455, publicAddresses, machineAddresses: () => ['10.0.0.1'] });
      expect(saying(own, 'evenkeel.test')).toBe('host_not_allowed');
      expect(saying(own, '10.0.0.1:2455')).toBe('host_not_allowed');
    });

    it('bound to one address, that one is ours and the others of the machine are not', () => {
      const one = createGuard({ host: '192.168.1.4', port: 1, machineAddresses: () => ['192.168.1.4', '10.0.0.1'] });
      expect(saying(one, '192.168.1.4:1', 'http://192.168.1.4:1')).toBeUndefined();
      expect(saying(one, '10.0.0.1:1')).toBe('host_not_allowed');
    });
  });
});

describe('Origin and Sec-Fetch-Site (N4)', () => {
  const safe = ['GET', 'HEAD', 'OPTIONS'];
  const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE'];
  const ownOrigins = ['http://127.0.0.1:2455', 'http://localhost:2455', 'http://[::1]:2455'];
  const foreign = [
    'null',
    '',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://127.0.0.1:2455.evil',
    'http://127.0.0.1:24550',
    'https://127.0.0.1:2455',
    'https://evil.test',
    'http://localhost:2455.evil.test',
    'http://localhost:2455/',
    'file://',
    'http://evil.test:2455',
  ];
  const sites = [null, 'none', 'same-origin', 'same-site', 'cross-site'];
  const rows = [...safe, ...unsafe].flatMap((method) =>
    [null, ...ownOrigins, ...foreign].flatMap((origin) => sites.map((site) => ({ method, origin, site }))),
  );

  it('follows the matrix of method × Origin × Sec-Fetch-Site', () => {
    for (const { method, origin, site } of rows) {
      const headers = [
        ...own,
        ...(origin === null ? [] : ['Origin', origin]),
        ...(site === null ? [] : ['Sec-Fetch-Site', site]),
      ];
      const crossed = site === 'same-site' || site === 'cross-site';
      const refused = (origin !== null && foreign.includes(origin)) || (unsafe.includes(method) && crossed);
      expect([method, origin, site, codeOf(headers, method)]).toEqual([
        method,
        origin,
        site,
        refused ? 'origin_not_allowed' : null,
      ]);
    }
  });

  it('more than one header hides nothing', () => {
    expect(codeOf([...own, 'Origin', 'http://127.0.0.1:2455', 'origin', 'https://evil.test'])).toBe(
      'origin_not_allowed',
    );
    expect(codeOf([...own, 'Sec-Fetch-Site', 'none', 'sec-fetch-site', 'cross-site'], 'POST')).toBe(
      'origin_not_allowed',
    );
  });
});

describe('who may spend without a key, and see the dashboard (A1, N8, N9)', () => {
  const forwarding = [
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'x-forwarded-host',
    'X-Forwarded',
    'X-Real-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Client-IP',
    'X-Cluster-Client-IP',
  ];
  const planes = [
    ['the data plane', refuseKeyless, 'invalid_api_key'],
    ['the dashboard', refuseForwarded, 'forwarded_request'],
  ] as const;

  it.each(planes)('%s serves a program on this machine that speaks for itself', (_plane, refuse) => {
    for (const peer of ['127.0.0.1', '127.0.0.9', '::1', '::ffff:127.0.0.1']) expect(refuse(own, peer)).toBeNull();
  });

  it.each(planes)('%s refuses whoever comes from elsewhere or through a proxy', (_plane, refuse, code) => {
    for (const peer of ['192.168.1.4', '10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '', undefined])
      expect(refuse(own, peer)?.code).toBe(code);
    for (const name of forwarding) {
      for (const value of ['127.0.0.1', '', 'for=127.0.0.1'])
        expect(refuse([...own, name, value], '127.0.0.1')?.code).toBe(code);
    }
  });

  it('a page spends nothing, whatever its origin', () => {
    expect(refuseKeyless([...own, 'Origin', 'http://127.0.0.1:2455'], '127.0.0.1')?.code).toBe('invalid_api_key');
    expect(refuseForwarded([...own, 'Origin', 'http://127.0.0.1:2455'], '127.0.0.1')).toBeNull();
  });

  it('values are not mistaken for names', () => {
    expect(wasForwarded(['x-note', 'forwarded', 'x-other', 'via'])).toBe(false);
    expect(isLoopback('127.0.0.1')).toBe(true);
  });
});
