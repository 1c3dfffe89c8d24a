/** Runs tasks of one account one after the other, in the order asked; tasks of different accounts run side by side. */
export type AccountQueue = <T>(accountId: string, task: () => Promise<T>) => Promise<T>;

export function createAccountQueue(): AccountQueue {
  const tails = new Map<string, Promise<void>>();
  return async (accountId, task) => {
    const before = tails.get(accountId);
    const turn = Promise.withResolvers<void>();
    tails.set(accountId, turn.promise);
    await before;
    try {
      return await task();
    } finally {
      if (tails.get(accountId) === turn.promise) tails.delete(accountId);
      turn.resolve();
    }
  };
}
