import type { AccountStatus, AccountSummary } from '../../src-proxy/contract/account.ts';
import { durationText } from './duration-text.ts';
import { menuText } from './menu-text.ts';
import { allowanceText, usageWindows } from './usage-windows.ts';

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

/** Such an account comes back by itself. */
export function isLimited(status: AccountStatus): boolean {
  return status === 'rate_limited' || status === 'quota_exceeded';
}

function standing(account: AccountSummary, status: Exclude<AccountStatus, 'active'>, nowMs: number): string {
  const back = account.blockedUntil === null || !isLimited(status) ? 0 : Date.parse(account.blockedUntil) - nowMs;
  return back > 0 ? `${words[status]} · back in ${durationText(back)}` : words[status];
}

/** The window that runs out first is the one that matters. */
function allowance(account: AccountSummary, nowMs: number): string {
  const [first, ...others] = usageWindows(account);
  if (!first) return 'usage unknown';
  const tightest = others.reduce((a, b) => (b.leftPercent < a.leftPercent ? b : a), first);
  return allowanceText(tightest, nowMs, tightest.of);
}
