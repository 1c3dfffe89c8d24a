import type { ProxyAddress } from '../../contract/proxy-address.ts';

/** How calls leave this machine. `closed` lets nothing out: the way that was chosen cannot be taken, and no other may be. */
export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: ProxyAddress }
  | { readonly kind: 'closed'; readonly reason: string };

export const directRoute: Route = { kind: 'direct' };

/** The same for two routes that may share their connections. SECURITY: holds the password; it stays in memory. */
export function routeKey(route: Route): string {
  if (route.kind !== 'proxy') return JSON.stringify(route);
  const { address, username, password } = route.proxy;
  return JSON.stringify([address, username, password]);
}
