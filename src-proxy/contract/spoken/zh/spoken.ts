import type { SpokenWords } from '../spoken-words.ts';
import { zhImport } from './import.ts';
import { zhPlaces } from './places.ts';
import { zhRefusals } from './refusals.ts';
import { zhCandidates, zhDecisions } from './routing.ts';
import { zhSaid } from './said.ts';
import { zhSnippets } from './snippets.ts';
import { zhWays } from './ways.ts';

/** What both the dashboard and the desktop shell say in the engine's place, in the language of this folder. */
export const zhSpoken: SpokenWords = {
  candidates: zhCandidates,
  decisions: zhDecisions,
  refusals: zhRefusals,
  snippets: zhSnippets,
  said: { ...zhSaid, ...zhImport, ...zhPlaces, ...zhWays },
};
