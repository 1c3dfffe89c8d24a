import { tick } from 'svelte';

/**
 * What had the focus may be gone after an action: a removed card, an empty state that is no longer empty. Then the
 * keyboard continues at the top of the content, or of the part that it was in, not at the top of the page.
 */
export async function catchLostFocus(part: HTMLElement | null = document.getElementById('content')): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) {
    part?.focus();
  }
}
