import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { Settings } from '../../src-proxy/contract/settings.ts';
import type { Speech } from '../i18n/speech.ts';
import { statusReason } from '../tray/engine-text.ts';
import { menuText } from '../tray/menu-text.ts';
import { windowLength, windowName } from '../tray/usage-windows.ts';
import type { Condition } from './notice.ts';

/** So far above its threshold a window must come before it may be told of again, in percent. */
const rearmPercent = 5;
/** A window of which no more was left than this has something to tell when it starts anew, in percent. */
const lowPercent = 20;
const fullPercent = 60;

export type NotifyingSettings = Pick<
  Settings,
  | 'notifyLogin'
  | 'notifyAllCooling'
  | 'notifyShortWindowLeftPercent'
  | 'notifyWeekLeftPercent'
  | 'notifyMonthLeftPercent'
  | 'notifyRunOut'
  | 'notifyReset'
  | 'notifyFailover'
  | 'notifyUpdate'
  | 'hideEmails'
>;

interface AccountMoment {
  readonly settings: NotifyingSettings;
  readonly speech: Speech;
  readonly nowMs: number;
}

interface WindowFigures {
  readonly slot: string;
  readonly name: string;
  readonly leftPercent: number | null;
  readonly resetAt: string | null;
  readonly thresholdPercent: number;
}

/** What there is to tell of one account, the most pressing first; only of what the settings ask for. */
export function accountConditions(account: AccountSummary, moment: AccountMoment): Condition[] {
  const { settings } = moment;
  const windows = windowsOf(account, moment);
  return [
    ...(settings.notifyLogin ? [needsLogin(account, moment)] : []),
    ...windows.filter(({ thresholdPercent }) => thresholdPercent > 0).map((window) => isLow(account, window, moment)),
    ...(settings.notifyReset ? windows.map((window) => hasReset(account, window, moment)) : []),
  ];
}

function windowsOf(account: AccountSummary, { settings, speech }: AccountMoment): WindowFigures[] {
  const { usage } = account;
  return [
    {
      slot: 'primary',
      name: windowName(windowLength(account.windowMinutesPrimary, 'short'), speech),
      leftPercent: usage.primaryRemainingPercent,
      resetAt: account.resetAtPrimary,
      thresholdPercent: settings.notifyShortWindowLeftPercent,
    },
    {
      slot: 'secondary',
      name: windowName(windowLength(account.windowMinutesSecondary, 'week'), speech),
      leftPercent: usage.secondaryRemainingPercent,
      resetAt: account.resetAtSecondary,
      thresholdPercent: settings.notifyWeekLeftPercent,
    },
    {
      slot: 'monthly',
      name: windowName(windowLength(account.windowMinutesMonthly, 'month'), speech),
      leftPercent: usage.monthlyRemainingPercent,
      resetAt: account.resetAtMonthly,
      thresholdPercent: settings.notifyMonthLeftPercent,
    },
  ];
}

const detailsOf = (accountId: string) =>
  ({ kind: 'window', hash: `#account=${encodeURIComponent(accountId)}` }) as const;

function needsLogin(account: AccountSummary, { speech }: AccountMoment): Condition {
  const { accountId, displayName, status } = account;
  const { say } = speech;
  return {
    key: `login:${accountId}`,
    group: accountId,
    state: status === 'reauth_required' || status === 'deactivated' ? 'holds' : 'clear',
    notice: {
      title: say.notices.needsSignIn(menuText(displayName)),
      body: statusReason(account, speech) ?? say.notices.needsSignInBody,
      target: { kind: 'window', hash: `#sign-in=${encodeURIComponent(accountId)}` },
    },
  };
}

function isLow(
  { accountId, displayName }: AccountSummary,
  window: WindowFigures,
  { speech: { say, percentLeft, span }, nowMs }: AccountMoment,
): Condition {
  const { slot, name, leftPercent, resetAt, thresholdPercent } = window;
  const resetsMs = resetAt === null ? 0 : Date.parse(resetAt) - nowMs;
  return {
    // Another threshold is another question.
    key: `low:${accountId}:${slot}:${thresholdPercent}`,
    group: accountId,
    state: lowState(leftPercent, thresholdPercent),
    notice: {
      title: say.notices.low(menuText(displayName), percentLeft(leftPercent ?? 0)),
      body: resetsMs > 0 ? say.notices.lowBodyResets(name, span(resetsMs)) : say.notices.lowBody(name),
      target: detailsOf(accountId),
    },
  };
}

function lowState(leftPercent: number | null, thresholdPercent: number): Condition['state'] {
  if (leftPercent === null) return 'unknown';
  if (leftPercent <= thresholdPercent) return 'holds';
  return leftPercent >= Math.min(100, thresholdPercent + rearmPercent) ? 'clear' : 'between';
}

function hasReset(
  { accountId, displayName }: AccountSummary,
  { slot, name, leftPercent }: WindowFigures,
  { speech: { say, percentLeft } }: AccountMoment,
): Condition {
  return {
    key: `reset:${accountId}:${slot}`,
    group: accountId,
    state: resetState(leftPercent),
    notice: {
      title: say.notices.reset(menuText(displayName)),
      body: say.notices.resetBody(name, percentLeft(leftPercent ?? 0)),
      target: detailsOf(accountId),
    },
  };
}

function resetState(leftPercent: number | null): Condition['state'] {
  if (leftPercent === null) return 'unknown';
  if (leftPercent <= lowPercent) return 'clear';
  // In between it says nothing: only what was low before has something to tell.
  return leftPercent >= fullPercent ? 'holds' : 'unknown';
}
