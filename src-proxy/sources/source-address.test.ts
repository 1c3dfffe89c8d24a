import type { LookupAddress } from 'node:dns';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readBaseUrl, sourceLookup } from './source-address.ts';

const ownPort = 2455;
const read = (text: string) => readBaseUrl(text, ownPort);

describe('P1, P2: where a source may be', () => {
  it.each([
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1'],
    ['HTTPS://API.example.com:443///', null],
    ['https://api.example.com', 'https://api.example.com'],
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['http://localhost:1234/v1/', 'http://localhost:1234/v1'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
    ['http://192.168.1.20:8000/v1', 'http://192.168.1.20:8000/v1'],
    ['http://100.101.102.103:8000', 'http://100.101.102.103:8000'],
    ['http://[fd12::1]:8000', 'http://[fd12::1]:8000'],
    ['http://nas:8000/v1', 'http://nas:8000/v1'],
    ['http://gpu.local/v1', 'http://gpu.local/v1'],
    ['https://8.8.8.8/v1', 'https://8.8.8.8/v1'],
  ])('%s', (text, baseUrl) => {
    expect(read(text)).toMatchObject(
      baseUrl === null ? { kind: 'problem', text: expect.any(String) } : { kind: 'url', baseUrl },
    );
  });

  it.each([
    ['api.example.com/v1', /no address/],
    ['ftp://api.example.com', /must begin/],
    ['file:///etc/passwd', /must begin/],
    ['http://api.example.com/v1', /in the clear/],
    ['http://8.8.8.8/v1', /in the clear/],
    ['http://[2001:db8::1]/v1', /in the clear/],
    ['https://me:secret@api.example.com/v1', /user name and password/],
    ['https://api.example.com@evil.example/v1', /user name and password/],
    ['https://api.example.com/v1?key=1', /begins with \? or #/],
    ['https://api.example.com/v1?', /begins with \? or #/],
    ['https://api.example.com/v1#models', /begins with \? or #/],
    ['https://api.example.com//v1', /plain/],
    ['https://api.example.com/v1%2f..', /plain/],
    ['https:\\\\api.example.com\\v1', /plain/],
    ['https://169.254.169.254/latest', /link-local/],
    ['http://169.254.169.254/latest', /link-local/],
    ['http://2852039166/', /link-local/],
    ['http://0xa9fea9fe/', /link-local/],
    ['https://[::ffff:169.254.169.254]/', /link-local/],
    ['https://[64:ff9b::a9fe:a9fe]/', /link-local/],
    ['https://[fd00:ec2::254]/', /link-local/],
    ['https://100.100.100.200/', /link-local/],
    ['http://0.0.0.0:8080/', /link-local/],
    ['https://[fe80::1]/', /link-local/],
    ['http://127.0.0.1:2455/v1', /round in a circle/],
    ['http://localhost:2455/v1', /round in a circle/],
    ['http://[::1]:2455/v1', /round in a circle/],
    ['http://[::ffff:127.0.0.1]:2455/v1', /round in a circle/],
  ])('%s is refused', (text, sentence) => {
    expect(read(text)).toMatchObject({ kind: 'problem', text: expect.stringMatching(sentence) });
  });

  it('whatever is written: it reads without throwing, and what it takes it takes again as the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })), (text) => {
        const first = read(text);
        if (first.kind === 'problem') return first.text.length > 0;
        expect(read(first.baseUrl)).toEqual(first);
        return !/[?#@]|\/$/.test(first.baseUrl.slice('https://'.length));
      }),
    );
  });
});

describe('P2: a name is looked at when it is connected to', () => {
  const named = (addresses: readonly string[], protocol: string) =>
    new Promise<unknown>((resolve) => {
      const resolver = ((_name: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )) as unknown as NonNullable<Parameters<typeof sourceLookup>[1]>;
      sourceLookup(protocol, resolver)('rebind.example', { all: false }, (error, address) =>
        resolve(error === null ? address : error.message),
      );
    });

  it.each([
    [['169.254.169.254'], 'https:', /link-local/],
    [['::ffff:169.254.169.254'], 'https:', /link-local/],
    [['93.184.216.34'], 'http:', /in the clear/],
    [[], 'https:', /no address/],
    [['93.184.216.34'], 'https:', /^93\.184\.216\.34$/],
    [['192.168.1.9'], 'http:', /^192\.168\.1\.9$/],
    [['169.254.169.254', '10.0.0.1'], 'http:', /^10\.0\.0\.1$/],
  ])('%j over %s', async (addresses, protocol, outcome) => {
    expect(await named(addresses, protocol)).toMatch(outcome);
  });
});
