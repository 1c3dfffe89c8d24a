import type { AccountStatus, AccountSummary } from '../../src-proxy/contract/account.ts';
import { accountLine, isLimited } from './account-line.ts';
import type { AccountWork, WorkResult } from './account-work.ts';
import { durationText } from './duration-text.ts';
import { menuLines } from './menu-text.ts';
import {
  type AccountVerb,
  checkBox,
  joinSections,
  line,
  type TrayItem,
  type TrayLine,
  type TraySubmenu,
} from './tray-item.ts';
import { allowanceText, usageWindows } from './usage-windows.ts';

/** What the engine would refuse in a state is not offered in it. */
const offers: Readonly<Record<AccountStatus, readonly AccountVerb[]>> = {
  active: ['use-only', 'pause', 'probe', 'refresh-usage', 'sign-in', 'details'],
  rate_limited: ['use-only', 'resume', 'pause', 'probe', 'refresh-usage', 'sign-in', 'details'],
  quota_exceeded: ['use-only', 'resume', 'pause', 'probe', 'refresh-usage', 'sign-in', 'details'],
  paused: ['resume', 'probe', 'refresh-usage', 'sign-in', 'details'],
  reauth_required: ['sign-in', 'details'],
  deactivated: ['sign-in', 'resume', 'details'],
};

const labels: Readonly<Record<AccountVerb, string>> = {
  'use-only': 'Use only this account',
  pause: 'Pause',
  resume: 'Resume',
  probe: 'Probe now',
  'refresh-usage': 'Refresh usage now',
  'sign-in': 'Sign in again…',
  details: 'Rename, export, remove…',
};

const underWayLabels: Readonly<Record<AccountVerb, string>> = {
  'use-only': 'Use only this account…',
  pause: 'Pausing…',
  resume: 'Resuming…',
  probe: 'Probing…',
  'refresh-usage': 'Refreshing usage…',
  'sign-in': 'Opening the sign-in…',
  details: 'Opening the details…',
};

const resultTitles: Readonly<Record<AccountVerb, string>> = {
  'use-only': 'Use only this',
  pause: 'Pause',
  resume: 'Resume',
  probe: 'Probe',
  'refresh-usage': 'Usage',
  'sign-in': 'Sign-in',
  details: 'Details',
};

export interface AccountMenuInput {
  readonly account: AccountSummary;
  /** The account that the owner uses alone, whichever it is. */
  readonly onlyAccountId: string | null;
  readonly work: AccountWork | null;
  readonly nowMs: number;
  readonly clockText: (ms: number) => string;
}

export function isOffered(verb: AccountVerb, { status }: Pick<AccountSummary, 'status'>): boolean {
  return offers[status].includes(verb);
}

/** One account: what it has left, why it does not serve, what can be done about it, what became of what was done. */
export function accountMenu(input: AccountMenuInput): TraySubmenu {
  const { account, nowMs } = input;
  const id = `account:${account.accountId}`;
  return {
    kind: 'submenu',
    id,
    label: accountLine(account, nowMs),
    items: joinSections([
      read(`${id}:window`, windowLines(account, nowMs)),
      read(`${id}:why`, [...whyNot(account, nowMs), ...disagreement(account)]),
      actions(id, input),
      read(`${id}:result`, resultLines(input)),
    ]),
  };
}

function read(id: string, texts: readonly string[]): TrayItem[] {
  return texts.map((text, index) => line(`${id}:${index}`, text));
}

function windowLines(account: AccountSummary, nowMs: number): string[] {
  const windows = usageWindows(account).map((window) => `${window.name}: ${allowanceText(window, nowMs)}`);
  if (windows.length === 0) return ['Usage unknown'];
  if (account.usageRefreshedAt === null) return windows;
  const ageMs = nowMs - Date.parse(account.usageRefreshedAt);
  return [...windows, ageMs < 60_000 ? 'Figures from just now' : `Figures from ${durationText(ageMs)} ago`];
}

/** Where what we believe and what the upstream said part, a person sees both. */
function disagreement({ verdict }: AccountSummary): string[] {
  if (verdict.agree) return [];
  return menuLines(`The upstream says otherwise: ${verdict.upstream.text} ${verdict.suggestion ?? ''}`);
}

function whyNot(account: AccountSummary, nowMs: number): string[] {
  if (account.status === 'active') {
    const restsMs = msUntil(account.cooldownUntil, nowMs);
    return restsMs > 0 ? [`Resting for a moment · back in ${durationText(restsMs)}`] : [];
  }
  const backMs = isLimited(account.status) ? msUntil(account.blockedUntil, nowMs) : 0;
  return [
    ...menuLines(account.statusReason ?? ''),
    ...(backMs > 0 ? [`Back in ${durationText(backMs)}, at the latest`] : []),
  ];
}

function msUntil(time: string | null, nowMs: number): number {
  return time === null ? 0 : Date.parse(time) - nowMs;
}

function actions(id: string, { account, work, onlyAccountId }: AccountMenuInput): TrayLine[] {
  const isOnly = onlyAccountId === account.accountId;
  // What is in force can be taken back in every state.
  const offered = offers[account.status].filter((verb) => verb !== 'use-only' || !isOnly);
  const takeBack = isOnly ? [checkBox(`${id}:use-only`, labels['use-only'], true, 'use-all')] : [];
  const others = offered.map((verb) => {
    const itemId = `${id}:${verb}`;
    if (work?.underWay.includes(verb)) return line(itemId, underWayLabels[verb]);
    const action = { verb, accountId: account.accountId };
    if (verb === 'use-only') return checkBox(itemId, labels[verb], false, action);
    return line(itemId, labelOf(verb, account.status), action);
  });
  return [...takeBack, ...others];
}

function labelOf(verb: AccountVerb, status: AccountStatus): string {
  return verb === 'resume' && isLimited(status) ? 'Use it again now' : labels[verb];
}

function resultLines({ work, clockText }: AccountMenuInput): string[] {
  return work?.last ? menuLines(resultText(work.last, clockText)) : [];
}

function resultText({ verb, atMs, text }: WorkResult, clockText: (ms: number) => string): string {
  return `${resultTitles[verb]} ${clockText(atMs)}: ${text}`;
}
