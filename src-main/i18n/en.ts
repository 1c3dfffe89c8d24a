import type { AccountStatus } from '../../src-proxy/contract/account.ts';
import type { ClientId } from '../../src-proxy/contract/client-setup.ts';
import type { TrayPercentKind } from '../../src-proxy/contract/settings/desktop.ts';
import type { ClientLook } from '../tray/client-menu.ts';
import type { AccountVerb } from '../tray/tray-item.ts';
import { enMenu } from './en-menu.ts';
import { enNotices } from './en-notices.ts';
import { enProblems } from './en-problems.ts';
import { enQuit } from './en-quit.ts';

/** A plural in English. Another language brings its own. */
function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

const status: Record<AccountStatus, string> = {
  active: 'ready',
  rate_limited: 'rate limited',
  quota_exceeded: 'limit reached',
  paused: 'paused',
  reauth_required: 'sign in again',
  deactivated: 'deactivated',
};

const actions: Record<AccountVerb, string> = {
  'use-only': 'Use only this account',
  pause: 'Pause',
  resume: 'Resume',
  probe: 'Probe now',
  'refresh-usage': 'Refresh usage now',
  'use-reset': 'Use a reset…',
  'sign-in': 'Sign in again…',
  'copy-email': 'Copy e-mail',
  details: 'Rename, export, remove…',
};

const underWay: Record<AccountVerb, string> = {
  'use-only': 'Use only this account…',
  pause: 'Pausing…',
  resume: 'Resuming…',
  probe: 'Probing…',
  'refresh-usage': 'Refreshing usage…',
  'use-reset': 'Opening the resets…',
  'sign-in': 'Opening the sign-in…',
  'copy-email': 'Copying the e-mail…',
  details: 'Opening the details…',
};

const results: Record<AccountVerb, string> = {
  'use-only': 'Use only this',
  pause: 'Pause',
  resume: 'Resume',
  probe: 'Probe',
  'refresh-usage': 'Usage',
  'use-reset': 'Resets',
  'sign-in': 'Sign-in',
  'copy-email': 'E-mail',
  details: 'Details',
};

const iconPercent: Record<TrayPercentKind, (percent: string) => string> = {
  pool: (percent) => `${percent} of the pool left`,
  lowest: (percent) => `at least ${percent} left`,
  short: (percent) => `short windows: at least ${percent} left`,
  week: (percent) => `weeks: at least ${percent} left`,
  month: (percent) => `months: at least ${percent} left`,
};

const clientName: Record<ClientId, string> = { codex: 'Codex CLI', opencode: 'OpenCode' };

const clientLook: Record<ClientLook, string> = {
  'not-found': 'not found',
  'not-set-up': 'not set up',
  'set-up': 'set up',
  drifted: 'changed since',
  elsewhere: 'set up for another address',
  unreadable: 'not touched',
};

/**
 * Every sentence that a person can see outside of the window. Parameters are arguments; numbers and times come as text in
 * the language, and beside it as a number where that chooses the form.
 */
export const en = {
  tray: {
    starting: 'Starting…',
    running: (address: string) => `Running · ${address}`,
    paused: (address: string) => `Paused · ${address}`,
    notRunning: (problem: string) => `Not running · ${problem}`,
    quitting: 'Quitting…',
    quittingWith: (count: number, text: string) =>
      `Quitting · ${text} ${plural(count, 'request', 'requests')} still running`,
    accountsReady: (ready: string, count: number, text: string) =>
      `${ready} of ${text} ${plural(count, 'account', 'accounts')} ready`,
    iconPercent,
    tryAgain: 'Try again',
    otherPort: 'Use another port…',
    noAccounts: 'No accounts yet',
    moreAccounts: (text: string) => `${text} more in the dashboard`,
    needingAmong: (more: string, count: number, text: string) =>
      `${more} · ${text} ${plural(count, 'needs', 'need')} attention`,
    pauseProxy: 'Pause the proxy',
    resumeProxy: 'Resume the proxy',
    useAll: 'Use all accounts again',
    addAccount: 'Add account…',
    refreshAll: 'Refresh usage now',
    refreshingAll: 'Refreshing usage…',
    openDashboard: 'Open dashboard',
    copy: 'Copy for other programs',
    copyAddress: 'The address',
    atLogin: 'Launch at login',
    approveAtLogin: 'Allow it in System Settings > General > Login Items',
    hideEmails: 'Hide e-mails',
    openLogs: 'Open log folder',
    quit: 'Quit',
    quitNow: 'Quit now',
  },
  pool: {
    left: (percent: string) => `${percent} of the pool left`,
    runsDry: (span: string) => `at this pace dry in ${span}`,
    first: (name: string) => `${name} first`,
    dry: 'Nothing left',
    dryUntil: (span: string) => `Nothing left · back in ${span}`,
  },
  window: {
    short: 'Short window',
    /** @param wholeHours `null` where its length is not a number of hours */
    ofLength: (span: string, _wholeHours: string | null) => span,
    week: 'Week',
    month: 'Month',
    left: (percent: string) => `${percent} left`,
    leftOfWeek: (percent: string) => `${percent} of the week left`,
    leftOfMonth: (percent: string) => `${percent} of the month left`,
    resets: (left: string, span: string) => `${left} · resets in ${span}`,
    line: (name: string, left: string) => `${name}: ${left}`,
  },
  account: {
    status,
    back: (standing: string, span: string) => `${standing} · back in ${span}`,
    unknown: 'usage unknown',
    unknownLine: 'Usage unknown',
    figuresNow: 'Figures from just now',
    figuresAge: (span: string) => `Figures from ${span} ago`,
    disagrees: (upstream: string) => `The upstream says otherwise: ${upstream}`,
    resting: (span: string) => `Resting for a moment · back in ${span}`,
    backAtLatest: (span: string) => `Back in ${span}, at the latest`,
    actions,
    useAgain: 'Use it again now',
    underWay,
    result: (verb: AccountVerb, at: string, text: string) => `${results[verb]} ${at}: ${text}`,
    gone: 'an account that is gone',
    none: 'no account',
  },
  probe: {
    answered: 'answered',
    noAnswer: 'no answer',
    refused: (httpStatus: string) => `refused with HTTP ${httpStatus}`,
    used: (window: string, after: string) => `${window} ${after} used`,
    usedSince: (window: string, before: string, after: string) => `${window} ${before} → ${after} used`,
    now: (standing: string) => `now ${standing}`,
    parts: (parts: readonly string[]) => parts.join(', '),
  },
  request: {
    ok: 'ok',
    cancelled: 'cancelled',
    failed: 'failed',
    failedWith: (httpStatus: string) => `failed ${httpStatus}`,
    attempt: (account: string, reason: string) => `${account}: ${reason}`,
    thenFailed: (attempt: string, code: string) => `${attempt} · then ${code}`,
    not: (account: string, reason: string) => `Not ${account}: ${reason}`,
    more: (text: string) => `${text} more`,
    details: 'Details in the dashboard',
  },
  clients: {
    heading: 'Set up a client',
    line: (id: ClientId, look: ClientLook) => `${clientName[id]} · ${clientLook[look]}`,
    undo: (id: ClientId) => `Undo for ${clientName[id]}…`,
    all: 'Codex and others in the dashboard…',
  },
  updates: {
    check: 'Check for updates',
    noneAt: (at: string) => `Check for updates · none at ${at}`,
    failedAt: (at: string) => `Check for updates · failed at ${at}`,
    checking: 'Checking for updates…',
    download: (version: string) => `Download version ${version}`,
    downloading: (version: string, percent: string) => `Downloading version ${version} · ${percent}`,
    restart: (version: string) => `Restart to update to ${version}`,
  },
  ...enMenu,
  ...enNotices,
  ...enProblems,
  ...enQuit,
} as const;
