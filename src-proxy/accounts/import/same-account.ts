import type { AccountRecord } from '../../storage/store.ts';
import type { TokenSet } from '../../vault/vault.ts';
import { seatIdsOf, type Identity } from '../identity.ts';

/** Whoever an account or a sign-in belongs to, with everything by which it names its seat. */
export interface Person {
  readonly chatgptAccountId: string | null;
  readonly workspaceId: string | null;
  readonly email: string | null;
  readonly seatIds: ReadonlySet<string>;
}

export function personOf(
  identity: Pick<Identity & AccountRecord, 'chatgptAccountId' | 'chatgptUserId' | 'workspaceId' | 'email'>,
  tokens: TokenSet | null,
): Person {
  const named = identity.chatgptUserId === null ? [] : [identity.chatgptUserId];
  const claimed = tokens === null ? [] : seatIdsOf(tokens.idToken, tokens.accessToken);
  const { chatgptAccountId, workspaceId, email } = identity;
  return {
    chatgptAccountId,
    workspaceId,
    email: email?.toLowerCase() ?? null,
    seatIds: new Set([...named, ...claimed]),
  };
}

/**
 * Programs write down more or less of the same sign-in, and our own id is made of what is there: so one without an id
 * token may get another id for the account it is. The same ChatGPT account, no other workspace, and the same seat; only
 * where one side names no seat, the e-mail address says it. Never the address alone: one person may have several accounts.
 */
export function isSamePerson(one: Person, other: Person): boolean {
  if (one.chatgptAccountId === null || one.chatgptAccountId !== other.chatgptAccountId) return false;
  if (one.workspaceId !== null && other.workspaceId !== null && one.workspaceId !== other.workspaceId) return false;
  if (one.seatIds.size > 0 && other.seatIds.size > 0) return [...one.seatIds].some((id) => other.seatIds.has(id));
  return one.email !== null && one.email === other.email;
}
