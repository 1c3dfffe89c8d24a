import type { Clock, Logger } from '../ports.ts';
import { ownedLimits, type OwnedKind, type StoredKind } from '../storage/owner-records.ts';
import type { Store } from '../storage/store.ts';
import type { OwnerHints } from './canonical-request.ts';

export type { OwnedKind };

/** No name of theirs is longer; what a client writes there may be megabytes. */
const longestId = 512;
/** What is used on is as good as new; it is written down again once a day at most. */
const rewriteAfterMs = 86_400_000;

export interface Owned {
  readonly kind: OwnedKind;
  readonly id: string;
}

interface Owner {
  readonly accountId: string;
  readonly writtenAtMs: number;
}

export interface OwnersPorts {
  readonly store: Pick<Store, 'initial' | 'appendOwner'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Which account made what: answers, as the upstream names them, conversations, files; sealed parts by their digest. In memory, of the newest few thousand of
 * each; and on disk before a client learns the name, so that what it was told is still known after a kill.
 */
export class Owners {
  readonly #ports: OwnersPorts;
  readonly #owners: Readonly<Record<StoredKind, Map<string, Owner>>> = {
    previous_response_id: new Map(),
    conversation: new Map(),
    file_id: new Map(),
    sealed: new Map(),
  };
  #isFailing = false;

  constructor(ports: OwnersPorts) {
    this.#ports = ports;
    for (const { kind, id, accountId, notedAtMs } of ports.store.initial.owners)
      this.#owners[kind].set(id, { accountId, writtenAtMs: notedAtMs });
  }

  note(kind: StoredKind, id: string, accountId: string): void {
    if (id.length > longestId) return;
    const owners = this.#owners[kind];
    const nowMs = this.#ports.clock.nowMs();
    const known = owners.get(id);
    const isWritten = known?.accountId === accountId && nowMs - known.writtenAtMs < rewriteAfterMs;
    const owner = isWritten ? known : { accountId, writtenAtMs: this.#write(kind, id, accountId, nowMs) ? nowMs : 0 };
    // Put at the end, so that the oldest goes first.
    owners.delete(id);
    owners.set(id, owner);
    if (owners.size > ownedLimits[kind].count) forgetOldest(owners);
  }

  /** Also of an account that is gone: then nobody has it any more. */
  ownerOf(kind: StoredKind, id: string): string | null {
    return this.#owners[kind].get(id)?.accountId ?? null;
  }

  /** Does not stand in the way of the answer: what cannot be written is known until the next start. */
  #write(kind: StoredKind, id: string, accountId: string, notedAtMs: number): boolean {
    try {
      this.#ports.store.appendOwner({ kind, id, accountId, notedAtMs });
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (!this.#isFailing)
        this.#ports.logger.warn(
          'Which account made what cannot be written down, and is known until the next start alone.',
          {
            error,
          },
        );
      this.#isFailing = true;
      return false;
    }
  }
}

function forgetOldest(owners: Map<string, Owner>): void {
  const oldest = owners.keys().next().value;
  if (oldest !== undefined) owners.delete(oldest);
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
