import { zhSpoken } from '#contract/spoken/zh/spoken.ts';

import type { EngineWords } from '../engine-words.ts';
import { zhBundle } from './engine-bundle.ts';
import { zhFindings, zhSelfTests } from './engine-self-tests.ts';
import { zhEngineSettings } from './engine-settings.ts';

/** What the engine says, in the language of this folder. */
export const zhEngine: EngineWords = {
  ...zhSpoken,
  settings: zhEngineSettings,
  allowed: { yesOrNo: '是或否', range: '{least} 到 {most} 之间的整数' },
  tests: zhSelfTests,
  findings: zhFindings,
  bundle: zhBundle,
  values: { true: '有应答', false: '没有应答', null: '从未' },
};
