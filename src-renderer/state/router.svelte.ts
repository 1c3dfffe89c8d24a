export const routes = {
  overview: '/dashboard',
  requests: '/dashboard/requests',
  conversations: '/dashboard/conversations',
  routing: '/dashboard/routing',
  keys: '/dashboard/keys',
  connect: '/dashboard/connect',
  settings: '/dashboard/settings',
} as const;

export type RouteName = keyof typeof routes;

export function routeOf(pathname: string): RouteName | null {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
  return (Object.keys(routes) as RouteName[]).find((name) => routes[name] === path) ?? null;
}

/** A handful of pages and the History API need no library. */
export class Router {
  route = $state.raw<RouteName | null>(null);
  readonly #history: Pick<History, 'pushState'>;
  readonly #location: Pick<Location, 'pathname'>;

  constructor(history: Pick<History, 'pushState'>, location: Pick<Location, 'pathname'>) {
    this.#history = history;
    this.#location = location;
    this.follow();
  }

  /** After the browser's own back and forward. */
  follow(): void {
    this.route = routeOf(this.#location.pathname);
  }

  go(name: RouteName): void {
    if (this.route !== name) this.#history.pushState(null, '', routes[name]);
    this.route = name;
  }
}
