import type { ClientId } from '#contract/client-setup.ts';

/** A place inside a page that somebody outside of it asked for. */
export type JumpTarget =
  'create-key' | 'run-diagnostics' | `setting:${string}` | `client:${ClientId}` | `undo-client:${ClientId}`;

/** Hands a wish over to the component that can fulfil it, which may only come to be when its page is there. */
export class Jump {
  #wanted = $state.raw<JumpTarget | null>(null);

  to(target: JumpTarget): void {
    this.#wanted = target;
  }

  /** True once: the wish is then taken. Call it where what is read is followed, in an effect or an attachment. */
  takes(target: JumpTarget): boolean {
    if (this.#wanted !== target) return false;
    this.#wanted = null;
    return true;
  }
}
