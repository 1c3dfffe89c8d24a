import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readProxyAddress } from './proxy-address.ts';

function addressOf(text: string): unknown {
  const read = readProxyAddress(text);
  return read.kind === 'address' ? read.proxy : read.problem;
}

describe('the address of a proxy', () => {
  it.each([
    ['http://proxy.example:8080', { scheme: 'http', host: 'proxy.example', port: 8080 }],
    [' HTTPS://Proxy.Example/ ', { scheme: 'https', host: 'proxy.example', port: 443 }],
    ['socks5://127.0.0.1', { scheme: 'socks5', host: '127.0.0.1', port: 1080 }],
    ['socks5h://h:9', { scheme: 'socks5', address: 'socks5://h:9' }],
    // 80 is the usual port of the scheme by whose rules it is read, and not of this one.
    ['socks5://h:80', { port: 80 }],
    ['https://h:80', { port: 80 }],
    ['http://[::1]:3128', { host: '::1', address: 'http://[::1]:3128' }],
    ['socks5://[::1]', { host: '::1', port: 1080 }],
    ['http://me:a%40b%2Fc@h:1', { username: 'me', password: 'a@b/c', address: 'http://h:1' }],
    ['http://me@h:1', { username: 'me', password: null }],
    ['http://:pw@h:1', { username: '', password: 'pw' }],
    ['http://h:1', { username: null, password: null }],
  ])('is read: %s', (text, expected) => {
    expect(addressOf(text)).toMatchObject(expected);
  });

  it.each([
    ['socks4://h:1', 'scheme'],
    ['socks://h:1', 'scheme'],
    ['ftp://h:1', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['127.0.0.1:8080', 'form'],
    ['proxy.example:8080', 'form'],
    ['', 'form'],
    ['http://', 'form'],
    ['http://h:0', 'form'],
    ['http://h:70000', 'form'],
    ['http://h/path', 'form'],
    ['http://h?x', 'form'],
    ['http://h#x', 'form'],
    ['http://a b', 'form'],
    ['http://h\\@evil', 'form'],
    ['http://%zz:x@h:1', 'form'],
    ['http://169.254.169.254', 'form'],
    ['http://2852039166', 'form'],
    ['http://[::ffff:169.254.169.254]:80', 'form'],
    ['socks5://[fe80::1]', 'form'],
  ])('P2: is refused: %s', (text, problem) => {
    expect(addressOf(text)).toBe(problem);
  });

  it('R1: no sentence repeats what was written', () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('ftp', 'http', 'socks5'), fc.string()).map(([scheme, rest]) => `${scheme}://${rest}`),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readProxyAddress(text.replace('://', '://canary-secret@'));
        if (read.kind === 'problem') expect(read.text).not.toContain('canary');
        else expect(read.proxy.address).not.toContain('canary');
      }),
    );
  });

  it('is the same once more when it is read from its own form', () => {
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'socks5'), fc.webUrl({ validSchemes: ['http'] }), (scheme, url) => {
        const first = readProxyAddress(`${scheme}://${new URL(url).host}`);
        if (first.kind !== 'address') return;
        expect(readProxyAddress(first.proxy.address)).toEqual(first);
      }),
    );
  });
});
