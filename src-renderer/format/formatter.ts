import type { Language } from '#contract/language.ts';
import { percentFormat } from '#contract/percent.ts';

export interface Formatter {
  /** `14:10` today, `Sat 14:10` within six days, `21 Nov 14:10` otherwise. */
  moment(atMs: number, nowMs: number): string;
  /** `14:10:07`, with the day in front when it is not today. */
  timeOfDay(atMs: number, nowMs: number): string;
  /** Everything, for a detail view. */
  exactTime(atMs: number): string;
  /** A coarse span to count down: `2h 10m`, `3d 4h`, `1m`. Rounds up, so that nothing is promised too early. */
  span(ms: number): string;
  /** How long ago: `2 days ago`, `3 hours ago`, `yesterday`. */
  ago(atMs: number, nowMs: number): string;
  /** To the second, for what is over within the hour: `4:05`. */
  countdown(ms: number): string;
  /** A measured time: `240 ms`, `3.2 s`, `2m 5s`. */
  latency(ms: number): string;
  /** `12,345` */
  count(value: number): string;
  /** `12.3K`, for columns. */
  compact(value: number): string;
  /** `Sat 21 Nov` */
  day(atMs: number): string;
  /** `Sat` */
  weekday(atMs: number): string;
  /** `21 Nov`, where there is room for no more. */
  dayOfMonth(atMs: number): string;
  /** `8–14 Nov 2026`; one date where both are on one day. */
  dates(fromMs: number, toMs: number): string;
  /** `$12.30`; of less than a dollar four digits, and never rounded down to nothing: `<$0.0001`. */
  dollars(value: number): string;
  /** `62%` of a value from 0 to 100, never rounded up to 100 or down to 0. */
  percent(value: number): string;
  /** What is left, cut to a whole percentage so that nothing is promised; as in the tray. */
  percentLeft(value: number): string;
  /** What is used; with what is left it makes 100. */
  percentUsed(value: number): string;
  /** `0.4%` of a value from 0 to 100, with a digit behind the point below 10. */
  share(value: number): string;
  /** `1.2`, for what is compared. */
  decimal(value: number): string;
}

export interface FormatterOptions {
  readonly locale: string;
  readonly timeZone?: string;
  readonly hourCycle?: 'h11' | 'h12' | 'h23' | 'h24';
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** The least amount that is shown with its digits. */
const leastDollars = 0.0001;

/** Numbers and units are of the language of the sentences; the clock (12 or 24 hours) is the reader's own. */
export function browserFormatter(languages: readonly string[], language: Language): Formatter {
  const [primary = language] = language.split('-');
  const locale = languages.find((tag) => tag.startsWith(primary)) ?? (language === 'en' ? 'en-GB' : language);
  const hourCycle = new Intl.DateTimeFormat(languages[0], { hour: 'numeric' }).resolvedOptions().hourCycle;
  return createFormatter(hourCycle ? { locale, hourCycle } : { locale });
}

export function createFormatter(options: FormatterOptions): Formatter {
  const { locale } = options;
  const clock = {
    ...(options.timeZone ? { timeZone: options.timeZone } : {}),
    ...(options.hourCycle ? { hourCycle: options.hourCycle } : {}),
  };
  const dates = (format: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...format, ...clock });
  const minutes = dates({ hour: '2-digit', minute: '2-digit' });
  const seconds = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const weekday = dates({ weekday: 'short' });
  const dayAndMonth = dates({ day: 'numeric', month: 'short' });
  const weekdayAndDate = dates({ weekday: 'short', day: 'numeric', month: 'short' });
  const wholeDate = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const day = dates({ year: 'numeric', month: '2-digit', day: '2-digit' });
  const exact = dates({ dateStyle: 'medium', timeStyle: 'long' });
  const unit = (name: string, unitDisplay: 'narrow' | 'short', maximumFractionDigits = 0) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits });
  const narrow = {
    day: unit('day', 'narrow'),
    hour: unit('hour', 'narrow'),
    minute: unit('minute', 'narrow'),
    second: unit('second', 'narrow'),
  };
  const milliseconds = unit('millisecond', 'short');
  const tenths = unit('second', 'narrow', 1);
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = percentFormat(locale);
  const money = (maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits,
    });
  const cents = money(2);
  const fractions = money(4);
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const isSameDay = (left: number, right: number) => day.format(left) === day.format(right);
  const pair = (large: string, small: number, smallText: string) => (small > 0 ? `${large} ${smallText}` : large);

  return {
    moment: (atMs, nowMs) => {
      if (isSameDay(atMs, nowMs)) return minutes.format(atMs);
      const near = atMs > nowMs && atMs - nowMs < 6 * dayMs;
      return `${(near ? weekday : dayAndMonth).format(atMs)} ${minutes.format(atMs)}`;
    },
    timeOfDay: (atMs, nowMs) =>
      isSameDay(atMs, nowMs) ? seconds.format(atMs) : `${dayAndMonth.format(atMs)} ${seconds.format(atMs)}`,
    exactTime: (atMs) => exact.format(atMs),
    span: (ms) => {
      const total = Math.max(1, Math.ceil(ms / minuteMs));
      const days = Math.floor(total / 1440);
      const hours = Math.floor((total % 1440) / 60);
      if (days > 0) return pair(narrow.day.format(days), hours, narrow.hour.format(hours));
      if (hours > 0) return pair(narrow.hour.format(hours), total % 60, narrow.minute.format(total % 60));
      return narrow.minute.format(total);
    },
    ago: (atMs, nowMs) => {
      const passedMs = Math.max(0, nowMs - atMs);
      if (passedMs >= dayMs) return relative.format(-Math.floor(passedMs / dayMs), 'day');
      if (passedMs >= hourMs) return relative.format(-Math.floor(passedMs / hourMs), 'hour');
      return relative.format(-Math.floor(passedMs / minuteMs), 'minute');
    },
    countdown: (ms) => {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      return `${whole.format(Math.floor(seconds / 60))}:${twoDigits.format(seconds % 60)}`;
    },
    latency: (ms) => {
      if (ms < 1000) return milliseconds.format(ms);
      if (ms < minuteMs) return tenths.format(Math.floor(ms / 100) / 10);
      const rest = Math.floor((ms % minuteMs) / 1000);
      return pair(narrow.minute.format(Math.floor(ms / minuteMs)), rest, narrow.second.format(rest));
    },
    count: (value) => whole.format(value),
    compact: (value) => short.format(value),
    dayOfMonth: (atMs) => dayAndMonth.format(atMs),
    dates: (fromMs, toMs) => wholeDate.formatRange(fromMs, toMs),
    weekday: (atMs) => weekday.format(atMs),
    day: (atMs) => weekdayAndDate.format(atMs).replace(',', ''),
    dollars: (value) => {
      if (value > 0 && value < leastDollars) return `<${fractions.format(leastDollars)}`;
      return (value < 1 ? fractions : cents).format(value);
    },
    percent: percents.whole,
    percentLeft: percents.left,
    percentUsed: percents.used,
    share: percents.share,
    decimal: (value) => oneDigit.format(value),
  };
}
