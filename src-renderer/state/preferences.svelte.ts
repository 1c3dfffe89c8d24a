import type { Language } from '#contract/language.ts';

import { maskEmails } from '../format/mask-emails.ts';
import { languageKey } from '../i18n/language.ts';
import { browserStorage, type PlainStorage } from './browser-storage.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'evenkeel.theme';
const maskKey = 'evenkeel.mask-emails';
const singleKeysKey = 'evenkeel.single-keys';
const columnsKey = 'evenkeel.request-columns';

/** What this browser remembers. `theme.js` reads the same key before the first paint. */
export class Preferences {
  theme = $state.raw<Theme>('system');
  maskEmails = $state.raw(false);
  /** Shortcuts that are one key without Ctrl or the like. */
  singleKeys = $state.raw(true);
  /** Of the table of requests; `null` for as many as there is room for. */
  requestColumns = $state.raw<readonly string[] | null>(null);
  readonly #storage: PlainStorage | null;
  readonly #applyTheme: (theme: Theme) => void;

  /** `storage` is `null` where the browser refuses it; then a choice lasts as long as the page. */
  constructor(storage: PlainStorage | null, applyTheme: (theme: Theme) => void) {
    this.#storage = storage;
    this.#applyTheme = applyTheme;
    this.theme = themes.find((theme) => theme === storage?.getItem(themeKey)) ?? 'system';
    this.maskEmails = storage?.getItem(maskKey) === 'true';
    this.singleKeys = storage?.getItem(singleKeysKey) !== 'false';
    this.requestColumns = namesOf(storage?.getItem(columnsKey) ?? null);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#applyTheme(theme);
    this.#storage?.setItem(themeKey, theme);
  }

  setMaskEmails(mask: boolean): void {
    this.maskEmails = mask;
    this.#storage?.setItem(maskKey, String(mask));
  }

  setRequestColumns(columns: readonly string[] | null): void {
    this.requestColumns = columns;
    this.#storage?.setItem(columnsKey, columns?.join(' ') ?? '');
  }

  setSingleKeys(on: boolean): void {
    this.singleKeys = on;
    this.#storage?.setItem(singleKeysKey, String(on));
  }

  /** The page is loaded anew: its parts took their sentences when they were loaded. */
  setLanguage(language: Language): void {
    this.#storage?.setItem(languageKey, language);
    window.location.reload();
  }

  /** Any text that may hold an e-mail address passes here on its way to the screen. */
  shown(text: string): string {
    return this.maskEmails ? maskEmails(text) : text;
  }
}

function namesOf(stored: string | null): readonly string[] | null {
  return stored ? stored.split(' ') : null;
}

export function browserPreferences(): Preferences {
  return new Preferences(browserStorage(), (theme) => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  });
}
