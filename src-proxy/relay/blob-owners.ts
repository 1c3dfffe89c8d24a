import { createHash } from 'node:crypto';

import type { Owners } from './owners.ts';

const maxBlobs = 2000;
const nobody = 'unknown';

/** Which account sealed what, for longer than this process lives. */
export type SealedMemory = Pick<Owners, 'note' | 'ownerOf'>;

/** Which account produced which sealed blob of one conversation, by digest. */
export class BlobOwners {
  readonly #owners = new Map<string, string>();
  readonly #memory: SealedMemory;

  constructor(memory: SealedMemory) {
    this.#memory = memory;
  }

  /** Those not seen before came from whoever served last. */
  claim(blobs: readonly string[], servedBy: string): void {
    for (const blob of blobs) {
      const digest = digestOf(blob);
      if (this.#owners.has(digest) || this.#owners.size >= maxBlobs) continue;
      const known = this.#memory.ownerOf('sealed', digest);
      if (known === null) this.#memory.note('sealed', digest, servedBy);
      this.#owners.set(digest, known ?? servedBy);
    }
  }

  /** The upstream itself said that these are not the account's, so whose they are does not matter. */
  disown(blobs: readonly string[]): void {
    for (const blob of blobs) this.#owners.set(digestOf(blob), nobody);
  }

  ownerOf(blob: string): string | null {
    return this.#owners.get(digestOf(blob)) ?? null;
  }
}

function digestOf(blob: string): string {
  return createHash('sha256').update(blob).digest('base64url').slice(0, 22);
}
