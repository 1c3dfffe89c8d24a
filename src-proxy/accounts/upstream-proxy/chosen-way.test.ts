import { describe, expect, it } from 'vitest';

import { chosenWay } from './chosen-way.ts';

const address = 'http://proxy.test:8080';
const kept = { address, username: 'kept', password: 'secret' };
const nobody = () => null;
const known = (asked: string) => (asked === address ? kept : null);

describe('what a person chose', () => {
  it.each([
    ['nothing said, nothing kept', {}, nobody, null],
    ['in the address', { address: 'http://me:pw@proxy.test:8080' }, nobody, ['me', 'pw']],
    ['apart', { username: 'me', password: 'pw' }, nobody, ['me', 'pw']],
    ['apart goes before the address', { address: 'http://x:y@proxy.test:8080', username: 'me' }, nobody, ['me', 'y']],
    ['left out, it stays', {}, known, ['kept', 'secret']],
    ['only the name is new', { username: 'me' }, known, ['me', 'secret']],
    ['null takes the password away', { password: null }, known, ['kept', null]],
    ['null takes both away', { username: null, password: null }, known, null],
    ['another address takes nothing along', { address: 'http://proxy.test:8081' }, known, null],
  ] as const)('%s', (_name, more, of, expected) => {
    const way = chosenWay({ mode: 'proxy', address, ...more }, of);
    if (way.mode !== 'proxy') throw new Error('A proxy was chosen.');
    expect(way.credentials && [way.credentials.username, way.credentials.password]).toEqual(expected);
    expect([way.proxy.username, way.proxy.password]).toEqual(expected ?? [null, null]);
    expect(way.proxy.address).toMatch(/^http:\/\/proxy\.test:808[01]$/);
  });

  it.each([
    ['socks4://h:1', {}, 'upstream_proxy_unsupported'],
    ['h:1', {}, 'validation_error'],
    ['http://h:1', { username: 'a:b' }, 'validation_error'],
    ['socks5://h:1', { username: 'x'.repeat(256) }, 'validation_error'],
    ['socks5://h:1', { username: 'me', password: 'ü'.repeat(128) }, 'validation_error'],
  ])('cannot be: %s %j', (wrong, more, code) => {
    expect(() => chosenWay({ mode: 'proxy', address: wrong, ...more }, nobody)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
