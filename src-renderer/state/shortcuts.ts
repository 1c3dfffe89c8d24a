/** What a key press asks for. */
export type ShortcutAction =
  { readonly kind: 'palette' } | { readonly kind: 'help' } | { readonly kind: 'go'; readonly page: string };

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** Held down. */
  readonly repeat: boolean;
  /** It was pressed where text is written or a choice is made by letters. */
  readonly isTyping: boolean;
  /** A dialog is open: it has the keyboard for itself. */
  readonly isModal: boolean;
}

/** The letter after `g` for each page. */
export const pageLetters: Readonly<Record<string, string>> = {
  overview: 'o',
  accounts: 'a',
  requests: 'r',
  conversations: 'c',
  reports: 'p',
  routing: 't',
  keys: 'k',
  sources: 'm',
  connect: 'n',
  settings: 's',
  audit: 'l',
  diagnostics: 'd',
};

const togetherMs = 1_500;

/**
 * Which shortcut a row of key presses is. Ctrl or Cmd with K is one everywhere outside of dialogs; `?`, and `g` followed
 * by a letter, are single keys: none counts where somebody writes, and they can be switched off (WCAG 2.1.4).
 */
export class Shortcuts {
  #goAtMs: number | null = null;

  press(press: KeyPress, options: { readonly singleKeys: boolean; readonly nowMs: number }): ShortcutAction | null {
    const goAtMs = this.#goAtMs;
    this.#goAtMs = null;
    if (press.isModal || press.repeat) return null;
    if (press.ctrl !== press.meta && !press.alt && !press.shift && press.key.toLowerCase() === 'k')
      return { kind: 'palette' };
    if (!options.singleKeys || press.isTyping || press.ctrl || press.meta || press.alt) return null;
    if (press.key === '?') return { kind: 'help' };
    if (press.shift) return null;
    if (goAtMs !== null && options.nowMs - goAtMs <= togetherMs) return goTo(press.key);
    if (press.key === 'g') this.#goAtMs = options.nowMs;
    return null;
  }
}

function goTo(letter: string): ShortcutAction | null {
  const page = Object.keys(pageLetters).find((name) => pageLetters[name] === letter);
  return page === undefined ? null : { kind: 'go', page };
}
