export interface VisiblePage {
  readonly visibilityState: DocumentVisibilityState;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

export interface WhileVisibleOptions {
  readonly everyMs: number;
  readonly work: () => void;
  readonly page: VisiblePage;
  /** Where the focus is told of. */
  readonly window: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  /** Returns what ends it. */
  readonly repeat: (work: () => void, everyMs: number) => () => void;
}

/**
 * For what the engine does not push: works at once, when the page is looked at again, and every so often while it can be
 * seen. Behind another window it asks nothing. Returns what ends it.
 */
export function whileVisible({ everyMs, work, page, window, repeat }: WhileVisibleOptions): () => void {
  const onLook = (): void => {
    if (page.visibilityState === 'visible') work();
  };
  const stopRepeating = repeat(onLook, everyMs);
  page.addEventListener('visibilitychange', onLook);
  window.addEventListener('focus', onLook);
  work();
  return () => {
    stopRepeating();
    page.removeEventListener('visibilitychange', onLook);
    window.removeEventListener('focus', onLook);
  };
}
