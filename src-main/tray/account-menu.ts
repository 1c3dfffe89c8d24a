import type { AccountStatus, AccountSummary } from '../../src-proxy/contract/account.ts';
import type { Speech } from '../i18n/speech.ts';
import { accountLine, isLimited } from './account-line.ts';
import type { AccountWork } from './account-work.ts';
import { statusReason, upstreamView } from './engine-text.ts';
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
import { allowanceText, usageWindows, windowName } from './usage-windows.ts';

const limited: readonly AccountVerb[] = [
  'use-only',
  'resume',
  'pause',
  'probe',
  'refresh-usage',
  'use-reset',
  'sign-in',
  'copy-email',
  'details',
];

/** What the engine would refuse in a state is not offered in it. */
const offers: Readonly<Record<AccountStatus, readonly AccountVerb[]>> = {
  active: ['use-only', 'pause', 'probe', 'refresh-usage', 'use-reset', 'sign-in', 'copy-email', 'details'],
  rate_limited: limited,
  quota_exceeded: limited,
  paused: ['resume', 'probe', 'refresh-usage', 'sign-in', 'copy-email', 'details'],
  reauth_required: ['sign-in', 'copy-email', 'details'],
  deactivated: ['sign-in', 'resume', 'copy-email', 'details'],
};

export interface AccountMenuInput {
  readonly account: AccountSummary;
  /** The account that the owner uses alone, whichever it is. */
  readonly onlyAccountId: string | null;
  readonly work: AccountWork | null;
  readonly nowMs: number;
  readonly speech: Speech;
}

type Offering = Pick<AccountSummary, 'status' | 'email' | 'availableResetCredits'>;

export function isOffered(verb: AccountVerb, { status, email, availableResetCredits }: Offering): boolean {
  if (!offers[status].includes(verb)) return false;
  if (verb === 'copy-email') return email !== null;
  return verb !== 'use-reset' || (availableResetCredits ?? 0) > 0;
}

/** One account: what it has left, why it does not serve, what can be done about it, what became of what was done. */
export function accountMenu(input: AccountMenuInput): TraySubmenu {
  const { account, speech, nowMs } = input;
  const id = `account:${account.accountId}`;
  return {
    kind: 'submenu',
    id,
    label: accountLine(account, speech, nowMs),
    items: joinSections([
      read(`${id}:window`, windowLines(input)),
      read(`${id}:why`, [...whyNot(input), ...disagreement(account, speech)]),
      actions(id, input),
      read(`${id}:result`, resultLines(input)),
    ]),
  };
}

function read(id: string, texts: readonly string[]): TrayItem[] {
  return texts.map((text, index) => line(`${id}:${index}`, text));
}

function windowLines({ account, speech, nowMs }: AccountMenuInput): string[] {
  const { say, span } = speech;
  const windows = usageWindows(account).map((window) =>
    say.window.line(windowName(window, speech), allowanceText(window, speech, nowMs)),
  );
  if (windows.length === 0) return [say.account.unknownLine];
  if (account.usageRefreshedAt === null) return windows;
  const ageMs = nowMs - Date.parse(account.usageRefreshedAt);
  return [...windows, ageMs < 60_000 ? say.account.figuresNow : say.account.figuresAge(span(ageMs))];
}

/** Where what we believe and what the upstream said part, a person sees both. */
function disagreement({ verdict }: AccountSummary, speech: Speech): string[] {
  if (verdict.agree) return [];
  return menuLines(speech.say.account.disagrees(upstreamView(verdict, speech)));
}

function whyNot({ account, speech, nowMs }: AccountMenuInput): string[] {
  const { say, span } = speech;
  if (account.status === 'active') {
    const restsMs = msUntil(account.cooldownUntil, nowMs);
    return restsMs > 0 ? [say.account.resting(span(restsMs))] : [];
  }
  const backMs = isLimited(account.status) ? msUntil(account.blockedUntil, nowMs) : 0;
  const reason = statusReason(account, speech) ?? '';
  return [...menuLines(reason), ...(backMs > 0 ? [say.account.backAtLatest(span(backMs))] : [])];
}

function msUntil(time: string | null, nowMs: number): number {
  return time === null ? 0 : Date.parse(time) - nowMs;
}

function actions(id: string, { account, work, onlyAccountId, speech }: AccountMenuInput): TrayLine[] {
  const say = speech.say.account;
  const isOnly = onlyAccountId === account.accountId;
  // What is in force can be taken back in every state.
  const offered = offers[account.status].filter((verb) => isOffered(verb, account) && (verb !== 'use-only' || !isOnly));
  const takeBack = isOnly ? [checkBox(`${id}:use-only`, say.actions['use-only'], true, 'use-all')] : [];
  const others = offered.map((verb) => {
    const itemId = `${id}:${verb}`;
    if (work?.underWay.includes(verb)) return line(itemId, say.underWay[verb]);
    const action = { verb, accountId: account.accountId };
    if (verb === 'use-only') return checkBox(itemId, say.actions[verb], false, action);
    const label = verb === 'resume' && isLimited(account.status) ? say.useAgain : say.actions[verb];
    return line(itemId, label, action);
  });
  return [...takeBack, ...others];
}

function resultLines({ work, speech }: AccountMenuInput): string[] {
  if (!work?.last) return [];
  const { verb, atMs, text } = work.last;
  return menuLines(speech.say.account.result(verb, speech.clock(atMs), text(speech)));
}
