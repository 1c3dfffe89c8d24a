import { connect, type Socket } from 'node:net';

import type { ProxyAddress } from '../../contract/proxy-address.ts';
import { asProxyError, beyondProxy, ProxyError, proxyTimeout, signInRefused } from './proxy-error.ts';
import {
  connectRequest,
  greeting,
  method,
  replyHeadBytes,
  replyTrouble,
  restOfReply,
  signIn,
  version,
} from './socks5-messages.ts';
import { ExactReader } from './exact-reader.ts';
import type { Target } from './target.ts';

/**
 * A tunnel through a SOCKS5 proxy, which looks the target's name up.
 * @throws ProxyError
 */
export async function openSocks5Tunnel(proxy: ProxyAddress, target: Target, timeoutMs: number): Promise<Socket> {
  const { address, host, port } = proxy;
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  const broken = Promise.withResolvers<never>();
  const onError = (error: Error): void => broken.reject(asProxyError(error, address));
  const onClose = (): void => broken.reject(asProxyError(null, address));
  // Before and after the handshake, an error must not be nobody's.
  socket.on('error', () => undefined);
  socket.on('error', onError).on('close', onClose);
  const limit = setTimeout(() => socket.destroy(proxyTimeout(address, timeoutMs)), timeoutMs);
  try {
    await Promise.race([shakeHands(socket, proxy, target), broken.promise]);
  } catch (error) {
    socket.destroy();
    throw asProxyError(error, address);
  } finally {
    clearTimeout(limit);
    socket.off('close', onClose).off('error', onError);
  }
  return socket;
}

async function shakeHands(socket: Socket, proxy: ProxyAddress, target: Target): Promise<void> {
  const { address, username, password } = proxy;
  const reader = new ExactReader(socket);
  socket.write(greeting(username !== null));
  const [speaks, chosen] = await reader.take(2);
  if (speaks !== version) throw notSocks5(address);
  if (chosen === method.password && username !== null) {
    const message = signIn(username, password ?? '');
    if (message === null) throw signInRefused(address);
    socket.write(message);
    const [, status] = await reader.take(2);
    if (status !== 0) throw signInRefused(address);
  } else if (chosen !== method.none) throw signInRefused(address);

  const request = connectRequest(target.host, target.port);
  if (request === null) throw beyondProxy(address, target.authority, 'the name is too long');
  socket.write(request);
  const head = await reader.take(replyHeadBytes);
  const code = head[1] ?? 0;
  const rest = restOfReply(head);
  if (head[0] !== version) throw notSocks5(address);
  if (code !== 0) {
    const { failedAt, text } = replyTrouble(code);
    if (failedAt === 'upstream') throw beyondProxy(address, target.authority, text);
    throw new ProxyError('proxy', `The proxy ${address} does not open a way to ${target.authority} (${text}).`);
  }
  if (rest === null) throw notSocks5(address);
  await reader.take(rest);
  reader.giveBack();
}

function notSocks5(address: string): ProxyError {
  return new ProxyError('proxy', `${address} is not a SOCKS5 proxy.`);
}
