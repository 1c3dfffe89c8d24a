import type { ClientId } from '#contract/client-setup.ts';

import type { Jump, JumpTarget } from './jump.svelte.ts';
import { type RouteName, type Router, routes } from './router.svelte.ts';

const name = 'page';

// The schema would bring a whole library into the page.
const clients: Readonly<Record<ClientId, true>> = { codex: true, opencode: true };

/** `#page=connect`; `null` where the hash names no page. */
export function pageOfLink(hash: string): RouteName | null {
  const value = wordsOf(hash).get(name);
  return value !== null && Object.hasOwn(routes, value) ? (value as RouteName) : null;
}

/**
 * `#page=connect&client=codex`, and with `&undo=1` the change of that client that takes it back. SECURITY: such a link only
 * shows; what is written then is a person's press of a button.
 */
export function jumpOfLink(hash: string): JumpTarget | null {
  const words = wordsOf(hash);
  const value = words.get('client');
  if (value === null || !Object.hasOwn(clients, value)) return null;
  const id = value as ClientId;
  return words.has('undo') ? `undo-client:${id}` : `client:${id}`;
}

/** Goes to the page that somebody outside asked to see, as the tray does, and takes the link out of the address. */
export function followPageLink(
  router: Pick<Router, 'go'>,
  jump: Pick<Jump, 'to'>,
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): void {
  const { hash } = location;
  const page = pageOfLink(hash);
  if (page === null) return;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  const target = jumpOfLink(hash);
  if (target !== null) jump.to(target);
  router.go(page);
}

function wordsOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}
