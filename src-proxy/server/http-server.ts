import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';

import type { PublicAddress } from '../contract/public-address.ts';
import { toRefusal, type Refusal } from '../contract/refusal.ts';
import { openaiErrorBody } from '../ingress/openai-error.ts';
import { createGuard, type OwnAddress } from './guard.ts';
import type { KeyGate } from './key-gate.ts';
import { requestIdOf } from './request-id.ts';

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Names under which other machines reach us. */
  readonly publicAddresses: readonly PublicAddress[];
  /** Where the socket is bound in place of `host`: tests act as if others could reach us, and stay on loopback. */
  readonly bindTo: string | null;
  /** Makes the handler once the address is known. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Who may open a WebSocket. */
  readonly gate: KeyGate;
  /** Takes over the connection, or says why not. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<Refusal | null>;
  /** Told of what is refused at the door. */
  readonly noteRefused: (request: IncomingMessage, refusal: Refusal) => void;
}

export interface RunningServer {
  readonly address: OwnAddress;
  /** Takes no new connection, and ends those there are once what was written to them has left. */
  destroy(): Promise<void>;
}

const headersTimeoutMs = 30_000;
const requestTimeoutMs = 300_000;
const keepAliveTimeoutMs = 75_000;
const flushPatienceMs = 500;
const maxHeaderBytes = 16 * 1024;

/**
 * Listens, and lets the guard see every request and every upgrade first.
 * @throws the listen error, with its `code`
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const { host, publicAddresses } = options;
  const guardAt = (port: number) => createGuard({ host, port, publicAddresses, machineAddresses });
  let guard = guardAt(options.port);

  const server = createServer(
    {
      noDelay: true,
      keepAliveTimeout: keepAliveTimeoutMs,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
    },
    (request, response) => {
      const refusal = guard({ method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders });
      if (refusal === null) {
        options.handler(request, response);
        return;
      }
      options.noteRefused(request, refusal);
      refuse(request, response, refusal);
    },
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal =
      guard({ method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders }) ??
      options.gate(request);
    if (refusal !== null) {
      options.noteRefused(request, refusal);
      refuseUpgrade(request, socket, refusal);
      return;
    }
    options
      .upgrade(request, socket, head)
      .catch(toRefusal)
      .then((refused) => (refused === null ? undefined : refuseUpgrade(request, socket, refused)))
      .catch(() => socket.destroy());
  });
  // What is no HTTP (row N11): said once, in so many words, and the connection closed, because where the next request
  // would begin is anybody's guess.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? '408 Request Timeout'
          : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });

  await listen(server, options);
  const address = { host, port: (server.address() as AddressInfo).port };
  guard = guardAt(address.port);
  return {
    address,
    async destroy(): Promise<void> {
      const closed = new Promise<void>((resolve) => {
        if (server.listening) server.close(() => resolve());
        else resolve();
      });
      // What has been written may still be on its way; a client that does not read is not waited for long.
      for (const socket of sockets) socket.destroySoon();
      const patience = setTimeout(() => sockets.forEach((socket) => socket.destroy()), flushPatienceMs);
      await closed;
      clearTimeout(patience);
    },
  };
}

function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

function listen(server: Server, { host, bindTo, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: bindTo ?? host, port, exclusive: true, backlog: 2048 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const requestId = requestIdOf(request);
  const body = openaiErrorBody(refusal, requestId);
  response.writeHead(refusal.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  });
  response.end(body);
}

function refuseUpgrade(request: IncomingMessage, socket: Duplex, refusal: Refusal): void {
  const requestId = requestIdOf(request);
  const body = openaiErrorBody(refusal, requestId);
  const reason = refusal.status === 426 ? 'Upgrade Required' : 'Refused';
  const more = Object.entries(refusal.details.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${refusal.status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${requestId}\r\n${more.join('')}upgrade: websocket\r\nconnection: close\r\n\r\n${body}`,
  );
}
