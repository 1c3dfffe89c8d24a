import type { MessageBoxOptions } from 'electron';

import type { Sentences } from '../i18n/speech.ts';
import { problemText, type StartProblem } from './start-problem.ts';

/** What a person can do about an engine that does not run. `later` leaves the app in the tray as it is. */
export type StartChoice = 'retry' | 'other-port' | 'later' | 'quit';

export interface Question<Choice> {
  readonly options: MessageBoxOptions;
  /** In the order of the buttons. */
  readonly choices: readonly Choice[];
}

export function askAboutProblem(problem: StartProblem, say: Sentences): Question<StartChoice> {
  const { title, detail } = problemText(problem, say);
  const buttons: [StartChoice, string][] = [
    ['retry', say.start.tryAgain],
    ...(problem.port === null ? [] : [['other-port', say.start.otherPort] satisfies [StartChoice, string]]),
    ['later', say.start.later],
    ['quit', say.start.quit],
  ];
  return question({ type: 'error', title: 'Evenkeel', message: title, detail }, buttons, 'later');
}

/** Clients are set up with the port, so a new one is named and agreed to before it is used. */
export function askAboutOtherPort(wanted: number, free: number, { start: say }: Sentences): Question<'use' | 'back'> {
  const [wantedText, freeText] = [String(wanted), String(free)];
  return question(
    {
      type: 'question',
      title: 'Evenkeel',
      message: say.useOther(freeText),
      detail: say.useOtherDetail(freeText, wantedText),
    },
    [
      ['use', say.usePort(freeText)],
      ['back', say.back],
    ],
    'back',
  );
}

export function question<Choice>(
  text: Pick<MessageBoxOptions, 'type' | 'title' | 'message' | 'detail'>,
  buttons: readonly [Choice, string][],
  whenDismissed: Choice,
): Question<Choice> {
  const choices = buttons.map(([choice]) => choice);
  return {
    options: {
      ...text,
      buttons: buttons.map(([, label]) => label),
      defaultId: 0,
      cancelId: choices.indexOf(whenDismissed),
      noLink: true,
    },
    choices,
  };
}
