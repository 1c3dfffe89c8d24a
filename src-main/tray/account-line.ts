import type { AccountStatus, AccountSummary } from '../../src-proxy/contract/account.ts';
import type { Speech } from '../i18n/speech.ts';
import { menuText } from './menu-text.ts';
import { namedAllowanceText, usageWindows } from './usage-windows.ts';

/** Told apart by shape and by word: a tray menu has no colours. */
const markers: Readonly<Record<AccountStatus, string>> = {
  active: '●',
  rate_limited: '◐',
  quota_exceeded: '○',
  paused: '‖',
  reauth_required: '▲',
  deactivated: '✕',
};

/** `● label   62% left · resets in 2h 10m` */
export function accountLine(account: AccountSummary, speech: Speech, nowMs: number): string {
  const state = account.status === 'active' ? allowance(account, speech, nowMs) : standing(account, speech, nowMs);
  return `${markers[account.status]} ${menuText(account.displayName)}   ${state}`;
}

/** Such an account comes back by itself. */
export function isLimited(status: AccountStatus): boolean {
  return status === 'rate_limited' || status === 'quota_exceeded';
}

function standing({ status, blockedUntil }: AccountSummary, { say, span }: Speech, nowMs: number): string {
  const backMs = blockedUntil === null || !isLimited(status) ? 0 : Date.parse(blockedUntil) - nowMs;
  const word = say.account.status[status];
  return backMs > 0 ? say.account.back(word, span(backMs)) : word;
}

/** The window that runs out first is the one that matters. */
function allowance(account: AccountSummary, speech: Speech, nowMs: number): string {
  const [first, ...others] = usageWindows(account);
  if (!first) return speech.say.account.unknown;
  const tightest = others.reduce((a, b) => (b.leftPercent < a.leftPercent ? b : a), first);
  return namedAllowanceText(tightest, speech, nowMs);
}
