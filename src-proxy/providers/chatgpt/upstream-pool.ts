import { Pool } from 'undici';

export interface UpstreamPoolOptions {
  readonly baseUrl: string;
  readonly connectTimeoutMs: number;
}

/**
 * Connections to one origin. No library default may cut a silent stream: header and body time-outs are set per call.
 * HTTP/1.1 on purpose: a stream then has a connection, and a back-pressure, of its own.
 */
export class UpstreamPool {
  readonly pool: Pool;
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string;

  constructor(options: UpstreamPoolOptions) {
    const url = new URL(options.baseUrl);
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      allowH2: false,
      pipelining: 1,
      connect: { timeout: options.connectTimeoutMs },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 60_000,
    });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
