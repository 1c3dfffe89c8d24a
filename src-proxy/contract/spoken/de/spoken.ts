import type { SpokenWords } from '../spoken-words.ts';
import { deImport } from './import.ts';
import { dePlaces } from './places.ts';
import { deRefusals } from './refusals.ts';
import { deCandidates, deDecisions } from './routing.ts';
import { deSaid } from './said.ts';
import { deSnippets } from './snippets.ts';
import { deWays } from './ways.ts';

/** What both the dashboard and the desktop shell say in the engine's place, in the language of this folder. */
export const deSpoken: SpokenWords = {
  candidates: deCandidates,
  decisions: deDecisions,
  refusals: deRefusals,
  snippets: deSnippets,
  said: { ...deSaid, ...deImport, ...dePlaces, ...deWays },
};
