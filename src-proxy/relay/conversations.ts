import type { AffinityKind } from '../contract/affinity.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { StickyRecord, Store } from '../storage/store.ts';
import { BlobOwners, type SealedMemory } from './blob-owners.ts';
import { noPassage, outcomeOf, type Passage } from './passage.ts';
import { rewriteAfterMs, stickyLifetimeMs } from './sticky-lifetime.ts';

const maxConversations = 10_000;
const writeAfterMs = 1000;

interface Conversation {
  kind: AffinityKind;
  /** Where it lives; `null` when that account is gone, or the place was given up. */
  home: string | null;
  /** Who served it last; differs from `home` while that one rests. */
  servedBy: string;
  createdAtMs: number;
  writtenAtMs: number;
  usedAtMs: number;
  /** When its place was given up: what began before that does not bind it again. */
  unpinnedAtMs: number;
  /** It has moved, and no answer since has told what that cost. */
  owesColdTokens: boolean;
  /** Filled only once a conversation has been served by two. */
  blobOwners: BlobOwners | null;
}

/** A conversation that has a place. */
export interface Place extends Omit<StickyRecord, 'servedBy' | 'hasMoved'> {
  readonly expiresAtMs: number;
}

export interface Served {
  readonly kind: AffinityKind;
  readonly accountId: string;
  /** The conversation lives there from now on. */
  readonly settle: boolean;
  readonly beganAtMs: number;
  /** Input of this answer that was in no cache; `null` where the upstream did not tell. */
  readonly uncachedTokens: number | null;
}

export interface ConversationsPorts {
  readonly store: Store;
  readonly sealed: SealedMemory;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'promptCacheAffinityMaxAge'>;
}

/**
 * Which account each conversation lives on. The upstream's prompt cache, and the sealed reasoning in the history, are the
 * account's own: moving costs tokens, so it happens only when the account cannot serve.
 */
export class Conversations {
  readonly #conversations = new Map<string, Conversation>();
  readonly #ports: ConversationsPorts;
  readonly #unwritten = new Set<string>();
  #writeIsDue = false;

  constructor(ports: ConversationsPorts) {
    this.#ports = ports;
    const stickies = ports.store.initial.stickies.toSorted((a, b) => a.updatedAtMs - b.updatedAtMs);
    for (const { key, kind, accountId, servedBy, hasMoved, createdAtMs, updatedAtMs } of stickies) {
      this.#conversations.set(key, {
        ...begun(kind, servedBy, createdAtMs),
        blobOwners: hasMoved ? new BlobOwners(ports.sealed) : null,
        home: accountId,
        writtenAtMs: updatedAtMs,
        usedAtMs: updatedAtMs,
      });
    }
    this.forgetStale();
  }

  /** Where it lives. Asking is using it: one that is past its lifetime has no place any more. */
  homeOf(key: string | null): string | null {
    const conversation = key === null ? undefined : this.#conversations.get(key);
    if (key === null || conversation === undefined || conversation.home === null) return null;
    const nowMs = this.#ports.clock.nowMs();
    if (this.#expiryOf(conversation) <= nowMs) {
      conversation.home = null;
      this.#forgetOnDisk([key]);
      return null;
    }
    conversation.usedAtMs = nowMs;
    return conversation.home;
  }

  /** Who answered last; `null` when nobody is known to have. */
  servedBy(key: string | null): string | null {
    return key === null ? null : (this.#conversations.get(key)?.servedBy ?? null);
  }

  /** Whether somebody else answered last; `null` when nobody is known to have. */
  wasServedByAnother(key: string | null, accountId: string): boolean | null {
    const servedBy = this.servedBy(key);
    return servedBy === null ? null : servedBy !== accountId;
  }

  /** True when the history may hold something that `accountId` cannot read. */
  mayHoldForeignContent(key: string | null, accountId: string): boolean {
    const conversation = key === null ? undefined : this.#conversations.get(key);
    return conversation !== undefined && (conversation.blobOwners !== null || conversation.servedBy !== accountId);
  }

  /**
   * Notes whose the blobs of a request are: those not seen before came from whoever served last. Returns the test that
   * says which of them `accountId` cannot read.
   */
  claimBlobs(key: string, blobs: readonly string[]): (accountId: string) => (blob: string) => boolean {
    const conversation = this.#conversations.get(key);
    if (!conversation) return () => () => false;
    const owners = (conversation.blobOwners ??= new BlobOwners(this.#ports.sealed));
    owners.claim(blobs, conversation.servedBy);
    return (accountId) => (blob) => (owners.ownerOf(blob) ?? conversation.servedBy) !== accountId;
  }

  disownBlobs(key: string | null, blobs: readonly string[]): void {
    const conversation = key === null ? undefined : this.#conversations.get(key);
    if (conversation) (conversation.blobOwners ??= new BlobOwners(this.#ports.sealed)).disown(blobs);
  }

  /** An account answered. Returns what that meant for the conversation's place. */
  noteServed(key: string | null, served: Served): Passage {
    if (key === null) return noPassage;
    const { kind, accountId } = served;
    const nowMs = this.#ports.clock.nowMs();
    const known = this.#conversations.get(key);
    const bound = outcomeOf(known ?? null, accountId);
    const conversation = known ?? begun(kind, accountId, nowMs);
    const movedFrom = bound === 'moved' || bound === 'returned' ? conversation.servedBy : null;
    if (movedFrom !== null) conversation.owesColdTokens = true;
    const coldTokens = conversation.owesColdTokens ? served.uncachedTokens : null;
    if (coldTokens !== null) conversation.owesColdTokens = false;
    conversation.servedBy = accountId;
    conversation.usedAtMs = nowMs;
    // Put at the end: the map's order is then the order of use, and the oldest goes first.
    this.#conversations.delete(key);
    this.#conversations.set(key, conversation);
    this.#bind(key, conversation, served, nowMs);
    if (movedFrom !== null && conversation.home !== null) this.#writeLater(key, conversation, nowMs);
    if (this.#conversations.size > maxConversations) this.#forgetOldest();
    return { bound, movedFrom, coldTokens };
  }

  #bind(key: string, conversation: Conversation, { kind, accountId, settle, beganAtMs }: Served, nowMs: number): void {
    if (beganAtMs < conversation.unpinnedAtMs) return;
    const isNew = conversation.home === null;
    const changes = isNew || (settle && conversation.home !== accountId);
    if (changes) conversation.home = accountId;
    if (isNew) conversation.createdAtMs = nowMs;
    // A header that names it is the better proof, and stays one.
    const isPromoted = conversation.kind === 'prompt_cache' && kind === 'codex_session';
    if (isPromoted) conversation.kind = kind;
    const isDue = nowMs - conversation.writtenAtMs > rewriteAfterMs(this.#lifetimeOf(conversation));
    if (changes || isPromoted || isDue) this.#writeLater(key, conversation, nowMs);
  }

  /** Those that have a place, also past their lifetime where nobody has looked since. */
  places(): Place[] {
    const places: Place[] = [];
    for (const [key, conversation] of this.#conversations) {
      const { kind, home, createdAtMs, usedAtMs } = conversation;
      if (home === null) continue;
      const expiresAtMs = this.#expiryOf(conversation);
      places.push({ key, kind, accountId: home, createdAtMs, updatedAtMs: Math.round(usedAtMs), expiresAtMs });
    }
    return places;
  }

  /** How many live on each account. */
  countByAccount(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { home } of this.#conversations.values())
      if (home !== null) counts.set(home, (counts.get(home) ?? 0) + 1);
    return counts;
  }

  /** Those that fit give up their place; the next request of each begins anew. Resolves when it is on disk. */
  async unpin(fits: (place: Place) => boolean): Promise<Place[]> {
    const gone = this.places().filter(fits);
    const nowMs = this.#ports.clock.nowMs();
    for (const { key } of gone) {
      const conversation = this.#conversations.get(key);
      if (conversation === undefined) continue;
      conversation.home = null;
      conversation.unpinnedAtMs = nowMs;
    }
    if (gone.length > 0) await this.#ports.store.deleteStickies(gone.map(({ key }) => key));
    return gone;
  }

  /** Places past their lifetime go. */
  forgetStale(): void {
    const nowMs = this.#ports.clock.nowMs();
    const stale: string[] = [];
    for (const [key, conversation] of this.#conversations) {
      if (conversation.home === null || this.#expiryOf(conversation) > nowMs) continue;
      conversation.home = null;
      stale.push(key);
    }
    if (stale.length > 0) this.#forgetOnDisk(stale);
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    const { store, logger } = this.#ports;
    const keys = [...this.#unwritten];
    this.#unwritten.clear();
    const writes = keys.flatMap((key) => {
      const conversation = this.#conversations.get(key);
      if (!conversation?.home) return [];
      const { kind, home, servedBy, blobOwners, createdAtMs, usedAtMs } = conversation;
      const hasMoved = blobOwners !== null;
      return store.saveSticky({ key, kind, accountId: home, servedBy, hasMoved, createdAtMs, updatedAtMs: usedAtMs });
    });
    const results = await Promise.allSettled(writes);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) logger.error('Where a conversation lives could not be written', { error: failed.reason });
  }

  #writeLater(key: string, conversation: Conversation, nowMs: number): void {
    conversation.writtenAtMs = nowMs;
    this.#unwritten.add(key);
    if (this.#writeIsDue) return;
    this.#writeIsDue = true;
    this.#writeSoon().catch((error: unknown) =>
      this.#ports.logger.error('Conversations could not be written', { error }),
    );
  }

  /** Together rather than one by one: a place that a crash loses costs one cold prompt cache, a write costs each request. */
  async #writeSoon(): Promise<void> {
    await this.#ports.clock.sleep(writeAfterMs);
    this.#writeIsDue = false;
    await this.flush();
  }

  /**
   * The account is gone. Those of its conversations that another served last live there now, the others begin anew wherever
   * they land. Their blobs stay known as foreign.
   */
  forgetAccount(accountId: string): void {
    const nowMs = this.#ports.clock.nowMs();
    for (const [key, conversation] of this.#conversations) {
      if (conversation.home !== accountId) continue;
      conversation.home = conversation.servedBy === accountId ? null : conversation.servedBy;
      if (conversation.home !== null) this.#writeLater(key, conversation, nowMs);
    }
  }

  #lifetimeOf({ kind }: Conversation): number {
    return stickyLifetimeMs(kind, this.#ports.settings().promptCacheAffinityMaxAge);
  }

  #expiryOf(conversation: Conversation): number {
    return conversation.usedAtMs + this.#lifetimeOf(conversation);
  }

  #forgetOldest(): void {
    const oldest = this.#conversations.keys().next().value;
    if (oldest === undefined) return;
    this.#conversations.delete(oldest);
    this.#forgetOnDisk([oldest]);
  }

  #forgetOnDisk(keys: string[]): void {
    this.#ports.store
      .deleteStickies(keys)
      .catch((error: unknown) => this.#ports.logger.error('Old conversations could not be removed', { error }));
  }
}

function begun(kind: AffinityKind, servedBy: string, atMs: number): Conversation {
  return {
    kind,
    home: null,
    servedBy,
    createdAtMs: atMs,
    writtenAtMs: 0,
    usedAtMs: atMs,
    unpinnedAtMs: 0,
    owesColdTokens: false,
    blobOwners: null,
  };
}
