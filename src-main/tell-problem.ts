import { maskEmails } from '../src-proxy/contract/mask-emails.ts';
import type { Sentences } from './i18n/speech.ts';
import type { ShellPorts } from './shell-ports.ts';
import type { WorkProblem } from './tray/account-worker.ts';

export interface TellProblemPorts {
  readonly ask: ShellPorts['ask'];
  readonly say: () => Sentences;
  readonly hidesEmails: () => boolean;
  /** Takes the dialog away once the app ends. */
  readonly signal: AbortSignal;
}

/** Tells of what did not come about. One dialog at a time for one message, however often that comes. */
export function createTellProblem({ ask, say, hidesEmails, signal }: TellProblemPorts) {
  const shownNow = new Set<string>();

  return async ({ message, detail }: WorkProblem): Promise<void> => {
    if (shownNow.has(message)) return;
    shownNow.add(message);
    const shown = hidesEmails() ? maskEmails : String;
    try {
      await ask({
        type: 'warning',
        title: 'Evenkeel',
        message: shown(message),
        detail: shown(detail),
        buttons: [say().failed.ok],
        noLink: true,
        signal,
      });
    } finally {
      shownNow.delete(message);
    }
  };
}
