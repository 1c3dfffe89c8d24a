/** What all names together are called that came after there were enough of them. */
export const otherName = 'other';

/**
 * Names as labels, no more than so many. Whoever came keeps its name for as long as the process lives: a counter that
 * changed its name would count backwards.
 */
export class BoundedNames {
  readonly #most: number;
  readonly #names = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param mayBeNew false where the name is only a claim, and known ones alone are taken */
  labelOf(name: string, mayBeNew = true): string {
    if (this.#names.has(name)) return name;
    if (!mayBeNew || this.#names.size >= this.#most) return otherName;
    this.#names.add(name);
    return name;
  }
}
