import { engineWords } from '../../i18n/messages.ts';
import { refusalWords } from '../../i18n/refusal-words.ts';

/** How a sign-in ended, in the language of the page; `null` in English, and where the engine said nothing of it. */
export function endWords(code: string | null, message: string | null): string | null {
  if (engineWords === null || (code === null && message === null)) return null;
  const { said } = engineWords;
  return said[`login.${code}`] ?? refusalWords(code) ?? said['login.refused'] ?? null;
}
