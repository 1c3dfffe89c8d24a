import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { grantOf } from '../ingress/key-grant.ts';
import { keyRefusals } from '../keys/key-refusals.ts';
import { createKeyGate, credentialIn } from './key-gate.ts';

const good = 'sk-clb-good';
const keys = {
  authenticate(key: string) {
    if (key.length === good.length && key.endsWith('good')) return { keyId: 'one', keyHash: 'h' };
    throw keyRefusals.unknown();
  },
};

function requestFrom(peer: string, headers: readonly string[]): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  request.rawHeaders.push(...headers);
  return request;
}

describe('A1: peer × setting × key × forwarding', () => {
  const bearer = (word: string) => ['Authorization', `Bearer ${word}`];
  const peers = { loopback: '127.0.0.1', lan: '192.168.1.20', v6: '::1', mapped: '::ffff:10.0.0.8' };
  const credentials: Readonly<Record<string, readonly string[]>> = {
    none: [],
    good: bearer(good),
    wrong: bearer('sk-clb-nope'),
    foreign: bearer('eyJ.a.b'),
  };
  for (const [place, peer] of Object.entries(peers)) {
    for (const [name, credential] of Object.entries(credentials)) {
      for (const [requireApiKey, host] of [
        [false, '127.0.0.1'],
        [true, '127.0.0.1'],
        [false, '0.0.0.0'],
        [false, '192.168.1.4'],
      ] as const) {
        for (const forwarded of [false, true]) {
          const keylessPasses =
            !requireApiKey && host === '127.0.0.1' && !forwarded && (place === 'loopback' || place === 'v6');
          const passes = name === 'good' || (name !== 'wrong' && keylessPasses);
          it(`${place}, ${name}, required ${requireApiKey}, bound to ${host}, forwarded ${forwarded}: ${passes ? 'in' : '401'}`, () => {
            const gate = createKeyGate({ keys, settings: () => ({ requireApiKey, host }) });
            const request = requestFrom(peer, [...credential, ...(forwarded ? ['X-Forwarded-For', '127.0.0.1'] : [])]);
            expect(gate(request)?.status ?? 200).toBe(passes ? 200 : 401);
            expect(grantOf(request)).toEqual(name === 'good' ? { keyId: 'one', keyHash: 'h' } : null);
          });
        }
      }
    }
  }
});

describe('credentialIn', () => {
  it.each([
    ['nothing', ['Host', 'x'], 'none'],
    ['a key', ['AUTHORIZATION', 'bearer sk-clb-a'], 'key'],
    ['a key in x-api-key', ['X-Api-Key', 'sk-clb-a'], 'key'],
    ['another letter case', ['X-Api-Key', 'SK-clb-a'], 'key'],
    ['a key after a scheme of its own', ['authorization', 'Token sk-clb-a'], 'garbled key'],
    ['two', ['authorization', 'Bearer sk-clb-a', 'authorization', 'Bearer sk-clb-a'], 'garbled key'],
    [
      'one of ours and one of another',
      ['authorization', 'Bearer x', 'authorization', 'Bearer sk-clb-a'],
      'garbled key',
    ],
    ['two of ours', ['authorization', 'Bearer sk-clb-b', 'x-api-key', 'sk-clb-a'], 'garbled key'],
    ['a key inside something', ['authorization', 'Bearer x,sk-clb-a'], 'garbled key'],
    ['a token', ['authorization', 'Bearer x'], 'foreign'],
    ['Basic', ['authorization', 'Basic x'], 'malformed'],
    ['an empty one', ['authorization', ''], 'malformed'],
  ])('%s', (_name, headers, kind) => {
    expect(credentialIn(headers).kind).toBe(kind);
  });
});
