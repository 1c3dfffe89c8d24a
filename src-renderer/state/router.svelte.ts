export const routes = {
  overview: '/dashboard',
  accounts: '/dashboard/accounts',
  requests: '/dashboard/requests',
  conversations: '/dashboard/conversations',
  reports: '/dashboard/reports',
  routing: '/dashboard/routing',
  keys: '/dashboard/keys',
  sources: '/dashboard/sources',
  connect: '/dashboard/connect',
  settings: '/dashboard/settings',
  audit: '/dashboard/audit',
  diagnostics: '/dashboard/diagnostics',
} as const;

export type RouteName = keyof typeof routes;

export function routeOf(pathname: string): RouteName | null {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
  return (Object.keys(routes) as RouteName[]).find((name) => routes[name] === path) ?? null;
}

type BrowserHistory = Pick<History, 'pushState' | 'replaceState'>;
type BrowserLocation = Pick<Location, 'pathname' | 'search'>;

/** A handful of pages and the History API need no library. */
export class Router {
  route = $state.raw<RouteName | null>(null);
  /** What the page is narrowed to, as in the address: empty, or with its `?`. */
  search = $state.raw('');
  readonly #history: BrowserHistory;
  readonly #location: BrowserLocation;

  constructor(history: BrowserHistory, location: BrowserLocation) {
    this.#history = history;
    this.#location = location;
    this.follow();
  }

  /** After the browser's own back and forward. */
  follow(): void {
    this.route = routeOf(this.#location.pathname);
    this.search = this.#location.search;
  }

  go(name: RouteName, search = ''): void {
    if (this.route !== name || this.search !== search) this.#history.pushState(null, '', routes[name] + search);
    this.route = name;
    this.search = search;
  }

  /** The same page, narrowed otherwise. What is still being typed takes the place of what was typed before. */
  narrow(search: string, { replace = false } = {}): void {
    if (this.route === null || this.search === search) return;
    if (replace) this.#history.replaceState(null, '', routes[this.route] + search);
    else this.#history.pushState(null, '', routes[this.route] + search);
    this.search = search;
  }
}
