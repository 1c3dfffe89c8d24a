import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { durationText } from './duration-text.ts';

const weekMinutes = 10_080;
/** Months have 28 to 31 days; nothing shorter is one. */
const shortestMonthMinutes = 28 * 1_440;

/** One of an account's usage windows, as far as it is known. */
export interface UsageWindow {
  /** `5 h`, `Week`, `Month` */
  readonly name: string;
  /** For the line where it is the tightest: ` of the week`. */
  readonly of: string;
  readonly leftPercent: number;
  readonly resetAt: string | null;
}

type WindowFacts = Pick<
  AccountSummary,
  | 'usage'
  | 'resetAtPrimary'
  | 'resetAtSecondary'
  | 'resetAtMonthly'
  | 'windowMinutesPrimary'
  | 'windowMinutesSecondary'
  | 'windowMinutesMonthly'
>;

/** The windows that somebody has told us about. */
export function usageWindows(account: WindowFacts): UsageWindow[] {
  const { usage } = account;
  const primary = windowName(account.windowMinutesPrimary, 'Short window');
  return [
    window(primary, usage.primaryRemainingPercent, account.resetAtPrimary),
    window(
      windowName(account.windowMinutesSecondary, 'Week'),
      usage.secondaryRemainingPercent,
      account.resetAtSecondary,
    ),
    window(windowName(account.windowMinutesMonthly, 'Month'), usage.monthlyRemainingPercent, account.resetAtMonthly),
  ].flat();
}

/** `62 % left · resets in 2 h 10 m`; `of` names the window inside. */
export function allowanceText(window: Pick<UsageWindow, 'leftPercent' | 'resetAt'>, nowMs: number, of = ''): string {
  const left = `${Math.floor(window.leftPercent)} %${of} left`;
  const resetsInMs = window.resetAt === null ? 0 : Date.parse(window.resetAt) - nowMs;
  return resetsInMs > 0 ? `${left} · resets in ${durationText(resetsInMs)}` : left;
}

/** A window's length as a name; the upstream decides which lengths there are. */
export function windowName(minutes: number | null, whenUnknown: string): string {
  if (minutes === null || minutes <= 0) return whenUnknown;
  if (minutes === weekMinutes) return 'Week';
  return minutes >= shortestMonthMinutes ? 'Month' : durationText(minutes * 60_000);
}

function window(name: string, leftPercent: number | null, resetAt: string | null): UsageWindow[] {
  if (leftPercent === null) return [];
  const of = name === 'Week' || name === 'Month' ? ` of the ${name.toLowerCase()}` : '';
  return [{ name, of, leftPercent, resetAt }];
}
