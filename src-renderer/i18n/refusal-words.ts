import type { RefusalCode } from '#contract/refusal.ts';

import { engineWords } from './messages.ts';

/**
 * What a refusal means, in the language of the page; `null` in English, which the engine speaks itself. It names nothing:
 * the engine's own sentence does, and belongs beside it.
 */
export function refusalWords(code: string | null): string | null {
  return (code === null ? undefined : engineWords?.refusals[code as RefusalCode]) ?? null;
}
