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
  #pool: Pool;
  /** Connections that still serve what was begun on them, and nothing new. */
  readonly #leaving = new Set<Pool>();
  readonly #makePool: () => Pool;
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string;

  constructor(options: UpstreamPoolOptions) {
    const url = new URL(options.baseUrl);
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.#makePool = () =>
      new Pool(url.origin, {
        allowH2: false,
        pipelining: 1,
        connect: { timeout: options.connectTimeoutMs },
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 60_000,
      });
    this.#pool = this.#makePool();
  }

  get pool(): Pool {
    return this.#pool;
  }

  /** New requests get new connections: after sleep or another network the idle ones are often dead without knowing. */
  dropIdle(): void {
    const old = this.#pool;
    this.#pool = this.#makePool();
    this.#leaving.add(old);
    const forget = (): void => void this.#leaving.delete(old);
    // It closes once what runs on it has ended; that fails only where it was destroyed meanwhile, which is our aim too.
    old.close().then(forget, forget);
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool, ...this.#leaving].map((pool) => pool.destroy()));
  }
}
