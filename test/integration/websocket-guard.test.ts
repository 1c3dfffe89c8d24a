import { describe, expect, it } from 'vitest';

import { sendRaw } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

type Headers = readonly (readonly [string, string])[];

const path = '/backend-api/codex/responses';
/** Everywhere a WebSocket is to be had. */
const paths = [path, '/v1/responses', '/responses'];
const handshake: Headers = [
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
  ['sec-websocket-version', '13'],
  ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

async function upgrade(stage: Stage, headers: Headers, target = path): Promise<number> {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return (await sendRaw(stage.port, `GET ${target} HTTP/1.1\r\n${lines}\r\n`, 300)).status;
}

const hostOf = (stage: Stage): Headers => [['host', `127.0.0.1:${stage.port}`]];

describe('N6: an upgrade passes the same guard as a request, before any 101 and before the upstream', () => {
  it('by a program on this machine that speaks for itself: 101', async () => {
    await using stage = await startStage();
    for (const target of paths) expect(await upgrade(stage, [...hostOf(stage), ...handshake], target)).toBe(101);
    for (const name of ['localhost', '[::1]', 'LOCALHOST']) {
      expect(await upgrade(stage, [['host', `${name}:${stage.port}`], ...handshake])).toBe(101);
    }
  });

  it.each([
    ['https://evil.test', 403],
    ['http://127.0.0.1:3000', 403],
    ['http://localhost:3000', 403],
    ['http://127.0.0.1:2455.evil.test', 403],
    ['null', 403],
    ['file://', 403],
    ['', 403],
  ])('N4: Origin %j is refused', async (origin, status) => {
    await using stage = await startStage();
    for (const target of paths)
      expect(await upgrade(stage, [...hostOf(stage), ...handshake, ['origin', origin]], target)).toBe(status);
    expect(stage.upstream.sockets).toEqual([]);
  });

  it('A1: our own dashboard’s origin is a browser all the same, and may not spend without a key', async () => {
    await using stage = await startStage();
    const own = `http://127.0.0.1:${stage.port}`;
    for (const target of paths)
      expect(await upgrade(stage, [...hostOf(stage), ...handshake, ['origin', own]], target)).toBe(401);
    expect(stage.upstream.sockets).toEqual([]);
  });

  it.each(['evil.test', '127.0.0.1.evil.test', 'localhost.', '0.0.0.0', '127.0.0.2', ''])(
    'N2: Host %j is refused',
    async (name) => {
      await using stage = await startStage();
      for (const host of [name, `${name}:${stage.port}`]) {
        for (const target of paths) expect(await upgrade(stage, [['host', host], ...handshake], target)).toBe(421);
      }
      expect(stage.upstream.sockets).toEqual([]);
    },
  );

  it('N2: none or two Host headers, and a target with an authority of its own', async () => {
    await using stage = await startStage();
    expect(await upgrade(stage, handshake)).toBeGreaterThanOrEqual(400);
    expect(await upgrade(stage, [...hostOf(stage), ['host', 'evil.test'], ...handshake])).toBeGreaterThanOrEqual(400);
    expect(await upgrade(stage, [...hostOf(stage), ...handshake], `http://evil.test${path}`)).toBe(400);
    expect(stage.upstream.sockets).toEqual([]);
  });

  it.each(['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip', 'cf-connecting-ip'])(
    'A1: somebody who forwards for others (%s) needs a key, and there is none',
    async (name) => {
      await using stage = await startStage();
      expect(await upgrade(stage, [...hostOf(stage), ...handshake, [name, '192.0.2.1']])).toBe(401);
      expect(stage.upstream.sockets).toEqual([]);
    },
  );

  it.each([
    ['no key', [['sec-websocket-version', '13']]],
    ['a short key', [['sec-websocket-version', '13'], ['sec-websocket-key', 'abc']]], // prettier-ignore
    ['another version', [['sec-websocket-version', '8'], ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ==']]], // prettier-ignore
  ] as const)('what is no handshake (%s) does not reach the upstream', async (_name, rest) => {
    await using stage = await startStage();
    const headers: Headers = [...hostOf(stage), ['connection', 'Upgrade'], ['upgrade', 'websocket'], ...rest];
    expect(await upgrade(stage, headers)).toBe(400);
    expect(stage.upstream.sockets).toEqual([]);
  });

  it('at any other path there is no WebSocket: 426, and nobody is asked', async () => {
    await using stage = await startStage();
    for (const other of [
      '/',
      '/api/events',
      '/backend-api/codex/models',
      `${path}/compact`,
      '/v1/models',
      '/v1/chat/completions',
      `${path}x`,
    ]) {
      expect([other, await upgrade(stage, [...hostOf(stage), ...handshake], other)]).toEqual([other, 426]);
    }
    const h2c: Headers = [...hostOf(stage), ['connection', 'Upgrade'], ['upgrade', 'h2c']];
    expect(await upgrade(stage, h2c)).toBe(426);
    expect(stage.upstream.sockets).toEqual([]);
  });
});
