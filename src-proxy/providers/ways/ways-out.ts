import { directRoute, type Route } from './route.ts';

/** Whose way out a call takes: an account's, by its id, or everybody's (`null`). */
export type Way = string | null;

/** Which route each way takes. An account without a route of its own takes everybody's; one with a route takes no other. */
export class WaysOut {
  #shared: Route = directRoute;
  readonly #own = new Map<string, Route>();
  readonly #listeners = new Set<() => void>();

  get shared(): Route {
    return this.#shared;
  }

  /** By account. */
  get own(): ReadonlyMap<string, Route> {
    return this.#own;
  }

  share(route: Route): void {
    this.#shared = route;
    this.#announce();
  }

  /** `null` goes back to everybody's. */
  setOwn(accountId: string, route: Route | null): void {
    if (route === null) this.#own.delete(accountId);
    else this.#own.set(accountId, route);
    this.#announce();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
