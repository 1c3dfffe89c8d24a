import type { OwnerHints } from './canonical-request.ts';

const maxOwners = 4096;

/** What exists on the account where it was made, and nowhere else. */
export type OwnedKind = 'previous_response_id' | 'conversation' | 'file_id';

export interface Owned {
  readonly kind: OwnedKind;
  readonly id: string;
}

/**
 * Which account made what: answers, as the upstream names them, conversations, files. In memory alone, and of the newest
 * few thousand: what is older, the upstream has most likely forgotten as well.
 */
export class Owners {
  readonly #owners = new Map<string, string>();

  note(kind: OwnedKind, id: string, accountId: string): void {
    const key = keyOf(kind, id);
    // Put at the end, so that the oldest goes first.
    this.#owners.delete(key);
    this.#owners.set(key, accountId);
    if (this.#owners.size <= maxOwners) return;
    const oldest = this.#owners.keys().next().value;
    if (oldest !== undefined) this.#owners.delete(oldest);
  }

  /** Also of an account that is gone: then nobody has it any more. */
  ownerOf(kind: OwnedKind, id: string): string | null {
    return this.#owners.get(keyOf(kind, id)) ?? null;
  }
}

function keyOf(kind: OwnedKind, id: string): string {
  return `${kind} ${id}`;
}

/** Why one account alone can serve a request. */
export interface Tie {
  readonly accountId: string;
  readonly by: OwnedKind;
  /** The answer that it continues is on yet another account, so that nobody can serve it as it is. */
  readonly isTorn: boolean;
}

/**
 * What ties a request to one account. What nobody has seen made is taken to be of the conversation's own account, or of the
 * account that the request was sent to first: it may be there, and must not be tried everywhere. Pure.
 */
export function tieOf(hints: OwnerHints, owners: Pick<Owners, 'ownerOf'>, presumed: string | null): Tie | null {
  const { fileIds, conversation, previousResponseId } = hints;
  const fixed: [OwnedKind, string][] = fileIds.map((id) => ['file_id', id]);
  if (conversation !== null) fixed.push(['conversation', conversation]);
  const continued = previousResponseId === null ? null : owners.ownerOf('previous_response_id', previousResponseId);
  for (const [by, id] of fixed) {
    const accountId = owners.ownerOf(by, id);
    if (accountId !== null) return { accountId, by, isTorn: continued !== null && continued !== accountId };
  }
  if (continued !== null) return { accountId: continued, by: 'previous_response_id', isTorn: false };
  if (presumed === null) return null;
  // The one that can be done without comes first: where it is resolved, the others are looked at again.
  const by = previousResponseId === null ? fixed[0]?.[0] : 'previous_response_id';
  return by === undefined ? null : { accountId: presumed, by, isTorn: false };
}
