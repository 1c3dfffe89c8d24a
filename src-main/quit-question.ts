import type { Speech } from './i18n/speech.ts';
import type { Afterwards } from './quitting.ts';
import { question, type Question } from './start-up/start-choice.ts';

/** What becomes of running requests, and of the wish to quit. */
export type QuitChoice = 'wait' | 'now' | 'stay';

/** A turn of an agent may take many minutes, and whoever quits may not know of it. */
export function askAboutRequests(active: number, after: Afterwards, speech: Speech): Question<QuitChoice> {
  const { say, count } = speech;
  return ask(say.quit.running(active, count(active)), say.quit.cancel, 'stay', { active, after, speech });
}

/** Somebody comes back while it waits. Where no tray shows it, this is the only way to do something about it. */
export function askAboutWaiting(active: number, after: Afterwards, speech: Speech): Question<QuitChoice> {
  const { say, count } = speech;
  return ask(say.quit.waiting(active, count(active)), say.quit.stay, 'wait', { active, after, speech });
}

interface Asked {
  readonly active: number;
  readonly after: Afterwards;
  readonly speech: Speech;
}

function ask(
  message: string,
  stay: string,
  whenDismissed: QuitChoice,
  { active, after, speech: { say, count } }: Asked,
): Question<QuitChoice> {
  return question(
    { type: 'question', title: 'Evenkeel', message, detail: say.quit.detail },
    [
      ['wait', say.quit.wait(active, count(active))],
      ['now', after === 'install' ? say.quit.restartNow : say.quit.now],
      ['stay', stay],
    ],
    whenDismissed,
  );
}
