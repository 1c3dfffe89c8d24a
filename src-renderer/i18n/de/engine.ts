import type { EngineWords } from '../engine-words.ts';
import { deRefusals } from './engine-refusals.ts';
import { deCandidates, deDecisions } from './engine-routing.ts';
import { deSaid } from './engine-said.ts';
import { deBundle } from './engine-bundle.ts';
import { deFindings, deSelfTests } from './engine-self-tests.ts';
import { deEngineSettings } from './engine-settings.ts';
import { deSnippets } from './engine-snippets.ts';

/** What the engine says, in the language of this folder. */
export const deEngine: EngineWords = {
  settings: deEngineSettings,
  allowed: { yesOrNo: 'ja oder nein', range: 'eine ganze Zahl von {least} bis {most}' },
  tests: deSelfTests,
  findings: deFindings,
  candidates: deCandidates,
  decisions: deDecisions,
  refusals: deRefusals,
  snippets: deSnippets,
  bundle: deBundle,
  said: deSaid,
  values: { true: 'antwortet', false: 'antwortet nicht', null: 'noch nie' },
};
