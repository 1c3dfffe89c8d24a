import { hash } from 'node:crypto';

import type { AffinityOutcome, RequestAffinity } from '../contract/affinity.ts';
import type { CanonicalRequest } from './canonical-request.ts';

/** What became of a conversation's place in one request, and what that cost. */
export interface Passage {
  readonly bound: AffinityOutcome;
  /** Who served before, where that was another account. */
  readonly movedFrom: string | null;
  /** Input that the new account had to read anew; `null` where nothing moved, or nobody has told yet. */
  readonly coldTokens: number | null;
}

/** Nobody served, or there is no place. */
export const noPassage: Passage = { bound: 'none', movedFrom: null, coldTokens: null };

/** `home` is where it lived before this request, `servedBy` who answered last; `null` when it was not known at all. */
export function outcomeOf(
  before: { readonly home: string | null; readonly servedBy: string } | null,
  accountId: string,
): AffinityOutcome {
  if (before === null) return 'new';
  if (before.servedBy === accountId) return 'stayed';
  return before.home === accountId ? 'returned' : 'moved';
}

export function affinityOf(
  { conversationId, affinityKind }: Pick<CanonicalRequest, 'conversationId' | 'affinityKind'>,
  bound: AffinityOutcome,
): RequestAffinity | null {
  if (conversationId === null || affinityKind === null) return null;
  return { kind: affinityKind, keyHash: hash('sha256', conversationId).slice(0, 8), bound };
}
