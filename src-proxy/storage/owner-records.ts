/** What exists on the account where it was made, and nowhere else. */
export type OwnedKind = 'previous_response_id' | 'conversation' | 'file_id';

/** Also what no request names: a sealed part of a history, which only the account that sealed it can read. */
export type StoredKind = OwnedKind | 'sealed';

/** Which account has one such thing. */
export interface OwnerRecord {
  readonly kind: StoredKind;
  /** As the upstream names it; of what is sealed, its digest. No secret, but a client's own: it is in no log. */
  readonly id: string;
  readonly accountId: string;
  /** When it was made, or last heard of. */
  readonly notedAtMs: number;
}

const dayMs = 86_400_000;

export interface OwnedLimits {
  /** So many of the newest are kept. */
  readonly count: number;
  readonly ageMs: number;
}

/**
 * What is remembered of each kind, in memory and on disk. Each has room of its own, so that a day of answers does not push out
 * a file. The upstream forgets an answer after 30 days; files and conversations have no term that it would tell us. Sealed
 * parts are written down only of conversations that have moved.
 */
export const ownedLimits: Readonly<Record<StoredKind, OwnedLimits>> = {
  previous_response_id: { count: 16_384, ageMs: 30 * dayMs },
  conversation: { count: 4096, ageMs: 90 * dayMs },
  file_id: { count: 4096, ageMs: 90 * dayMs },
  sealed: { count: 16_384, ageMs: 30 * dayMs },
};

export const storedKinds: readonly StoredKind[] = ['previous_response_id', 'conversation', 'file_id', 'sealed'];
