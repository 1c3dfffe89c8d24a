import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

import type { buildConnector } from 'undici';
import { WebSocket } from 'ws';

import type { UpstreamFailure } from '../../provider.ts';
import { failureOfConnection, failureOfResponse } from '../error-table.ts';
import { ofModel } from '../model-failures.ts';
import { clientHeaders, headerReader } from '../response-headers.ts';
import type { HandshakeHeaders } from './handshake-headers.ts';

/** As of a server-sent event: a frame larger than this is not an event. */
export const maxFrameBytes = 16 * 1024 * 1024;
const maxErrorBytes = 1024 * 1024;

export interface OpenSocketOptions {
  /** `ws:` or `wss:`. */
  readonly url: URL;
  readonly headers: HandshakeHeaders;
  /** Opens the connection on the account's own way out. */
  readonly connector: buildConnector.connector;
  /** For the answer to the handshake, once the connection stands. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

export type OpenedSocket =
  | { readonly kind: 'open'; readonly socket: WebSocket; readonly rawHeaders: readonly string[] }
  /** Nothing was sent that could have begun any work. `rawHeaders` is empty where no answer came. */
  | { readonly kind: 'refused'; readonly failure: UpstreamFailure; readonly rawHeaders: readonly string[] }
  | { readonly kind: 'abandoned' };

/** A WebSocket to the upstream, or why there is none. Never rejects. A refused handshake is judged by its status. */
export async function openSocket(options: OpenSocketOptions): Promise<OpenedSocket> {
  let connection: Socket;
  try {
    connection = await connect(options);
  } catch (error) {
    return options.signal.aborted ? { kind: 'abandoned' } : unreachable(error);
  }
  if (options.signal.aborted) {
    connection.destroy();
    return { kind: 'abandoned' };
  }
  return await shakeHands(options, connection);
}

/** @throws whatever the connector or the tunnel throws. */
function connect({ url, connector }: OpenSocketOptions): Promise<Socket> {
  const { hostname, host, port } = url;
  const protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
  return new Promise((resolve, reject) => {
    connector({ hostname, host, protocol, port }, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}

function shakeHands(options: OpenSocketOptions, connection: Socket): Promise<OpenedSocket> {
  const { url, signal, nowMs } = options;
  connection.setNoDelay(true);
  const socket = new WebSocket(url, {
    headers: options.headers,
    // SECURITY: the connection that took the account's way out; by itself `ws` would go directly.
    createConnection: () => connection,
    // Packing would cost time on both sides for events of a few hundred bytes.
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: maxFrameBytes,
  });
  return new Promise((resolve) => {
    let rawHeaders: readonly string[] = [];
    // The library's own time-out counts only on connections that it makes itself.
    const patience = setTimeout(() => {
      settle(unreachable(new Error('the upstream did not answer the handshake')));
      socket.terminate();
    }, options.timeoutMs);
    const settle = (opened: OpenedSocket): void => {
      clearTimeout(patience);
      signal.removeEventListener('abort', abandon);
      resolve(opened);
    };
    function abandon(): void {
      settle({ kind: 'abandoned' });
      socket.terminate();
    }
    signal.addEventListener('abort', abandon, { once: true });
    socket.once('upgrade', (response) => {
      rawHeaders = clientHeaders(response.rawHeaders);
    });
    socket.once('open', () => {
      // Whoever takes it over resumes it, once somebody listens.
      socket.pause();
      settle({ kind: 'open', socket, rawHeaders });
    });
    // Stays for good: an error that nobody listens to would end the process. What follows from it comes with `close`.
    socket.on('error', (error) => settle(unreachable(error)));
    socket.once('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      readRefusal(response, nowMs).then(settle, (error: unknown) => settle(unreachable(error)));
      response.once('close', () => request.destroy());
    });
  });
}

async function readRefusal(response: IncomingMessage, nowMs: () => number): Promise<OpenedSocket> {
  const rawHeaders = clientHeaders(response.rawHeaders);
  const body = (await buffer(response)).subarray(0, maxErrorBytes);
  const answer = { statusCode: response.statusCode ?? 0, rawHeaders, body };
  const retryAfter = headerReader(rawHeaders)('retry-after');
  const failure = ofModel(failureOfResponse(answer, retryAfter, nowMs()), rawHeaders, nowMs());
  return { kind: 'refused', failure, rawHeaders };
}

function unreachable(error: unknown): OpenedSocket {
  const known = error instanceof Error ? error : new Error(String(error));
  return { kind: 'refused', failure: failureOfConnection(known, false), rawHeaders: [] };
}
