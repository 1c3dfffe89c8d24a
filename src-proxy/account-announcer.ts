import type { Account } from './accounts/account.ts';
import type { AccountBook } from './accounts/account-book.ts';
import type { LiveEvents } from './observe/live-events.ts';

const coalesceMs = 100;

/** Tells watchers of changed accounts, at most ten times a second each: under load an account changes with every request. */
export function announceAccounts(book: AccountBook, events: LiveEvents): () => void {
  const changed = new Set<Account>();
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    for (const account of changed) events.publish({ type: 'account', account: book.summary(account) });
    changed.clear();
  }

  const unsubscribe = book.onChange((change) => {
    if (!events.hasListeners) return;
    if (change.kind === 'removed') {
      for (const account of changed) if (account.id === change.accountId) changed.delete(account);
      events.publish({ type: 'account-removed', accountId: change.accountId });
      return;
    }
    changed.add(change.account);
    timer ??= setTimeout(flush, coalesceMs).unref();
  });
  return () => {
    unsubscribe();
    if (timer) clearTimeout(timer);
  };
}
