/** A program that was started and was gone before it listened. */
export class EndedEarly extends Error {
  readonly #code: number | null;

  constructor(code: number | null, signal: NodeJS.Signals | null) {
    super(`it ended with ${signal ?? code} before it listened`);
    this.#code = code;
  }

  /** A program that leaves in order has refused nothing: such as one that finds another copy running. */
  get isInOrder(): boolean {
    return this.#code === 0;
  }
}

/**
 * What is wrong with how a copy with one changed byte went, where the same copy without it has started before.
 * @param failure `null` where it started and was well
 * @param checksIntegrity whether this system is to refuse it
 */
export function alteredProblem(failure: Error | null, checksIntegrity: boolean): string | null {
  if (!checksIntegrity) return failure && `a changed blank in its archive broke it: ${failure.message}`;
  if (failure === null) return 'it starts with a changed byte in its archive';
  if (failure instanceof EndedEarly && !failure.isInOrder) return null;
  return `a changed byte in its archive did not end it at its start: ${failure.message}`;
}
