import type { RouteName } from './router.svelte.ts';

export type RouteGroup = 'watch' | 'arrange' | 'system';

/** The pages as the navigation shows them: what happens, what one arranges, and the program itself. */
export const routeGroups: readonly { readonly group: RouteGroup; readonly pages: readonly RouteName[] }[] = [
  { group: 'watch', pages: ['overview', 'accounts', 'requests', 'conversations', 'reports'] },
  { group: 'arrange', pages: ['routing', 'keys', 'sources', 'connect'] },
  { group: 'system', pages: ['settings', 'diagnostics', 'audit'] },
];

/** What guests are not shown at all. */
export const ownersAlone: ReadonlySet<string> = new Set(['conversations', 'audit', 'diagnostics', 'sources']);
