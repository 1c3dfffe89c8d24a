import type { AccountSummary } from '#contract/account.ts';

/** The owner's order as the engine serves by it: placed accounts first, the others after them by their id. */
export function orderOf(accounts: readonly AccountSummary[]): string[] {
  return [...accounts]
    .sort((left, right) => {
      const [a, b] = [left.priority ?? Infinity, right.priority ?? Infinity];
      return a === b ? (left.accountId < right.accountId ? -1 : 1) : a - b;
    })
    .map((account) => account.accountId);
}

/** An order that was made before accounts came and went: the gone ones leave it, new ones join at its end. */
export function fittedOrder(draft: readonly string[], known: readonly string[]): string[] {
  const kept = draft.filter((id) => known.includes(id));
  return [...kept, ...known.filter((id) => !kept.includes(id))];
}

/** The order with one account at another place, which is counted from 0 and held within the list. */
export function movedTo(order: readonly string[], id: string, place: number): string[] {
  const rest = order.filter((other) => other !== id);
  if (rest.length === order.length) return [...order];
  rest.splice(Math.min(Math.max(place, 0), rest.length), 0, id);
  return rest;
}

export function isSameOrder(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
