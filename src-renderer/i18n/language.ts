export const languages = ['en', 'de', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** Each in itself, so that whoever cannot read the others finds theirs. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', 'zh-CN': '简体中文' };

/** Under this name the browser remembers a choice; without one the page speaks what the browser does. */
export const languageKey = 'evenkeel.language';

/**
 * @param chosen what the browser remembers, whatever that is by now
 * @param spoken the languages of the browser, most preferred first
 */
export function languageFor(chosen: string | null, spoken: readonly string[]): Language {
  const known = languages.find((language) => language === chosen);
  if (known) return known;
  const primaries = spoken.map((tag) => tag.toLowerCase().split('-')[0]);
  for (const primary of primaries) {
    const fitting = languages.find((language) => language.split('-')[0] === primary);
    if (fitting) return fitting;
  }
  return 'en';
}
