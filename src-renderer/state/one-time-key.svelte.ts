import type { MadeKey } from './key-list.svelte.ts';

/**
 * SECURITY: the one place of the page where a key is. It is forgotten when its dialog closes, and closing is held back
 * once while nobody has copied it: it can never be shown again.
 */
export class OneTimeKey {
  made = $state.raw<MadeKey | null>(null);
  /** It was asked to close, and the key had not been copied. */
  isHeld = $state.raw(false);
  #isCopied = false;

  show(made: MadeKey): void {
    this.made = made;
    this.isHeld = false;
    this.#isCopied = false;
  }

  copied(): void {
    this.#isCopied = true;
    this.isHeld = false;
  }

  /** Whether the dialog may close; the second time it may always. */
  mayClose(): boolean {
    if (this.made === null || this.#isCopied || this.isHeld) return true;
    this.isHeld = true;
    return false;
  }

  forget(): void {
    this.made = null;
    this.isHeld = false;
  }
}
