import { maskEmails } from '../format/mask-emails.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'evenkeel.theme';
const maskKey = 'evenkeel.mask-emails';
const columnsKey = 'evenkeel.request-columns';

/** What this browser remembers. `theme.js` reads the same key before the first paint. */
export class Preferences {
  theme = $state.raw<Theme>('system');
  maskEmails = $state.raw(false);
  /** Of the table of requests; `null` for as many as there is room for. */
  requestColumns = $state.raw<readonly string[] | null>(null);
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  readonly #applyTheme: (theme: Theme) => void;

  /** `storage` is `null` where the browser refuses it; then a choice lasts as long as the page. */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null, applyTheme: (theme: Theme) => void) {
    this.#storage = storage;
    this.#applyTheme = applyTheme;
    this.theme = themes.find((theme) => theme === storage?.getItem(themeKey)) ?? 'system';
    this.maskEmails = storage?.getItem(maskKey) === 'true';
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

function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    console.info('Storage is blocked, so choices last as long as this page.', error);
    return null;
  }
}
