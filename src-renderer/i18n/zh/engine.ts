import type { EngineWords } from '../engine-words.ts';
import { zhRefusals } from './engine-refusals.ts';
import { zhCandidates, zhDecisions } from './engine-routing.ts';
import { zhSaid } from './engine-said.ts';
import { zhBundle } from './engine-bundle.ts';
import { zhFindings, zhSelfTests } from './engine-self-tests.ts';
import { zhEngineSettings } from './engine-settings.ts';
import { zhSnippets } from './engine-snippets.ts';

/** What the engine says, in the language of this folder. */
export const zhEngine: EngineWords = {
  settings: zhEngineSettings,
  allowed: { yesOrNo: '是或否', range: '{least} 到 {most} 之间的整数' },
  tests: zhSelfTests,
  findings: zhFindings,
  candidates: zhCandidates,
  decisions: zhDecisions,
  refusals: zhRefusals,
  snippets: zhSnippets,
  bundle: zhBundle,
  said: zhSaid,
  values: { true: '有应答', false: '没有应答', null: '从未' },
};
