import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { Speech } from '../i18n/speech.ts';
import { accountWithoutEmails } from '../tray/hidden-emails.ts';
import { menuText } from '../tray/menu-text.ts';
import type { UpdateState } from '../updates/update-state.ts';
import { accountConditions, type NotifyingSettings } from './account-conditions.ts';
import type { Condition, Notice } from './notice.ts';
import { poolConditions } from './pool-conditions.ts';

/** What there is to see at one look. */
export interface NoticeMoment {
  readonly accounts: readonly AccountSummary[];
  readonly forecast: PoolForecast;
  readonly update: UpdateState;
  /** Requests that ended since the last look. */
  readonly requests: readonly RequestLogEntry[];
  readonly settings: NotifyingSettings;
  /** What the window shows needs no notification. */
  readonly isWindowVisible: boolean;
  readonly speech: Speech;
  readonly nowMs: number;
}

export interface NoticeMemory {
  /** By the condition's key: whether it may still be told of. */
  readonly conditions: ReadonlyMap<string, 'armed' | 'told'>;
  /** When the last notification came from each group. */
  readonly lastMs: ReadonlyMap<string, number>;
}

export interface NoticeStep {
  readonly memory: NoticeMemory;
  readonly notices: readonly Notice[];
  /** When to look again for what had to wait for its hour; `null` where nothing waits. */
  readonly againInMs: number | null;
}

export const nothingTold: NoticeMemory = { conditions: new Map(), lastMs: new Map() };
export const quietMs = 3_600_000;

/**
 * One look at everything. Pure. A condition that holds the first time it is seen is not news; later it is told once, and
 * again only after it was clear in between. What has to wait for its group's hour is told then, if it still holds.
 */
export function notificationStep(before: NoticeMemory, given: NoticeMoment): NoticeStep {
  const moment = given.settings.hideEmails ? withoutEmails(given) : given;
  const { accounts, settings, isWindowVisible, speech, nowMs } = moment;
  const conditions = new Map<string, 'armed' | 'told'>();
  const lastMs = new Map([...before.lastMs].filter(([, atMs]) => nowMs - atMs < quietMs));
  const notices: Notice[] = [];
  let againInMs: number | null = null;

  /** True where its group has had its notification of this hour. */
  function mustWait(group: string): boolean {
    const last = lastMs.get(group);
    if (last === undefined) return false;
    againInMs = Math.min(againInMs ?? Infinity, last + quietMs - nowMs);
    return true;
  }

  for (const condition of [
    ...accounts.flatMap((account) => accountConditions(account, { settings, speech, nowMs })),
    ...poolConditions(moment),
  ]) {
    const { key, group, notice } = condition;
    const next = standing(before.conditions.get(key) ?? null, condition.state);
    const isNews = next === 'news' && !isWindowVisible;
    if (isNews && mustWait(group)) {
      conditions.set(key, 'armed');
      continue;
    }
    if (next !== null) conditions.set(key, next === 'news' ? 'told' : next);
    if (!isNews) continue;
    notices.push({ id: key, ...notice });
    lastMs.set(group, nowMs);
  }

  const moved = settings.notifyFailover && !isWindowVisible ? failoverNotice(moment) : null;
  if (moved !== null && !lastMs.has(moved.id)) {
    notices.push(moved);
    lastMs.set(moved.id, nowMs);
  }
  return { memory: { conditions, lastMs }, notices, againInMs };
}

function withoutEmails(moment: NoticeMoment): NoticeMoment {
  return { ...moment, accounts: moment.accounts.map(accountWithoutEmails) };
}

/** Where a condition stands after this look; `null` where nobody knows yet. */
function standing(before: 'armed' | 'told' | null, state: Condition['state']): 'armed' | 'told' | 'news' | null {
  if (state === 'unknown') return before;
  if (state === 'clear') return 'armed';
  if (state === 'between') return before ?? 'armed';
  if (before === 'armed') return 'news';
  return 'told';
}

function failoverNotice({ requests, accounts, speech: { say } }: NoticeMoment): Notice | null {
  const request = requests.find(hasMoved);
  if (request === undefined) return null;
  const nameOf = (accountId: string | null | undefined): string =>
    menuText(accounts.find((account) => account.accountId === accountId)?.displayName ?? say.account.gone);
  return {
    id: 'failover',
    title: say.notices.moved(nameOf(request.accountId)),
    body: say.notices.movedBody(nameOf(request.attempts[0]?.accountId)),
    target: { kind: 'window', hash: '' },
  };
}

function hasMoved({ status, attempts, accountId }: RequestLogEntry): boolean {
  return status === 'success' && accountId !== null && attempts.some((attempt) => attempt.accountId !== accountId);
}
