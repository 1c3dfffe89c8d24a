import type { Request, Response } from 'express';

/**
 * Who a route is for. `data`: clients that spend (keyless rule A1). `dashboard`: the person's own view, its API. `page`:
 * the dashboard's files. `open`: health, which tells nothing.
 */
export type Plane = 'data' | 'dashboard' | 'page' | 'open';

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'all';
  /** As express has it. */
  readonly path: string;
  readonly plane: Plane;
  /** Of the dashboard plane: also for whoever is not signed in yet, because it is how one signs in. */
  readonly isForAll?: boolean;
  readonly handle: (request: Request, response: Response) => Promise<void> | void;
}
