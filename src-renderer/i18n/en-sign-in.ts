import type { OauthStatus } from '#contract/oauth.ts';

import type { FailureKind } from '../features/sign-in/failure-kind.ts';

type Ended = Exclude<OauthStatus['status'], 'pending' | 'success'>;

const failedHeading: Record<Ended, string> = {
  error: 'The sign-in did not work',
  expired: 'The time for this sign-in is over',
  cancelled: 'This sign-in was cancelled',
};

const causeHeading: Partial<Record<FailureKind, string>> = {
  keychain: 'The keychain did not take the sign-in',
  replaced: 'The keychain did not take the sign-in',
  damaged: 'The token vault is damaged',
  offline: 'The sign-in service cannot be reached',
  clock: 'The clock of this computer seems to be wrong',
  mismatch: 'That was another account',
  'no-device': 'Device codes are not allowed here',
};

const advice: Record<FailureKind, readonly string[]> = {
  keychain: [
    'Unlock the keychain of this computer, then start again.',
    'On Linux a keyring service, such as GNOME Keyring or KWallet, has to be installed and running.',
    'Or keep the tokens in a sealed file instead: set EVENKEEL_VAULT to file, and start Evenkeel again.',
  ],
  replaced: [
    'Quit Evenkeel and start it again: the service behind the keychain has ended or was replaced, and trying again does not reach the new one.',
  ],
  damaged: [
    'Put the vault back from a backup, or move it away: Evenkeel then makes a new one, and the accounts are added anew.',
  ],
  offline: [
    'Check that this computer is online, and that no firewall or VPN blocks auth.openai.com.',
    'If you need a proxy to get out, set it on the page of settings first.',
  ],
  clock: ['Set date, time and time zone right, best by themselves, then start again.'],
  expired: ['Leave this window open while you sign in, and finish before the time is over.'],
  mismatch: [
    'Sign out of ChatGPT in the browser, or open the link in a private window, and choose the account and the workspace that this is about.',
  ],
  'no-device': ['Allow device codes in the security settings of ChatGPT, or use the browser.'],
  other: [],
};

/** Signing in to an account. What went wrong is the engine's sentence; what to do about it is ours. */
export const enSignIn = {
  signIn: {
    add: 'Add account',
    again: 'Sign in again',
    againOne: (name: string) => `Sign in again: ${name}`,
    heading: 'Add an account',
    headingAgain: (name: string) => `Sign in to ${name} again`,
    intro:
      'You sign in with OpenAI, on its own page. Evenkeel never sees your password; the tokens that it gets stay on this machine.',
    introAgain: 'Choose the same account and the same workspace as before. Any other is refused and changes nothing.',
    browser: 'Sign in with the browser',
    device: 'Use a device code instead',
    browserInstead: 'Use the browser instead',
    whichOne: 'No browser here, or it is on another machine? A device code works from anywhere.',
    starting: 'Preparing the sign-in…',
    waiting: 'Waiting for you in the browser…',
    waitingPaste: 'Sign in, then bring the address back here.',
    opened: 'The sign-in page should be open now, in another tab or window. If you do not see it, open it here.',
    openPage: 'Open the sign-in page',
    linkThing: 'the link to the sign-in page',
    copyLink: 'Or open this link in the browser of your choice:',
    timeLeft: (left: string) => `Time left: ${left}`,
    pasteSummary: 'The browser ended on a page that cannot be opened?',
    pasteLabel: 'Paste its address here',
    pasteHint: 'It begins with http://localhost and holds a code that works once.',
    pasteSend: 'Finish the sign-in',
    pasteBusy: 'Checking…',
    deviceWaiting: 'Waiting for you to enter the code…',
    deviceSteps: 'Open the page on any device, sign in, and enter this code:',
    deviceCode: 'Your code',
    codeThing: 'the code',
    deviceOpen: 'Open the page for the code',
    deviceWarning: 'Enter this code only on that page, and never give it to anyone.',
    engineAway: 'Evenkeel does not answer at the moment. It is asked again by itself.',
    added: (name: string) => `${name} was added.`,
    updated: (name: string) => `${name} is signed in again.`,
    someAccount: 'The account',
    done: 'Done',
    another: 'Add another account',
    failedHeading,
    causeHeading,
    advice,
    adviceLabel: 'What to do',
    failedUnknown: 'No reason was given.',
    startAgain: 'Start again',
    leaveQuestion: 'The address that you pasted was not used yet. Leave all the same?',
    leave: 'Leave',
    stay: 'Stay',
  },
  undo: { action: 'Undo', region: 'Last change' },
  alias: {
    action: 'Rename…',
    rename: (name: string) => `Rename ${name}`,
    heading: 'Rename this account',
    label: 'Name',
    hint: (email: string) => `Shown in place of ${email}. Leave it empty to go back to that.`,
    noEmail: 'its address',
    save: 'Save',
    renamed: (name: string) => `This account is now called ${name}.`,
    undone: (name: string) => `This account is called ${name} again.`,
  },
  probe: {
    action: 'Try a tiny request…',
    one: (name: string) => `Try a tiny request with ${name}…`,
    heading: (name: string) => `Try a tiny request with ${name}?`,
    body: 'This sends one real request with this account and uses a little of its quota.',
    confirm: 'Send it',
    busy: 'Waiting for the answer…',
    worked: 'It works: the account answered.',
    failed: (status: number) => `The upstream refused it: HTTP ${status}.`,
    noAnswer: 'There was no answer from the upstream.',
    what: 'What',
    before: 'Before',
    after: 'After',
    standing: 'State',
    primary: 'Short window, used',
    secondary: 'Weekly window, used',
    unknown: 'unknown',
  },
  usage: {
    refresh: 'Refresh',
    refreshOne: (name: string) => `Refresh the figures of ${name} now`,
    refreshed: (name: string) => `The figures of ${name} are fresh.`,
  },
} as const;
