export type PlainStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What this browser remembers; `null` where it refuses, so that a choice lasts as long as the page. */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    console.info('Storage is blocked, so choices last as long as this page.', error);
    return null;
  }
}
