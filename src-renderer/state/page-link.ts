import { type RouteName, type Router, routes } from './router.svelte.ts';

const name = 'page';

/** `#page=connect`; `null` where the hash names no page. */
export function pageOfLink(hash: string): RouteName | null {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  return value !== null && Object.hasOwn(routes, value) ? (value as RouteName) : null;
}

/** Goes to the page that somebody outside asked to see, as the tray does, and takes the link out of the address. */
export function followPageLink(
  router: Pick<Router, 'go'>,
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): void {
  const page = pageOfLink(location.hash);
  if (page === null) return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  router.go(page);
}
