import type { Speech } from './i18n/speech.ts';
import type { Afterwards } from './quitting.ts';
import { question, type Question } from './start-up/start-choice.ts';

/** What becomes of running requests, and of the wish to quit. */
export type QuitChoice = 'wait' | 'now' | 'stay';

/** A turn of an agent may take many minutes, and whoever quits may not know of it. */
export function askAboutRequests(active: number, after: Afterwards, { say, count }: Speech): Question<QuitChoice> {
  const text = count(active);
  return question(
    {
      type: 'question',
      title: 'Evenkeel',
      message: say.quit.running(active, text),
      detail: say.quit.detail,
    },
    [
      ['wait', say.quit.wait(active, text)],
      ['now', after === 'install' ? say.quit.restartNow : say.quit.now],
      ['stay', say.quit.cancel],
    ],
    'stay',
  );
}
