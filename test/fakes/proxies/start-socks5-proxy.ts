import { createServer, type Socket } from 'node:net';

import { ExactReader } from '../../../src-proxy/providers/ways/exact-reader.ts';
import { fakeProxyOf, ProxyState, type FakeProxy, type ProxyOptions } from './fake-proxy.ts';

export interface Socks5ProxyOptions extends ProxyOptions {
  /** Answers every request to connect with this reply (RFC 1928, 6). */
  readonly reply?: number;
  /** Says everything one byte at a time, as a slow network may. */
  readonly slowly?: boolean;
}

/** RFC 1928 and RFC 1929, server's side. */
export async function startSocks5Proxy(options: Socks5ProxyOptions = {}): Promise<FakeProxy> {
  const state = new ProxyState();
  const server = createServer((socket) => {
    serve(state.track(socket), state, options).catch(() => socket.destroy());
  });
  return await fakeProxyOf('socks5', server, state);
}

async function serve(socket: Socket, state: ProxyState, options: Socks5ProxyOptions): Promise<void> {
  const { credentials, slowly = false } = options;
  const say = async (...bytes: number[]): Promise<void> => {
    for (const piece of slowly ? bytes.map((byte) => [byte]) : [bytes]) {
      socket.write(Buffer.from(piece));
      if (slowly) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const reader = new ExactReader(socket);
  const [, count = 0] = await reader.take(2);
  const methods = await reader.take(count);
  const method = credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    state.signInsRefused += 1;
    await say(5, 0xff);
    socket.end();
    return;
  }
  await say(5, method);
  if (credentials !== undefined) {
    const [, userLength = 0] = await reader.take(2);
    const username = (await reader.take(userLength)).toString();
    const [wordLength = 0] = await reader.take(1);
    const password = (await reader.take(wordLength)).toString();
    const right = username === credentials.username && password === credentials.password;
    if (!right) state.signInsRefused += 1;
    await say(1, right ? 0 : 1);
    if (!right) {
      socket.end();
      return;
    }
  }
  const [, , , type = 0] = await reader.take(4);
  const host = await takeHost(reader, type);
  const port = (await reader.take(2)).readUInt16BE();
  const onward = options.reply === undefined ? await state.onward(host, port).catch(() => null) : null;
  await say(5, onward === null ? (options.reply ?? 5) : 0, 0, 1, 0, 0, 0, 0, 0, 0);
  if (onward === null) socket.end();
  else {
    reader.giveBack();
    state.join(socket, onward);
  }
}

async function takeHost(reader: ExactReader, type: number): Promise<string> {
  if (type === 1) return [...(await reader.take(4))].join('.');
  if (type === 3) return (await reader.take((await reader.take(1))[0] ?? 0)).toString();
  const groups = (await reader.take(16)).toString('hex').match(/.{4}/g) ?? [];
  return groups.join(':');
}
