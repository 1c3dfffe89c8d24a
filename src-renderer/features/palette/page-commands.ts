import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { ownersAlone, routeGroups } from '../../state/route-groups.ts';
import { pageLetters } from '../../state/shortcuts.ts';
import type { Command } from './rank-commands.ts';

export function pageCommands({ router, door }: Dashboard): Command[] {
  return routeGroups
    .flatMap(({ pages }) => pages)
    .filter((page) => !door.isGuest || !ownersAlone.has(page))
    .map((page) => ({
      id: `page:${page}`,
      title: messages.palette.page(messages.app.pages[page]),
      group: 'page',
      keywords: page,
      keys: `g ${pageLetters[page] ?? ''}`,
      run: () => router.go(page),
    }));
}

/** Looks for what was typed in the request log; the page narrows itself by its address. */
export function searchCommand({ router }: Dashboard, typed: string): Command | null {
  const text = typed.trim();
  if (text === '') return null;
  return {
    id: 'search',
    title: messages.palette.search(text),
    group: 'search',
    run: () => router.go('requests', `?${new URLSearchParams({ text })}`),
  };
}
