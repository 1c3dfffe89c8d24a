/** The languages that dashboard and desktop shell speak. */
export const languages = ['en', 'de', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** Each in itself, so that whoever cannot read the others finds theirs. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', 'zh-CN': '简体中文' };

/**
 * @param chosen what was chosen or is remembered, whatever that is by now
 * @param spoken the languages of the browser or the system, most preferred first
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

/** A catalogue as any language may fill it: the same keys and the same arguments, its own words. */
export type Spoken<Catalogue> = Catalogue extends string
  ? string
  : Catalogue extends (...said: infer Arguments) => string
    ? (...said: Arguments) => string
    : { readonly [Key in keyof Catalogue]: Spoken<Catalogue[Key]> };
