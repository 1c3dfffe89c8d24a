import type { MessageBoxOptions } from 'electron';

import type { Speech } from '../i18n/speech.ts';
import type { ShellPorts } from '../shell-ports.ts';

export interface WithoutTrayPorts extends Pick<ShellPorts, 'hasNoTray' | 'ask' | 'time'> {
  readonly speech: () => Speech;
  /** Whether somebody can see a window; then nobody is lost. */
  readonly isWindowOpen: () => boolean;
  readonly openWindow: () => void;
  readonly quit: () => Promise<void>;
  /** Whether the app ends, or waits for requests so that it can. */
  readonly isLeaving: () => boolean;
  /** Takes the dialog away once the app ends. */
  readonly signal: AbortSignal;
}

/** Where no tray icon can be seen, the app shows itself in another way; everywhere else this does nothing. */
export interface WithoutTray {
  /** Nobody asked for a window. Opens one where there would be nothing to see of the app at all. */
  onHiddenStart(): Promise<void>;
  /** The person has closed the window. Says, once while the app runs, that it goes on and how to come back. */
  onWindowLeft(): Promise<void>;
}

/** What draws the icons may itself be started at login, a moment after us. */
const secondLookMs = 10_000;

export function createWithoutTray(ports: WithoutTrayPorts): WithoutTray {
  let hasTold = false;

  const mayShow = (): boolean => !ports.isLeaving() && !ports.isWindowOpen();

  return {
    async onHiddenStart() {
      if (!(await ports.hasNoTray())) return;
      await new Promise<void>((resolve) => void ports.time.after(secondLookMs, resolve));
      if (mayShow() && (await ports.hasNoTray()) && mayShow()) ports.openWindow();
    },
    async onWindowLeft() {
      if (hasTold) return;
      // Set first: the window may be closed once more while the desktop is asked.
      hasTold = true;
      if (!(await ports.hasNoTray()) || !mayShow()) {
        hasTold = false;
        return;
      }
      const button = await ports.ask({ ...goesOn(ports.speech()), signal: ports.signal });
      if (button === quitButton && !ports.isLeaving()) await ports.quit();
    },
  };
}

const quitButton = 1;

function goesOn({ say }: Speech): MessageBoxOptions {
  return {
    type: 'info',
    title: 'Evenkeel',
    message: say.withoutTray.goesOn,
    detail: say.withoutTray.comeBack,
    buttons: [say.failed.ok, say.menu.quit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
