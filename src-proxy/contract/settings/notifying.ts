import { declare, flagText, wholeNumber } from './declare.ts';

const yesOrNo = (fallback: boolean, title: string, help: string, name: string) =>
  declare({
    schema: flagText,
    fallback,
    title,
    help,
    environment: [`EVENKEEL_${name}`],
    allowed: 'true or false',
    effect: 'live',
  });

const leftPercent = (window: string, name: string) =>
  declare({
    schema: wholeNumber(0, 99),
    fallback: 0,
    title: `Notify when little of the ${window} is left`,
    help: `At so many percent or less of an account's ${window}, once, and again only after it has recovered. 0 is never. For the desktop app.`,
    environment: [`EVENKEEL_${name}`],
    allowed: 'a whole number from 0 to 99',
    effect: 'live',
  });

/** What the desktop app tells while its window is not looked at. Quiet, but for what somebody has to do something about. */
export const notifyingSettings = {
  notifyLogin: yesOrNo(
    true,
    'Notify when an account needs a sign-in',
    'Such an account serves nothing until its owner has signed in again. For the desktop app.',
    'NOTIFY_LOGIN',
  ),
  notifyAllCooling: yesOrNo(
    true,
    'Notify when no account can serve',
    'When every account has reached its limit, with the time when the first is back. For the desktop app.',
    'NOTIFY_ALL_COOLING',
  ),
  notifyProxyDown: yesOrNo(
    true,
    'Notify when Evenkeel cannot start',
    'Started hidden, the desktop app then says so in a notification; while this is off, in a dialog.',
    'NOTIFY_PROXY_DOWN',
  ),
  notifyShortWindowLeftPercent: leftPercent('short window', 'NOTIFY_SHORT_WINDOW_LEFT_PERCENT'),
  notifyWeekLeftPercent: leftPercent('weekly window', 'NOTIFY_WEEK_LEFT_PERCENT'),
  notifyMonthLeftPercent: leftPercent('monthly window', 'NOTIFY_MONTH_LEFT_PERCENT'),
  notifyRunOut: yesOrNo(
    false,
    'Notify when the pool is about to run out',
    'When at the present pace nothing is left before the first window starts anew. For the desktop app.',
    'NOTIFY_RUN_OUT',
  ),
  notifyReset: yesOrNo(
    false,
    'Notify when a used-up window starts anew',
    'When an account of which little was left has its allowance back. For the desktop app.',
    'NOTIFY_RESET',
  ),
  notifyFailover: yesOrNo(
    false,
    'Notify when a request moved to another account',
    'When one account failed and another took the request over; at most once an hour. For the desktop app.',
    'NOTIFY_FAILOVER',
  ),
  notifyUpdate: yesOrNo(
    true,
    'Notify when an update is ready',
    'When a new version has been found, and when it waits for a restart. For the desktop app.',
    'NOTIFY_UPDATE',
  ),
} as const;
