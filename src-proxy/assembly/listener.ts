import type { Express } from 'express';

import { EngineStartError } from '../engine-api.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import { startHttpServer, type HttpServerOptions, type RunningServer } from '../server/http-server.ts';
import { startErrorOf } from '../server/start-error.ts';

/** Where the engine can be reached, once it can. */
export class Listener {
  #server: RunningServer | null = null;

  /** Such as `http://127.0.0.1:2455`; `null` while it does not listen. */
  get origin(): string | null {
    const address = this.#server?.address;
    return address === undefined ? null : `http://${reachable(address.host)}:${address.port}`;
  }

  /** @throws EngineStartError that names who holds the port, where the system tells. */
  async listen(
    app: Express,
    doors: Pick<HttpServerOptions, 'upgrade' | 'gate' | 'noteRefused'>,
    at: Pick<HttpServerOptions, 'host' | 'port' | 'publicAddresses' | 'bindTo'>,
  ): Promise<void> {
    const host = at.host === 'localhost' ? '127.0.0.1' : at.host.replace(/^\[|\]$/g, '');
    try {
      this.#server = await startHttpServer({ ...at, host, handler: app, ...doors });
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (failure instanceof EngineStartError) throw failure;
      const isTaken = 'code' in failure && failure.code === 'EADDRINUSE';
      throw startErrorOf(failure, host, at.port, isTaken ? await findPortHolder(host, at.port) : null);
    }
  }

  async destroy(): Promise<void> {
    await this.#server?.destroy();
  }
}

/** Where a program on this machine asks: every address includes the loopback ones. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
