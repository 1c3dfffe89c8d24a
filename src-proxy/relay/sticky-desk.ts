import type { StickyPage, StickyQuery, StickySession } from '../contract/affinity.ts';
import type { StickySessions } from '../contract/account-actions.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import type { Conversations, Place } from './conversations.ts';

export interface StickyDeskPorts {
  readonly conversations: Pick<Conversations, 'places' | 'unpin'>;
  /** What a person calls the account. */
  readonly nameOf: (accountId: string) => string;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Clock;
}

/** Where a person sees which conversation lives where, and lets go of it. */
export function createStickyDesk({ conversations, nameOf, store, clock }: StickyDeskPorts): StickySessions {
  const sessionOf = (place: Place, nowMs: number): StickySession => ({
    key: place.key,
    kind: place.kind,
    accountId: place.accountId,
    displayName: nameOf(place.accountId),
    createdAt: new Date(place.createdAtMs).toISOString(),
    updatedAt: new Date(place.updatedAtMs).toISOString(),
    expiresAt: new Date(place.expiresAtMs).toISOString(),
    isStale: place.expiresAtMs <= nowMs,
  });

  return {
    list(query) {
      const nowMs = clock.nowMs();
      const { places, ...page } = pageOf(conversations.places(), query);
      return { entries: places.map((place) => sessionOf(place, nowMs)), ...page };
    },
    async unpin(kind, key, actor) {
      const [place] = await conversations.unpin((each) => each.key === key && each.kind === kind);
      if (place === undefined) {
        throw new Refusal('sticky_session_not_found', 'No conversation of this kind and key is bound to an account.');
      }
      const detail = { kind, account: nameOf(place.accountId) };
      await store.appendAudit({ atMs: clock.nowMs(), actor, action: 'affinity.unpin', target: key, detail });
    },
    async purge(purge, actor) {
      const nowMs = clock.nowMs();
      const gone = await conversations.unpin((place) =>
        'accountId' in purge ? place.accountId === purge.accountId : place.expiresAtMs <= nowMs,
      );
      const target = 'accountId' in purge ? purge.accountId : null;
      const detail = { purged: gone.length, ...('accountId' in purge ? {} : { staleOnly: true }) };
      await store.appendAudit({ atMs: nowMs, actor, action: 'affinity.purge', target, detail });
      return { purged: gone.length };
    },
  };
}

/** Used last first; where two are even, by key. */
function inOrder(one: Pick<Place, 'key' | 'updatedAtMs'>, other: Pick<Place, 'key' | 'updatedAtMs'>): number {
  return other.updatedAtMs - one.updatedAtMs || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
}

function pageOf(
  all: readonly Place[],
  { kind, accountId, query, limit, cursor }: StickyQuery,
): { readonly places: Place[] } & Omit<StickyPage, 'entries'> {
  const word = query?.toLowerCase();
  const fitting = all.filter(
    (place) =>
      (kind === undefined || place.kind === kind) &&
      (accountId === undefined || place.accountId === accountId) &&
      (word === undefined || place.key.toLowerCase().includes(word)),
  );
  const after = cursor === undefined ? null : placeAt(cursor);
  const rest = fitting.filter((place) => after === null || inOrder(after, place) < 0).toSorted(inOrder);
  const places = rest.slice(0, limit);
  const last = places.at(-1);
  const hasMore = rest.length > places.length;
  return {
    places,
    total: fitting.length,
    hasMore,
    nextCursor: hasMore && last !== undefined ? `${last.updatedAtMs}.${last.key}` : null,
  };
}

/** @throws Refusal `validation_error` for what is none of our cursors. */
function placeAt(cursor: string): Pick<Place, 'key' | 'updatedAtMs'> {
  const [, time, key] = /^(\d+)\.([^]*)$/.exec(cursor) ?? [];
  if (time === undefined || key === undefined)
    throw new Refusal('validation_error', 'cursor: not one that a page of this list ended with.');
  return { updatedAtMs: Number(time), key };
}
