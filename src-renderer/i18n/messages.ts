import { en } from './en.ts';
import type { Language } from './language.ts';
import type { Spoken } from './spoken.ts';

/** What every language says. English is complete and the measure; one that lacks a key does not compile. */
export type Messages = Spoken<typeof en>;

const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Messages>>> = {
  de: async () => (await import('./de.ts')).de,
  'zh-CN': async () => (await import('./zh.ts')).zh,
};

/** The catalogue in use. `speak` comes before the first component is loaded, so each may keep its part of it. */
export let messages: Messages = en;

export async function speak(language: Language): Promise<void> {
  messages = language === 'en' ? en : await catalogues[language]();
}
