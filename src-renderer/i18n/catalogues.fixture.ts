import type { Language } from './language.ts';

/** Names, words of a protocol, and formats: the same in every language. */
const everywhere = ['Evenkeel', '· Evenkeel', 'CSV', 'JSON', 'MiB'];

/** What a catalogue may have in common with the English one, word for word. Arguments are left out of a sentence. */
export const sameInBoth: Readonly<Record<Exclude<Language, 'en'>, ReadonlySet<string>>> = {
  de: new Set([...everywhere]),
  'zh-CN': new Set([...everywhere]),
};

/** For sentences that take more than plain texts and counts: what they are called with. */
export const samples: Readonly<Record<string, readonly (readonly unknown[])[]>> = {};
