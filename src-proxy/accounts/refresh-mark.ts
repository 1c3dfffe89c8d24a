import { createHash } from 'node:crypto';

import type { RefreshMark } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';

/** For a refresh, the tokens that it spends; for a sign-in, those that it brought. */
export function markFor(kind: RefreshMark['kind'], tokens: TokenSet, nowMs: number): RefreshMark {
  return { kind, tokenHash: hashOf(tokens), startedAtMs: nowMs };
}

/** Whether the mark speaks of exactly these tokens. One that outlived its tokens means nothing any more. */
export function isMarked(mark: RefreshMark | null, kind: RefreshMark['kind'], tokens: TokenSet | null): boolean {
  return mark !== null && tokens !== null && mark.kind === kind && mark.tokenHash === hashOf(tokens);
}

function hashOf({ refreshToken }: TokenSet): string {
  return createHash('sha256').update(refreshToken, 'utf8').digest('hex');
}
