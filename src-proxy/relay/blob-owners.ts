import { createHash } from 'node:crypto';

const maxBlobs = 2000;
const nobody = 'unknown';

/** Which account produced which sealed blob of one conversation, by digest. */
export class BlobOwners {
  readonly #owners = new Map<string, string>();

  /** Those not seen before came from whoever served last. */
  claim(blobs: readonly string[], servedBy: string): void {
    for (const blob of blobs) {
      const digest = digestOf(blob);
      if (!this.#owners.has(digest) && this.#owners.size < maxBlobs) this.#owners.set(digest, servedBy);
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
