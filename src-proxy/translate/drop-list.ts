/**
 * What of a request does not go upstream as it came, by name, for the response header `x-evenkeel-dropped`.
 *
 * SECURITY: names come from the client and end in a header, so only harmless ones are repeated, and not without end.
 */
const harmlessName = /^[\w.[\]-]{1,80}$/;
const mostNames = 40;

export class DropList {
  readonly #names = new Set<string>();

  add(name: string): void {
    if (this.#names.has(name)) return;
    if (this.#names.size >= mostNames) this.#names.add('more');
    else this.#names.add(harmlessName.test(name) ? name : 'other');
  }

  /** Names every member of the object that is not among the known ones and holds something. */
  addUnknown(object: Readonly<Record<string, unknown>>, known: ReadonlySet<string>, prefix = ''): void {
    for (const name of Object.keys(object)) {
      if (!known.has(name) && object[name] != null) this.add(prefix + name);
    }
  }

  names(): string[] {
    return [...this.#names];
  }
}
