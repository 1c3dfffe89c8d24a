import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { connectRequest, restOfReply, signIn } from './socks5-messages.ts';

describe('a request to connect', () => {
  it.each([
    ['1.2.3.4', 443, '050100010102030401bb'],
    ['::1', 80, `05010004${'0'.repeat(31)}10050`],
    ['2001:db8::ff00:42:8329', 1, '0501000420010db8000000000000ff00004283290001'],
    ['::ffff:1.2.3.4', 1, '0501000400000000000000000000ffff010203040001'],
    ['chatgpt.com', 443, `050100030b${Buffer.from('chatgpt.com').toString('hex')}01bb`],
  ])('to %s:%i', (host, port, hex) => {
    expect(connectRequest(host, port)?.toString('hex')).toBe(hex);
  });

  it('holds any IPv6 address whole', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        const bytes = connectRequest(host, port) ?? Buffer.alloc(0);
        expect(bytes.length).toBe(22);
        const groups = bytes.subarray(4, 20).toString('hex').match(/.{4}/g) ?? [];
        expect(new URL(`http://[${groups.join(':')}]`).hostname).toBe(new URL(`http://[${host}]`).hostname);
      }),
    );
  });

  it('is none where the protocol has no room', () => {
    expect(connectRequest('x'.repeat(256), 1)).toBeNull();
    expect(signIn('x'.repeat(256), '')).toBeNull();
    expect(signIn('', 'x'.repeat(256))).toBeNull();
  });
});

it.each([
  [[5, 0, 0, 1, 9], 5],
  [[5, 0, 0, 3, 9], 11],
  [[5, 0, 0, 4, 9], 17],
  [[5, 0, 0, 2, 9], null],
])('after the head %j of a reply come %j bytes', (head, rest) => {
  expect(restOfReply(Buffer.from(head))).toBe(rest);
});
