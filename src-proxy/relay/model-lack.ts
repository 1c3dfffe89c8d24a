import type { Account } from '../accounts/account.ts';
import type { ModelLack } from '../routing/standing.ts';
import type { ModelMemory } from './model-memory.ts';

/** What the accounts say that they have. */
export interface ModelLists {
  /** Its list is new, and the model is not in it. */
  lacks(account: Account, model: string): boolean;
  /** It can serve, and its last list, however old, has the model. */
  offers(account: Account, model: string): boolean;
  /** The lists may be wrong: they are asked for anew, if that was not done a moment ago. */
  lookAgain(): void;
}

export interface ModelLackFacts {
  readonly memory: Pick<ModelMemory, 'lackOf'>;
  readonly lists: ModelLists;
  readonly model: string;
  readonly accounts: readonly Account[];
  /** The account that alone can serve the request: what it lists is then no question. */
  readonly onlyId: string | null;
  /** Nobody else is left: who lacked the model of late is asked once more. */
  readonly inSpite: boolean;
  readonly nowMs: number;
}

const notListed: ModelLack = { code: 'model_not_listed', untilMs: null };

/**
 * Why an account is not to be asked for a model. A list alone keeps nobody out: only where another account offers the model
 * does its absence speak. What nobody lists may be new, or hidden, and the upstream will say.
 */
export function modelLacks(facts: ModelLackFacts): (account: Account) => ModelLack | null {
  const { memory, lists, model, accounts, onlyId, inSpite, nowMs } = facts;
  let isOffered: boolean | null = null;
  return (account) => {
    const learned = memory.lackOf(account, model, nowMs);
    if (learned !== null && !(inSpite && learned.code === 'model_not_served')) return learned;
    if (account.id === onlyId || !lists.lacks(account, model)) return null;
    isOffered ??= accounts.some((other) => lists.offers(other, model));
    return isOffered ? notListed : null;
  };
}
