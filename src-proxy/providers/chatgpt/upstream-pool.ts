import { Pool } from 'undici';

import { connectorFor } from '../ways/route-connector.ts';
import { routeKey, type Route } from '../ways/route.ts';
import type { Way, WaysOut } from '../ways/ways-out.ts';

export interface UpstreamPoolOptions {
  readonly baseUrl: string;
  readonly connectTimeoutMs: number;
  readonly ways: WaysOut;
}

/**
 * Connections to one origin, apart for each route to it. No library default may cut a silent stream: header and body
 * time-outs are set per call. HTTP/1.1 on purpose: a stream then has a connection, and a back-pressure, of its own.
 */
export class UpstreamPool {
  /** By the route's key. */
  #pools: ReadonlyMap<string, Pool> = new Map();
  #shared: Pool;
  /** Of the accounts with a route of their own: found by one look-up while a request waits. */
  #own: ReadonlyMap<string, Pool> = new Map();
  /** Connections that still serve what was begun on them, and nothing new. */
  readonly #leaving = new Set<Pool>();
  readonly #ways: WaysOut;
  readonly #makePool: (route: Route) => Pool;
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string;

  constructor({ baseUrl, connectTimeoutMs, ways }: UpstreamPoolOptions) {
    const url = new URL(baseUrl);
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.#ways = ways;
    // A pool without requests holds no connection, so making one for a route costs next to nothing.
    this.#makePool = (route) =>
      new Pool(url.origin, {
        allowH2: false,
        pipelining: 1,
        connect: connectorFor(route, connectTimeoutMs),
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 60_000,
      });
    this.#shared = this.#arrange();
    ways.onChange(() => {
      this.#shared = this.#arrange();
    });
  }

  poolOf(way: Way): Pool {
    return (way === null ? undefined : this.#own.get(way)) ?? this.#shared;
  }

  /** New requests get new connections: after sleep or another network the idle ones are often dead without knowing. */
  dropIdle(): void {
    const old = this.#pools;
    this.#pools = new Map();
    this.#shared = this.#arrange();
    for (const pool of old.values()) this.#leave(pool);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values(), ...this.#leaving].map((pool) => pool.destroy()));
  }

  /** A pool for each route that somebody takes. Returns everybody's. */
  #arrange(): Pool {
    const old = this.#pools;
    const pools = new Map<string, Pool>();
    const poolFor = (route: Route): Pool => {
      const key = routeKey(route);
      const pool = pools.get(key) ?? old.get(key) ?? this.#makePool(route);
      pools.set(key, pool);
      return pool;
    };
    const shared = poolFor(this.#ways.shared);
    this.#own = new Map([...this.#ways.own].map(([accountId, route]) => [accountId, poolFor(route)]));
    this.#pools = pools;
    for (const [key, pool] of old) if (!pools.has(key)) this.#leave(pool);
    return shared;
  }

  #leave(pool: Pool): void {
    this.#leaving.add(pool);
    const forget = (): void => void this.#leaving.delete(pool);
    // It closes once what runs on it has ended; that fails only where it was destroyed meanwhile, which is our aim too.
    pool.close().then(forget, forget);
  }
}
