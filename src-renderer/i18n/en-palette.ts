import type { CommandGroup } from '../features/palette/rank-commands.ts';
import type { Theme } from '../state/preferences.svelte.ts';

const group: Record<CommandGroup, string> = {
  page: 'Page',
  account: 'Account',
  action: 'Action',
  setting: 'Setting',
  search: 'Search',
};

const theme: Record<Theme, string> = {
  system: 'Theme: follow the system',
  light: 'Theme: light',
  dark: 'Theme: dark',
};

/** The command palette and the shortcuts. `keywords` are other words that people type for the same. */
export const enPalette = {
  palette: {
    open: 'Commands',
    heading: 'Commands',
    label: 'Find a command, an account, a page or a setting',
    placeholder: 'What do you want to do?',
    list: 'Commands that fit',
    count: (count: number) => (count === 1 ? '1 command fits.' : `${count} commands fit.`),
    none: 'Nothing fits. Try other words.',
    hint: 'Up and down to choose, Enter to do it, Escape to leave',
    recent: 'Used lately',
    group,
    ctrl: 'Ctrl',
    command: '⌘',
    page: (page: string) => `Go to: ${page}`,
    theme,
    hideEmails: 'Hide e-mails',
    showEmails: 'Show e-mails',
    emailsKeywords: 'mask privacy address screen sharing',
    addAccount: 'Add an account',
    addAccountKeywords: 'sign in log in login new',
    importMany: 'Import many accounts or a codex-lb folder',
    importKeywords: 'auth.json files move migrate',
    copyAddress: (address: string) => `Copy the address ${address}`,
    copyAddressKeywords: 'endpoint base url clipboard',
    copiedAddress: 'The address is on the clipboard.',
    createKey: 'Create an API key',
    createKeyKeywords: 'new token secret',
    pauseAll: 'Pause all accounts',
    pauseAllKeywords: 'stop',
    resumeAll: 'Resume all paused accounts',
    resumeAllKeywords: 'start go on reactivate',
    pausedAll: (count: number) => (count === 1 ? '1 account is paused.' : `${count} accounts are paused.`),
    resumedAll: (count: number) =>
      count === 1 ? '1 account takes requests again.' : `${count} accounts take requests again.`,
    diagnostics: 'Run the diagnostics',
    diagnosticsKeywords: 'doctor check health self-test help problem',
    details: (name: string) => `${name}: details`,
    pause: (name: string) => `${name}: pause`,
    resume: (name: string) => `${name}: resume`,
    refresh: (name: string) => `${name}: refresh the figures`,
    signInAgain: (name: string) => `${name}: sign in again`,
    accountKeywords: 'account usage quota limits log in login stop start',
    setting: (title: string) => `Setting: ${title}`,
    search: (text: string) => `Search the requests for “${text}”`,
    shortcuts: 'Keyboard shortcuts',
    shortcutsKeywords: 'help keys hotkeys',
  },
  shortcuts: {
    heading: 'Keyboard shortcuts',
    anywhere: 'Anywhere',
    pages: 'Go to a page',
    palette: 'Find a command',
    help: 'This list',
    key: 'Key',
    what: 'What it does',
    singleKeys: 'Use single-key shortcuts',
    singleKeysHint:
      'Switch these off if you speak to your computer, or if keys fire by accident. The command palette keeps its own.',
  },
} as const;
