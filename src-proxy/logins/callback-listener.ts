/**
 * Where the browser comes back to after a sign-in. The threat is any page in that browser and any program that finds the
 * port: so it listens on loopback addresses only, only while somebody signs in, answers one path to its own Host without
 * a foreign Origin (row O3), and is gone once its answer came (row O2). Whether an answer belongs to a sign-in is decided
 * by the state it carries, not here.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { PortHolder } from '../engine-api.ts';
import type { Logger } from '../ports.ts';
import { callbackPath } from './callback-address.ts';
import { callbackPageHeaders, renderCallbackPage, type CallbackPage } from './callback-page.ts';
import { portProblem, type PortAttempt } from './callback-ports.ts';

export interface CallbackListenerPorts {
  /** In order of preference; 0 is any free one. */
  readonly ports: readonly number[];
  readonly findHolder: (host: string, port: number) => Promise<PortHolder>;
  readonly onCallback: (query: URLSearchParams) => Promise<CallbackPage>;
  /** Another program's login asks for the port. */
  readonly onCancel: () => void;
  readonly logger: Logger;
}

/** A share in the listener. It listens as long as anybody has one. */
export interface CallbackLease {
  /** `null` when no port could be had. */
  readonly port: number | null;
  readonly problem: string | null;
  release(): void;
}

const hosts = ['127.0.0.1', '::1'] as const;
/** The system has no IPv6; then `localhost` does not lead there either. */
const noSuchAddress = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);
const timeouts = { headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 1000, maxHeaderSize: 16 * 1024 };

type Opened = { readonly port: number; readonly problem: null } | { readonly port: null; readonly problem: string };

export class CallbackListener {
  readonly #ports: CallbackListenerPorts;
  readonly #answering = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  #servers: Server[] = [];
  #opening: Promise<Opened> | null = null;
  #leases = 0;
  #destroyed = false;

  constructor(ports: CallbackListenerPorts) {
    this.#ports = ports;
  }

  async acquire(): Promise<CallbackLease> {
    this.#leases += 1;
    this.#opening ??= this.#open();
    const opening = this.#opening;
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.#leases -= 1;
      if (this.#leases === 0) this.#close();
    };
    const opened = await opening;
    // The next one tries again: whoever holds the port may be gone by then.
    if (opened.port === null) {
      if (this.#opening === opening) this.#opening = null;
      release();
    }
    return { ...opened, release };
  }

  /** At once, also what is being answered. */
  destroy(): void {
    this.#destroyed = true;
    this.#close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #close(): void {
    this.#opening = null;
    for (const server of this.#servers) server.close();
    this.#servers = [];
    // Browsers open connections in advance; those would keep the port's other end alive.
    for (const socket of this.#sockets) if (!this.#answering.has(socket)) socket.destroy();
  }

  async #open(): Promise<Opened> {
    const attempts: PortAttempt[] = [];
    for (const wanted of this.#ports.ports) {
      const attempt = await this.#openBoth(wanted);
      if (typeof attempt === 'number') return { port: attempt, problem: null };
      attempts.push(attempt);
    }
    this.#ports.logger.warn('No port to come back to after a sign-in', { attempts });
    return { port: null, problem: portProblem(attempts) };
  }

  /** `localhost` may lead a browser to either address, so a port is ours only when both are. */
  async #openBoth(wanted: number): Promise<number | PortAttempt> {
    const servers: Server[] = [];
    let port = wanted;
    for (const host of hosts) {
      const server = this.#createServer();
      try {
        port = await listen(server, host, port);
        servers.push(server);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        if (servers.length > 0 && noSuchAddress.has(code)) continue;
        for (const open of servers) open.close();
        return { port: wanted, code, holder: code === 'EADDRINUSE' ? await this.#ports.findHolder(host, port) : null };
      }
    }
    this.#servers = servers;
    if (this.#destroyed) this.#close();
    return port;
  }

  #createServer(): Server {
    const server = createServer(timeouts, (request, response) => {
      this.#answering.add(request.socket);
      this.#serve(request)
        .catch((error: unknown) => {
          this.#ports.logger.error('The answer of a sign-in could not be handled', { error });
          return { status: 400, title: 'Sign-in failed', sentence: 'Something went wrong in Evenkeel.' } as const;
        })
        .then((page) => this.#answer(response, page))
        .catch((error: unknown) => this.#ports.logger.error('A sign-in page could not be sent', { error }));
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#answering.delete(socket);
      });
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    server.on('upgrade', (_request, socket) => socket.destroy());
    return server;
  }

  #answer(response: ServerResponse, page: CallbackPage): void {
    response.writeHead(page.status, callbackPageHeaders).end(renderCallbackPage(page));
  }

  async #serve(request: IncomingMessage): Promise<CallbackPage> {
    const port = request.socket.localPort ?? 0;
    if (!isOurs(request, port)) return forbidden;
    const [path, query = ''] = splitOnce(request.url ?? '', '?');
    if (path === callbackPath) {
      if (request.method !== 'GET') return forbidden;
      return await this.#ports.onCallback(new URLSearchParams(query));
    }
    if (path === '/cancel' && request.method === 'GET') {
      // SECURITY: a page can make a browser send this, and browsers then say so; the Codex CLI is no browser.
      if (request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined) return forbidden;
      this.#ports.onCancel();
      return { status: 200, title: 'Cancelled', sentence: 'The sign-in was cancelled.' };
    }
    return { status: 404, title: 'Not found', sentence: 'There is nothing here.' };
  }
}

const forbidden: CallbackPage = {
  status: 403,
  title: 'Refused',
  sentence: 'Only the sign-in page may come back here.',
};

function isOurs(request: IncomingMessage, port: number): boolean {
  const own = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  const host = request.headersDistinct.host ?? [];
  if (host.length !== 1 || !own.includes((host[0] ?? '').toLowerCase())) return false;
  const origin = request.headersDistinct.origin ?? [];
  return origin.length === 0 || (origin.length === 1 && own.some((name) => `http://${name}` === origin[0]));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
