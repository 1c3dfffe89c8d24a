import type { PoolHealth } from '../features/accounts/health.ts';
import type { Standing } from '../features/accounts/standing.ts';
import type { WindowLength } from '../features/accounts/usage-windows.ts';

import { enAccountDetails } from './en-account-details.ts';
import { enAccounts } from './en-accounts.ts';
import { enAccountsPage } from './en-accounts-page.ts';
import { enBulkImport } from './en-bulk-import.ts';
import { enConnect } from './en-connect.ts';
import { enConversations } from './en-conversations.ts';
import { enDashboardAuth } from './en-dashboard-auth.ts';
import { enDiagnostics } from './en-diagnostics.ts';
import { enFirstRun } from './en-first-run.ts';
import { enForecast } from './en-forecast.ts';
import { enKeys } from './en-keys.ts';
import { enOverview } from './en-overview.ts';
import { enPalette } from './en-palette.ts';
import { enPrices } from './en-prices.ts';
import { enReports } from './en-reports.ts';
import { enRequestDetail } from './en-request-detail.ts';
import { enStandstill } from './en-standstill.ts';
import { enRequests } from './en-requests.ts';
import { enRouting } from './en-routing.ts';
import { enSettings } from './en-settings.ts';
import { enSignIn } from './en-sign-in.ts';
import { enSources } from './en-sources.ts';
import { enToasts } from './en-toasts.ts';

/** A plural in English. Another language brings its own. */
function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

const standing: Record<Standing, string> = {
  ready: 'Ready',
  resting: 'Short pause',
  rate_limited: 'Limit reached',
  quota_exceeded: 'Quota used up',
  paused: 'Paused',
  reauth_required: 'Sign in again',
  deactivated: 'Deactivated',
};

const windowLength: Record<Exclude<WindowLength, 'other'>, string> = {
  'five-hour': '5-hour window',
  weekly: 'Weekly window',
  monthly: 'Monthly window',
};

function health(pool: PoolHealth, backAt: string | null): string {
  switch (pool.kind) {
    case 'empty':
      return 'No account yet.';
    case 'all-ready':
      return plural(pool.total, 'Your account is ready.', `All ${pool.total} accounts are ready.`);
    case 'some-ready':
      return `${pool.ready} of ${pool.total} accounts ready.`;
    case 'all-paused':
      return plural(pool.total, 'Your account is paused.', 'All accounts are paused.');
    case 'used-up': {
      const subject = plural(pool.total, 'Your account is used up', 'All accounts are used up');
      return backAt ? `${subject} until ${backAt}.` : `${subject}.`;
    }
    case 'none-ready':
      return backAt ? `No account is ready until ${backAt}.` : 'No account is ready.';
  }
}

/** Every sentence that a person can see. Parameters are arguments; nothing is glued together elsewhere. */
export const en = {
  app: {
    name: 'Evenkeel',
    skip: 'Skip to content',
    navigation: 'Pages',
    menu: 'Menu',
    groups: { watch: 'Watch', arrange: 'Arrange', system: 'System' },
    title: (page: string) => `${page} · Evenkeel`,
    pages: {
      overview: 'Overview',
      accounts: 'Accounts',
      requests: 'Activity',
      conversations: 'Conversations',
      reports: 'Reports',
      routing: 'Routing',
      keys: 'Keys',
      sources: 'Sources',
      connect: 'Connect',
      settings: 'Settings',
      audit: 'Audit log',
      diagnostics: 'Diagnostics',
      notFound: 'Not found',
    },
    notFound: 'There is no such page.',
    backToOverview: 'Go to the overview',
    theme: 'Theme',
    language: 'Language',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    maskEmails: 'Hide e-mails',
    maskEmailsHint: 'For sharing the screen',
  },
  action: {
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy: select the text instead',
    copyThing: (thing: string) => `Copy ${thing}`,
    cancel: 'Cancel',
    close: 'Close',
    dismiss: 'Dismiss',
    retry: 'Try again',
    reload: 'Reload the page',
  },
  connection: {
    connecting: 'Connecting…',
    live: 'Live',
    reconnecting: 'Reconnecting…',
    lost: 'No connection to Evenkeel. What you see may be out of date; it is tried again by itself.',
    neverReached: 'Evenkeel does not answer at this address. Is it running? It is tried again by itself.',
    outdated: 'Evenkeel was updated while this page was open.',
  },
  error: {
    unreachable: 'Evenkeel did not answer. Nothing was changed, as far as this page knows. Is it still running?',
    unexpectedAnswer:
      'Evenkeel answered with something that this page cannot read. Reload the page; it may be older than the engine.',
    code: 'Code',
    requestId: 'Request id',
  },
  health,
  needOwner: (count: number) => plural(count, '1 account needs you.', `${count} accounts need you.`),
  phase: {
    starting: 'Evenkeel is starting.',
    draining: 'Evenkeel is stopping: running requests may finish, new ones are refused.',
    stopped: 'Evenkeel is stopped.',
  },
  engine: {
    heading: 'Engine',
    address: 'Address',
    noAddress: 'Not listening',
    addressThing: 'the address',
    running: 'Running now',
    runningCount: (count: number, text: string) => `${text} ${plural(count, 'request', 'requests')}`,
    unlogged: 'Not in the log',
    unloggedCount: (count: number, text: string) =>
      `${text} ${plural(count, 'refusal', 'refusals')} that came too fast`,
    upstream: 'Upstream',
    version: 'Version',
    vault: 'Tokens are kept in',
    vaultKinds: { keychain: 'the system keychain', file: 'a sealed file', memory: 'memory only' },
    vaultNotice: {
      file: 'The system keychain is not in use: tokens are kept in a sealed file.',
      memory: 'Tokens are kept in memory only: at exit they are forgotten, and every account must be added again.',
    },
  },
  standing,
  window: {
    name: (length: WindowLength, span: string) => (length === 'other' ? `${span} window` : windowLength[length]),
    left: (percent: string) => `${percent} left`,
    unknown: 'unknown',
    resets: (at: string, span: string) => `resets ${at}, in ${span}`,
    resetDue: 'reset is due; waiting for a fresh figure',
    resetUnknown: 'reset time unknown',
    evenPace: (percent: string) => `Evenly used, ${percent} would be left now`,
    label: (account: string, name: string) => `${account}: ${name}`,
  },
  ...enAccountDetails,
  ...enAccounts,
  ...enAccountsPage,
  ...enBulkImport,
  ...enConnect,
  ...enConversations,
  ...enDashboardAuth,
  ...enDiagnostics,
  ...enFirstRun,
  ...enForecast,
  ...enKeys,
  ...enOverview,
  ...enPalette,
  ...enPrices,
  ...enReports,
  ...enRequestDetail,
  ...enStandstill,
  ...enRequests,
  ...enRouting,
  ...enSettings,
  ...enSignIn,
  ...enSources,
  ...enToasts,
} as const;
