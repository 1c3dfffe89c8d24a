import type { AccountStatus, AccountSummary } from '../../src-proxy/contract/account.ts';
import { durationText } from './duration-text.ts';
import { menuText } from './menu-text.ts';

/** Told apart by shape and by word: a tray menu has no colours. */
const markers: Readonly<Record<AccountStatus, string>> = {
  active: '●',
  rate_limited: '◐',
  quota_exceeded: '○',
  paused: '‖',
  reauth_required: '▲',
  deactivated: '✕',
};

const words: Readonly<Record<Exclude<AccountStatus, 'active'>, string>> = {
  rate_limited: 'rate limited',
  quota_exceeded: 'limit reached',
  paused: 'paused',
  reauth_required: 'sign in again',
  deactivated: 'deactivated',
};

/** `● label   62 % left · resets in 2 h 10 m` */
export function accountLine(account: AccountSummary, nowMs: number): string {
  const state = account.status === 'active' ? allowance(account, nowMs) : standing(account, account.status, nowMs);
  return `${markers[account.status]} ${menuText(account.displayName)}   ${state}`;
}

function standing(account: AccountSummary, status: Exclude<AccountStatus, 'active'>, nowMs: number): string {
  const back = account.blockedUntil === null ? 0 : Date.parse(account.blockedUntil) - nowMs;
  return back > 0 ? `${words[status]} · back in ${durationText(back)}` : words[status];
}

interface Window {
  readonly left: number | null;
  readonly resetAt: string | null;
  readonly of: string;
}

/** The window that runs out first is the one that matters. */
function allowance(account: AccountSummary, nowMs: number): string {
  const windows: Window[] = [
    { left: account.usage.primaryRemainingPercent, resetAt: account.resetAtPrimary, of: '' },
    { left: account.usage.secondaryRemainingPercent, resetAt: account.resetAtSecondary, of: ' of the week' },
    { left: account.usage.monthlyRemainingPercent, resetAt: account.resetAtMonthly, of: ' of the month' },
  ];
  const tightest = windows.reduce((a, b) => ((b.left ?? Infinity) < (a.left ?? Infinity) ? b : a));
  if (tightest.left === null) return 'usage unknown';
  const resetsIn = tightest.resetAt === null ? 0 : Date.parse(tightest.resetAt) - nowMs;
  const left = `${Math.floor(tightest.left)} %${tightest.of} left`;
  return resetsIn > 0 ? `${left} · resets in ${durationText(resetsIn)}` : left;
}
