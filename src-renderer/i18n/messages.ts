import type { Language } from '#contract/language.ts';

import { en } from './en.ts';
import type { EngineWords } from './engine-words.ts';
import type { Spoken } from './spoken.ts';

/** What every language says. English is complete and the measure; one that lacks a key does not compile. */
export type Messages = Spoken<typeof en>;

interface Catalogue {
  readonly messages: Messages;
  readonly engine: EngineWords;
}

const catalogues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogue>>> = {
  de: async () => {
    const { de, deEngine } = await import('./de.ts');
    return { messages: de, engine: deEngine };
  },
  'zh-CN': async () => {
    const { zh, zhEngine } = await import('./zh.ts');
    return { messages: zh, engine: zhEngine };
  },
};

/** The catalogue in use. `speak` comes before the first component is loaded, so each may keep its part of it. */
export let messages: Messages = en;

/** What the engine says, in that language; `null` in English, which the engine speaks itself. */
export let engineWords: EngineWords | null = null;

export async function speak(language: Language): Promise<void> {
  const catalogue = language === 'en' ? null : await catalogues[language]();
  messages = catalogue?.messages ?? en;
  engineWords = catalogue?.engine ?? null;
}
