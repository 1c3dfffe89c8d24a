import { createHash } from 'node:crypto';

import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../storage/store.ts';

const maxConversations = 10_000;
const maxBlobsEach = 2000;
/** Being written again and again would be of no use: a day is exact enough to know what is stale. */
const rewriteAfterMs = 86_400_000;
const writeAfterMs = 1000;
const lifetimeMs = 30 * 86_400_000;

interface Conversation {
  /** Where it lives; `null` when that account is gone. */
  home: string | null;
  /** Who served it last; differs from `home` while that one rests. */
  servedBy: string;
  writtenAtMs: number;
  usedAtMs: number;
  /** Which account produced which sealed blob, by digest. Filled only once a conversation has been served by two. */
  blobOwners: Map<string, string> | null;
}

export interface ConversationsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
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
    const nowMs = ports.clock.nowMs();
    const stale: string[] = [];
    for (const { key, accountId, updatedAtMs } of ports.store.initial.stickies.toSorted(
      (a, b) => a.updatedAtMs - b.updatedAtMs,
    )) {
      if (nowMs - updatedAtMs > lifetimeMs) stale.push(key);
      else
        this.#conversations.set(key, {
          home: accountId,
          servedBy: accountId,
          writtenAtMs: updatedAtMs,
          usedAtMs: updatedAtMs,
          blobOwners: null,
        });
    }
    if (stale.length > 0) this.#forgetOnDisk(stale);
  }

  homeOf(key: string | null): string | null {
    return key === null ? null : (this.#conversations.get(key)?.home ?? null);
  }

  /** Whether somebody else answered last; `null` when nobody is known to have. */
  wasServedByAnother(key: string | null, accountId: string): boolean | null {
    const conversation = key === null ? undefined : this.#conversations.get(key);
    return conversation === undefined ? null : conversation.servedBy !== accountId;
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
    const owners = (conversation.blobOwners ??= new Map<string, string>());
    for (const blob of blobs) {
      const digest = digestOf(blob);
      if (!owners.has(digest) && owners.size < maxBlobsEach) owners.set(digest, conversation.servedBy);
    }
    return (accountId) => (blob) => (owners.get(digestOf(blob)) ?? conversation.servedBy) !== accountId;
  }

  /** The upstream itself said that these are not of this account, so whose they are does not matter. */
  disownBlobs(key: string | null, blobs: readonly string[]): void {
    const conversation = key === null ? undefined : this.#conversations.get(key);
    if (!conversation) return;
    const owners = (conversation.blobOwners ??= new Map<string, string>());
    for (const blob of blobs) owners.set(digestOf(blob), 'unknown');
  }

  /** An account answered. With `settle` the conversation lives there from now on. */
  noteServed(key: string | null, accountId: string, settle: boolean): void {
    if (key === null) return;
    const nowMs = this.#ports.clock.nowMs();
    const known = this.#conversations.get(key);
    const conversation = known ?? {
      home: accountId,
      servedBy: accountId,
      writtenAtMs: 0,
      usedAtMs: nowMs,
      blobOwners: null,
    };
    const moved = conversation.home === null || (settle && conversation.home !== accountId);
    conversation.servedBy = accountId;
    if (settle || conversation.home === null) conversation.home = accountId;
    conversation.usedAtMs = nowMs;
    // Put at the end: the map's order is then the order of use, and the oldest goes first.
    this.#conversations.delete(key);
    this.#conversations.set(key, conversation);
    if (moved || nowMs - conversation.writtenAtMs > rewriteAfterMs) {
      conversation.writtenAtMs = nowMs;
      this.#unwritten.add(key);
      if (!this.#writeIsDue) {
        this.#writeIsDue = true;
        this.#writeSoon().catch((error: unknown) =>
          this.#ports.logger.error('Conversations could not be written', { error }),
        );
      }
    }
    if (this.#conversations.size > maxConversations) this.#forgetOldest();
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    const { store, logger } = this.#ports;
    const keys = [...this.#unwritten];
    this.#unwritten.clear();
    const writes = keys.flatMap((key) => {
      const conversation = this.#conversations.get(key);
      if (!conversation?.home) return [];
      return store.saveSticky({ key, accountId: conversation.home, updatedAtMs: conversation.usedAtMs });
    });
    const results = await Promise.allSettled(writes);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) logger.error('Where a conversation lives could not be written', { error: failed.reason });
  }

  /** Together rather than one by one: a place that a crash loses costs one cold prompt cache, a write costs each request. */
  async #writeSoon(): Promise<void> {
    await this.#ports.clock.sleep(writeAfterMs);
    this.#writeIsDue = false;
    await this.flush();
  }

  /** The account is gone; its conversations begin anew wherever they land. Their blobs stay known as foreign. */
  forgetAccount(accountId: string): void {
    for (const conversation of this.#conversations.values()) {
      if (conversation.home === accountId) conversation.home = null;
    }
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

function digestOf(blob: string): string {
  return createHash('sha256').update(blob).digest('base64url').slice(0, 22);
}
