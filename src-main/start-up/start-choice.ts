import type { MessageBoxOptions } from 'electron';

import type { StartProblem } from './start-problem.ts';

/** What a person can do about an engine that does not run. `later` leaves the app in the tray as it is. */
export type StartChoice = 'retry' | 'other-port' | 'later' | 'quit';

export interface Question<Choice> {
  readonly options: MessageBoxOptions;
  /** In the order of the buttons. */
  readonly choices: readonly Choice[];
}

export function askAboutProblem(problem: StartProblem): Question<StartChoice> {
  const buttons: [StartChoice, string][] = [
    ['retry', 'Try again'],
    ...(problem.port === null ? [] : [['other-port', 'Use another port…'] satisfies [StartChoice, string]]),
    ['later', 'Later'],
    ['quit', 'Quit'],
  ];
  return question(
    { type: 'error', title: 'Evenkeel', message: problem.title, detail: problem.detail },
    buttons,
    'later',
  );
}

/** Clients are set up with the port, so a new one is named and agreed to before it is used. */
export function askAboutOtherPort(wanted: number, free: number): Question<'use' | 'back'> {
  return question(
    {
      type: 'question',
      title: 'Evenkeel',
      message: `Use port ${free} until Evenkeel quits?`,
      detail:
        `Port ${free} is free. Programs that were set up for port ${wanted} will not find Evenkeel there; copy the set-up anew ` +
        `from the dashboard. The next start tries port ${wanted} again.`,
    },
    [
      ['use', `Use port ${free}`],
      ['back', 'Back'],
    ],
    'back',
  );
}

function question<Choice>(
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
