import type { AccountVerb } from '../tray/tray-item.ts';

const accountFailed: Record<AccountVerb, (name: string) => string> = {
  'use-only': (name) => `${name} could not be made the only one`,
  pause: (name) => `${name} could not be paused`,
  resume: (name) => `${name} could not be resumed`,
  probe: (name) => `${name} could not be probed`,
  'refresh-usage': (name) => `The usage of ${name} could not be read`,
  'use-reset': (name) => `The resets of ${name} could not be opened`,
  'sign-in': (name) => `The sign-in of ${name} could not be opened`,
  'copy-email': (name) => `The e-mail of ${name} could not be copied`,
  details: (name) => `The details of ${name} could not be opened`,
};

/** What did not come about, and what a person is asked then. */
export const enProblems = {
  start: {
    failed: 'Evenkeel could not start',
    /** Of whatever failed. The engine speaks English itself. */
    reason: (_code: string, message: string) => message,
    portTaken: (port: string) => `Port ${port} is taken`,
    portTakenBy: (port: string, holder: string) => `Port ${port} is taken by ${holder}`,
    process: (pid: string) => `process ${pid}`,
    program: (name: string, pid: string) => `${name} (process ${pid})`,
    anotherEvenkeel: (dashboard: string) =>
      `Another Evenkeel is listening there already; its dashboard is at ${dashboard}.`,
    anotherEvenkeelOf: (pid: string, dashboard: string) =>
      `Another Evenkeel is listening there already (process ${pid}); its dashboard is at ${dashboard}.`,
    quitHolder: 'Quit that program and try again, or let Evenkeel use another port.',
    unknownHolder: 'The system does not tell which program holds it.',
    unreachable: 'Programs that were set up for this port cannot reach Evenkeel until it is free.',
    tryAgain: 'Try again',
    otherPort: 'Use another port…',
    later: 'Later',
    quit: 'Quit',
    useOther: (port: string) => `Use port ${port} until Evenkeel quits?`,
    useOtherDetail: (free: string, wanted: string) =>
      `Port ${free} is free. Programs that were set up for port ${wanted} will not find Evenkeel there; copy the set-up anew from the dashboard. The next start tries port ${wanted} again.`,
    usePort: (port: string) => `Use port ${port}`,
    back: 'Back',
  },
  /** Where the desktop shows no tray icons. */
  withoutTray: {
    goesOn: 'Evenkeel goes on running',
    comeBack:
      'This desktop shows no tray icon for it. To see the window again, start Evenkeel once more. On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” shows the icon.',
  },
  failed: {
    ok: 'OK',
    account: accountFailed,
    usageOfMany: (text: string) => `The usage of ${text} accounts could not be read`,
    useAll: 'The other accounts could not be taken in again',
    pauseProxy: 'The proxy could not be paused',
    resumeProxy: 'The proxy could not be resumed',
    hideEmails: 'Hiding e-mails could not be changed',
    atLogin: 'Launch at login could not be changed',
    atLoginUnapproved: 'macOS does not let Evenkeel launch at login yet',
    logFolder: 'The folder of the log could not be opened',
    lineBreak: 'A path with a line break in it cannot be started at login.',
  },
} as const;
