import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { Speech } from '../i18n/speech.ts';

const minuteMs = 60_000;
const weekMinutes = 10_080;
/** Months have 28 to 31 days; nothing shorter is one. */
const shortestMonthMinutes = 28 * 1_440;

export type WindowKind = 'short' | 'week' | 'month';

/** How long a window is, as far as anybody has said. The upstream decides which lengths there are. */
export interface WindowLength {
  readonly kind: WindowKind;
  /** `null` where only its place among the windows tells what it is. */
  readonly minutes: number | null;
}

/** One of an account's usage windows, as far as it is known. */
export interface UsageWindow extends WindowLength {
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
  return [
    window(windowLength(account.windowMinutesPrimary, 'short'), usage.primaryRemainingPercent, account.resetAtPrimary),
    window(
      windowLength(account.windowMinutesSecondary, 'week'),
      usage.secondaryRemainingPercent,
      account.resetAtSecondary,
    ),
    window(windowLength(account.windowMinutesMonthly, 'month'), usage.monthlyRemainingPercent, account.resetAtMonthly),
  ].flat();
}

/** @param whenUnknown what a window in this place usually is */
export function windowLength(minutes: number | null, whenUnknown: WindowKind): WindowLength {
  if (minutes === null || minutes <= 0) return { kind: whenUnknown, minutes: null };
  if (minutes === weekMinutes) return { kind: 'week', minutes };
  return { kind: minutes >= shortestMonthMinutes ? 'month' : 'short', minutes };
}

/** A window's length as a name: `5h`, `Week`, `Month`. */
export function windowName({ kind, minutes }: WindowLength, { say, span, count }: Speech): string {
  if (kind !== 'short' || minutes === null) return say.window[kind];
  return say.window.ofLength(span(minutes * minuteMs), minutes % 60 === 0 ? count(minutes / 60) : null);
}

/** `62% left · resets in 2h 10m`. */
export function allowanceText(window: UsageWindow, speech: Speech, nowMs: number): string {
  return withReset(speech.say.window.left(percentOf(window, speech)), window, speech, nowMs);
}

/** The same, with the window's name inside where it is a long one: `12% of the week left · resets in 4d`. */
export function namedAllowanceText(window: UsageWindow, speech: Speech, nowMs: number): string {
  const { left, leftOfWeek, leftOfMonth } = speech.say.window;
  const saying = { short: left, week: leftOfWeek, month: leftOfMonth }[window.kind];
  return withReset(saying(percentOf(window, speech)), window, speech, nowMs);
}

function percentOf({ leftPercent }: UsageWindow, { percentLeft }: Speech): string {
  return percentLeft(leftPercent);
}

function withReset(left: string, { resetAt }: UsageWindow, { say, span }: Speech, nowMs: number): string {
  const resetsInMs = resetAt === null ? 0 : Date.parse(resetAt) - nowMs;
  return resetsInMs > 0 ? say.window.resets(left, span(resetsInMs)) : left;
}

function window(length: WindowLength, leftPercent: number | null, resetAt: string | null): UsageWindow[] {
  return leftPercent === null ? [] : [{ ...length, leftPercent, resetAt }];
}
