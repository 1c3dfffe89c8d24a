import type { Happening } from './happenings.ts';

export interface Toast {
  readonly id: number;
  readonly happening: Happening;
}

export const toastsShown = 3;

export interface ToastsOptions {
  readonly shownMs: number;
  readonly schedule: (work: () => void, ms: number) => void;
  /** Whether somebody can have seen it: a toast on a hidden page waits. */
  readonly isSeen: () => boolean;
}

/**
 * Words about what happened by itself, the newest last and one for each account. One that asks for something stays until it is done or sent
 * away; the others leave by themselves, but not from under the pointer or the keyboard.
 */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  /** Somebody is at them just now. */
  isHeld = false;
  readonly #options: ToastsOptions;
  #lastId = 0;

  constructor(options: ToastsOptions) {
    this.#options = options;
  }

  add(happening: Happening): void {
    const before = this.shown.find((other) => other.happening.accountId === happening.accountId);
    // What an account needs says more than that it could not serve, which follows from it.
    if (before && asks(before.happening) && !asks(happening)) return;
    const toast = { id: ++this.#lastId, happening };
    this.shown = [...this.shown.filter((other) => other !== before), toast].slice(-toastsShown);
    if (!asks(happening)) this.#leaveLater(toast);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** What is said about accounts that this no longer holds for is taken back. */
  retain(stillHolds: (happening: Happening) => boolean): void {
    if (this.shown.every(({ happening }) => stillHolds(happening))) return;
    this.shown = this.shown.filter(({ happening }) => stillHolds(happening));
  }

  #leaveLater(toast: Toast): void {
    this.#options.schedule(() => {
      if (!this.shown.includes(toast)) return;
      if (this.isHeld || !this.#options.isSeen()) this.#leaveLater(toast);
      else this.dismiss(toast.id);
    }, this.#options.shownMs);
  }
}

function asks({ kind }: Happening): boolean {
  return kind === 'needs-sign-in';
}
