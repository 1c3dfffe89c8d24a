import type { Sentences } from '../i18n/speech.ts';
import type { ShellPorts } from '../shell-ports.ts';
import { askAboutOtherPort, askAboutProblem, type Question, type StartChoice } from './start-choice.ts';
import type { StartProblem } from './start-problem.ts';

/** The dialogs about an engine that does not run. One at a time: a new one closes the one before. */
export interface StartDialogs {
  askAboutProblem(problem: StartProblem): Promise<StartChoice>;
  askAboutOtherPort(wanted: number, free: number): Promise<'use' | 'back'>;
  isOpen(): boolean;
  /** Whoever waits for an answer gets that of a dialog that was dismissed. */
  close(): void;
}

export function createStartDialogs(ask: ShellPorts['ask'], say: () => Sentences): StartDialogs {
  let open: AbortController | null = null;

  // macOS cannot close a dialog that has no window; what is pressed in such a leftover counts as dismissed.
  function close(): void {
    open?.abort();
    open = null;
  }

  async function choose<Choice>({ options, choices }: Question<Choice>, whenDismissed: Choice): Promise<Choice> {
    close();
    const dialog = new AbortController();
    open = dialog;
    try {
      const button = await ask({ ...options, signal: dialog.signal });
      return dialog.signal.aborted ? whenDismissed : (choices[button] ?? whenDismissed);
    } finally {
      if (open === dialog) open = null;
    }
  }

  return {
    askAboutProblem: (problem) => choose(askAboutProblem(problem, say()), 'later'),
    askAboutOtherPort: (wanted, free) => choose(askAboutOtherPort(wanted, free, say()), 'back'),
    isOpen: () => open !== null,
    close,
  };
}
