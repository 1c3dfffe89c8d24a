import { deSpoken } from '#contract/spoken/de/spoken.ts';

import type { EngineWords } from '../engine-words.ts';
import { deBundle } from './engine-bundle.ts';
import { deFindings, deSelfTests } from './engine-self-tests.ts';
import { deEngineSettings } from './engine-settings.ts';

/** What the engine says, in the language of this folder. */
export const deEngine: EngineWords = {
  ...deSpoken,
  settings: deEngineSettings,
  allowed: { yesOrNo: 'ja oder nein', range: 'eine ganze Zahl von {least} bis {most}' },
  tests: deSelfTests,
  findings: deFindings,
  bundle: deBundle,
  values: { true: 'antwortet', false: 'antwortet nicht', null: 'noch nie' },
};
