import type { RouteName } from './router.svelte.ts';

export type RouteGroup = 'watch' | 'arrange' | 'system';

/** The pages as the navigation shows them: what happens, what one arranges, and the program itself. */
export const routeGroups: readonly { readonly group: RouteGroup; readonly pages: readonly RouteName[] }[] = [
  { group: 'watch', pages: ['overview', 'requests', 'conversations'] },
  { group: 'arrange', pages: ['routing', 'keys', 'sources', 'connect'] },
  { group: 'system', pages: ['settings', 'audit'] },
];
