import { createHash } from 'node:crypto';

import type { KeyGrant } from '../keys/api-key.ts';
import type { Clock } from '../ports.ts';
import type { ListedModel } from '../providers/provider.ts';

/** A list is looked at again after so long: the ETag goes out with every answer, and lists change hardly ever. */
const keptMs = 10_000;
const mostKept = 1000;

interface Kept {
  readonly etag: string | null;
  readonly atMs: number;
}

/** The ETag of the list of models that a caller is given, by what is in it. Weak: what says how old a list is does not count. */
export class ModelsEtags {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #kept = new Map<string | null, Kept>();
  /** An entry may be tens of kilobytes of instructions. */
  readonly #digests = new WeakMap<ListedModel, string>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Of the list as the caller is given it now. */
  note(grant: KeyGrant | null, models: readonly ListedModel[]): string {
    const etag = this.#etagOf(models);
    this.#keep(grant, etag);
    return etag;
  }

  /** The same as a moment ago; `null` where there is no model. */
  of(grant: KeyGrant | null, models: () => readonly ListedModel[]): string | null {
    const kept = this.#kept.get(grant?.keyId ?? null);
    const ageMs = kept === undefined ? Infinity : this.#clock.nowMs() - kept.atMs;
    if (kept !== undefined && ageMs >= 0 && ageMs < keptMs) return kept.etag;
    const list = models();
    const etag = list.length === 0 ? null : this.#etagOf(list);
    this.#keep(grant, etag);
    return etag;
  }

  #keep(grant: KeyGrant | null, etag: string | null): void {
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(grant?.keyId ?? null, { etag, atMs: this.#clock.nowMs() });
  }

  #etagOf(models: readonly ListedModel[]): string {
    const hash = createHash('sha256');
    for (const model of models) hash.update(this.#digestOf(model));
    return `W/"${hash.digest('base64url').slice(0, 22)}"`;
  }

  #digestOf(model: ListedModel): string {
    let digest = this.#digests.get(model);
    if (digest === undefined) {
      digest = createHash('sha256').update(JSON.stringify(model)).digest('base64url');
      this.#digests.set(model, digest);
    }
    return digest;
  }
}

/** Whether `If-None-Match` names the ETag; what is weak and what is strong is no question there (RFC 9110, 13.1.2). */
export function isNamedIn(ifNoneMatch: string | undefined, etag: string): boolean {
  const bare = (one: string): string => one.trim().replace(/^W\//, '');
  return (ifNoneMatch ?? '').split(',').some((one) => one.trim() === '*' || bare(one) === bare(etag));
}
